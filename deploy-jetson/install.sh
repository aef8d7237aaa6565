#!/usr/bin/env bash
# Puts a published EdgeVL on this device as a service: any Debian or Ubuntu, x64 or arm64, Jetson with JetPack 6 or newer.
# Run it again to update; what is the same is left alone.
#
#   sudo deploy-jetson/install.sh [--from FOLDER] [--dry-run] [--root DIR] [--no-packages]
#   sudo deploy-jetson/install.sh --uninstall      # configuration, store and models stay
#
# --from FOLDER   the folder that ./build.sh publish made; default: the one this script lies in, else artifacts/edgevl
# --dry-run       say what would be done, do nothing
# --root DIR      install into the root of another system (an image); nothing of this one is started, asked or changed
# --no-packages   leave the distribution's packages alone
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf 'install: %s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }
. "$here/packages.sh"

from='' root='' dry='' uninstall='' packages=yes
while [ $# -gt 0 ]; do
  case $1 in
    --from) [ $# -gt 1 ] || fail "--from needs a folder"; from=$2; shift ;;
    --root) [ $# -gt 1 ] || fail "--root needs a folder"; root=${2%/}; shift ;;
    --dry-run) dry=yes ;;
    --uninstall) uninstall=yes ;;
    --no-packages) packages= ;;
    -h | --help) sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) fail "unknown argument '$1'; --help lists them" ;;
  esac
  shift
done

program=$root/opt/edgevl           # a link to one of the releases, so that an update is one rename
releases=$root/opt/edgevl-releases
configuration=$root/etc/edgevl
units=$root/etc/systemd/system
dropins=$units/edgevl.service.d
command=$root/usr/local/bin/edgevl
user_file=$root/usr/lib/sysusers.d/edgevl.conf

# Does it, or on a dry run says it.
act() {
  if [ -n "$dry" ]; then say "would: $*"; else "$@"; fi
}

done_saying() { [ -n "$dry" ] || say "$@"; }

# write FILE: the standard input becomes FILE, at once or not at all.
write() {
  local text
  text=$(cat)
  if [ -n "$dry" ]; then say "would write: $1"; return; fi
  printf '%s\n' "$text" > "$1.new"
  chmod 644 "$1.new"
  mv -f "$1.new" "$1"
}

systemd_runs() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

# ---- what is installed -----------------------------------------------------------------------------------------------------------

find_published() {
  if [ -n "$from" ]; then published=$from
  elif [ -x "$here/../edgevl" ]; then published=$here/..
  else published=$here/../artifacts/edgevl; fi
  [ -x "$published/edgevl" ] && [ -f "$published/VERSION" ] \
    || fail "$published is no published EdgeVL (no edgevl, no VERSION in it): run ./build.sh publish, or name the folder with --from"
  published=$(cd "$published" && pwd)
}

# The ELF header names the machine at byte 18. A script in place of the program, as in tests, fits any.
refuse_other_machine() {
  local wants
  case $(od -An -tx1 -j18 -N1 "$published/edgevl" | tr -d ' ') in
    3e) wants=x86_64 ;;
    b7) wants=aarch64 ;;
    *) return 0 ;;
  esac
  [ -n "$root" ] || [ "$wants" = "$(uname -m)" ] \
    || fail "$published is for $wants and this machine is $(uname -m): ./build.sh publish --rid linux-x64 or linux-arm64"
}

# Sets l4t to the board's release of Linux for Tegra, empty elsewhere.
recognise_jetson() {
  l4t=$(sed -n 's/^# R\([0-9]*\) (release), REVISION: \([0-9.]*\).*/\1.\2/p' "$root/etc/nv_tegra_release" 2>/dev/null || true)
  [ -z "$l4t" ] || [ "${l4t%%.*}" -ge 36 ] \
    || fail "this Jetson has L4T $l4t; EdgeVL needs 36 (JetPack 6) or newer, whose glibc its libraries are built for"
}

install_needed_packages() {
  local missing
  [ -n "$packages" ] && [ -z "$root" ] || return 0
  if ! have_apt; then say "no apt here; EdgeVL needs (Debian's names): $runtime_packages"; return; fi
  # shellcheck disable=SC2086 # a list of words
  read -ra missing <<< "$(missing_packages $runtime_packages | xargs)"
  [ ${#missing[@]} -eq 0 ] || act install_packages /var/log/edgevl-install.log "${missing[@]}"
}

# The release's name says what is in it: the version and a hash over every file's name and content.
release_name() {
  local hash
  hash=$(cd "$published" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
  echo "$(tr -cd 'A-Za-z0-9.+~-' < "$published/VERSION")-${hash:0:12}"
}

# Copies beside the old release and moves the link over: the program is the old one or the new one at any moment.
install_program() {
  local name
  name=$(release_name)
  [ ! -e "$program" ] || [ -L "$program" ] || fail "$program is a folder, not the link that this script makes: move it away first"
  if [ ! -d "$releases/$name" ]; then
    act mkdir -p "$releases"
    act rm -rf "$releases/.incoming"
    act cp -r --preserve=mode,timestamps "$published" "$releases/.incoming"
    act chmod -R u=rwX,go=rX "$releases/.incoming"
    act sync -f "$releases"
    act mv -T "$releases/.incoming" "$releases/$name"
  fi
  previous=$(readlink "$program" || true)
  if [ "$previous" = "edgevl-releases/$name" ]; then say "$name is installed already"; return; fi
  act ln -sfn "edgevl-releases/$name" "$program.new"
  act mv -fT "$program.new" "$program"
  changed=yes
  done_saying "$name is installed in $program"
  forget_old_releases "$name" "${previous##*/}"
}

# The one before stays, for a way back: ln -sfn edgevl-releases/OLD /opt/edgevl.
forget_old_releases() {
  local folder
  for folder in "$releases"/*/; do
    case $(basename "$folder") in "$1" | "${2:-$1}" | '*') ;; *) act rm -rf "${folder%/}" ;; esac
  done
}

# ---- how it runs -----------------------------------------------------------------------------------------------------------------

install_user() {
  act mkdir -p "${user_file%/*}"
  act install -m 644 "$here/edgevl.sysusers.conf" "$user_file"
  [ -z "$root" ] || return 0 # that system makes the user at its next boot
  if command -v systemd-sysusers >/dev/null; then act systemd-sysusers "$user_file"
  elif ! id edgevl >/dev/null 2>&1; then act useradd --system --user-group --home-dir /var/lib/edgevl --shell /usr/sbin/nologin edgevl; fi
  act install -d -o edgevl -g edgevl -m 750 /var/lib/edgevl
}

group_exists() {
  if [ -n "$root" ]; then grep -qs "^$1:" "$root/etc/group"; else getent group "$1" >/dev/null; fi
}

# A group that does not exist would keep the unit from starting, so it names those that do.
write_groups() {
  local group groups=()
  for group in video render gpio i2c; do ! group_exists "$group" || groups+=("$group"); done
  write "$dropins/10-groups.conf" << END
# Written by install.sh: the groups of this machine that own cameras, GPU, GPIO and I2C.
[Service]
SupplementaryGroups=${groups[*]:-}
END
}

write_credentials() {
  local file lines=''
  for file in "$configuration/credentials/"*; do
    [ -f "$file" ] || continue
    case ${file##*/} in *[!A-Za-z0-9_.-]*) say "no credential can be called '${file##*/}': left out"; continue ;; esac
    lines+="LoadCredential=${file##*/}:/etc/edgevl/credentials/${file##*/}"$'\n'
  done
  write "$dropins/20-credentials.conf" << END
# Written by install.sh for the files in /etc/edgevl/credentials; the configuration names them \${credential:NAME}.
[Service]
$lines
END
}

write_jetson() {
  if [ -z "$l4t" ]; then act rm -f "$dropins/30-jetson.conf"; return; fi
  write "$dropins/30-jetson.conf" << 'END'
# Written by install.sh on a Jetson.
[Service]
# CSI cameras: the board's camera service answers on /tmp/argus_socket.
PrivateTmp=no
ReadWritePaths=/tmp
# The GPU's devices have other names on each board and release; their group, video, guards them. A closed list would break with
# the next release. ProtectClock would close it again; without the capability and the system calls, the clock stays safe.
DevicePolicy=auto
DeviceAllow=
ProtectClock=no
END
}

# Enabled once: whoever disables it later finds it disabled after an update too.
install_service() {
  act mkdir -p "$dropins" "${command%/*}" "$units/multi-user.target.wants"
  [ -e "$units/edgevl.service" ] || act ln -sfn /etc/systemd/system/edgevl.service "$units/multi-user.target.wants/edgevl.service"
  cmp -s "$here/edgevl.service" "$units/edgevl.service" || changed=yes
  act install -m 644 "$here/edgevl.service" "$units/edgevl.service"
  write_groups
  write_credentials
  write_jetson
  act ln -sfn /opt/edgevl/edgevl "$command"
}

install_configuration() {
  act mkdir -p "$configuration/recipes"
  act mkdir -p -m 700 "$configuration/credentials"
  if [ -e "$configuration/edgevl.yaml" ]; then return; fi
  act install -m 644 "$here/edgevl.example.yaml" "$configuration/edgevl.yaml"
  act install -m 644 "$here/labels.example.yaml" "$configuration/recipes/labels.yaml"
  done_saying "$configuration/edgevl.yaml is an example: name your cameras, model and broker in it"
}

start_service() {
  if ! systemd_runs; then say "systemd does not run here: the service starts with the device"; return; fi
  act systemctl daemon-reload
  if systemctl is-active --quiet edgevl.service; then
    [ -z "${changed:-}" ] || act systemctl restart edgevl.service
  else
    say "start it with: systemctl start edgevl; see it with: journalctl -fu edgevl"
  fi
}

explain_jetson() {
  [ -n "$l4t" ] || return 0
  say "Jetson with L4T $l4t: ONNX Runtime in $program computes on the CPU, and OpenCV for arm64 is not in it. Build or fetch both for"
  say "this JetPack and name them with 'systemctl edit edgevl', as deploy/README.md says: EDGEVL_ONNXRUNTIME and EDGEVL_OPENCV"
}

# ---- the way back ----------------------------------------------------------------------------------------------------------------

remove_everything_but_data() {
  if systemd_runs; then act systemctl disable --now --quiet edgevl.service || true; fi
  act rm -f "$units/edgevl.service" "$dropins/10-groups.conf" "$dropins/20-credentials.conf" "$dropins/30-jetson.conf" "$user_file"
  act rm -f "$units/multi-user.target.wants/edgevl.service"
  if [ -d "$dropins" ]; then act rmdir --ignore-fail-on-non-empty "$dropins"; fi
  if [ "$(readlink "$command" || true)" = /opt/edgevl/edgevl ]; then act rm -f "$command"; fi
  if [ -L "$program" ]; then act rm -f "$program"; fi
  act rm -rf "$releases"
  if systemd_runs; then act systemctl daemon-reload; fi
  done_saying "removed; $configuration, $root/var/lib/edgevl and the user edgevl stay"
}

[ -z "$root" ] || [ -d "$root" ] || fail "--root $root: no such folder"
[ "$(id -u)" = 0 ] || [ -n "$dry$root" ] || fail "this needs root: sudo $0"
if [ -n "$uninstall" ]; then remove_everything_but_data; exit 0; fi

find_published
refuse_other_machine
recognise_jetson
install_needed_packages
install_program
install_user
install_configuration
install_service
start_service
explain_jetson
