# What EdgeVL needs from a Debian or Ubuntu, and how it gets there. Sourced by build.sh and install.sh, which define `say` and `fail`.
# shellcheck shell=bash

# Every word is a package; alternatives, of which the first that the release has is taken, stand between bars.
# `libicu` stands for the release's own, whose name carries a version.
opencv_packages="libgtk-3-0t64|libgtk-3-0 libatomic1 libdrm2"
camera_packages="gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-libav"
runtime_packages="ca-certificates libicu $opencv_packages $camera_packages"

have_apt() { command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

installed() {
  [ "$1" != libicu ] || set -- 'libicu[0-9]*'
  dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -x installed >/dev/null
}

# Prints those of its arguments of which no alternative is installed.
missing_packages() {
  local entry name found
  for entry in "$@"; do
    found=
    for name in ${entry//|/ }; do ! installed "$name" || found=yes; done
    [ -n "$found" ] || echo "$entry"
  done
}

# The name under which this release has the package.
candidate() {
  local name
  for name in ${1//|/ }; do
    [ "$name" != libicu ] || name=$(apt-cache pkgnames libicu | grep -E '^libicu[0-9]+$' | sort -V | tail -n 1)
    if apt-cache policy "$name" 2>/dev/null | grep 'Candidate: [^(]' >/dev/null; then echo "$name"; return; fi
  done
  echo "${1##*|}"
}

# install_packages LOG PACKAGE...: says what it installs; apt's own words go to LOG.
install_packages() {
  local entry log=$1 names=()
  # RUNLEVEL: where no systemd runs, as in a container, a package's service is not to start either.
  local apt=(env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
  shift
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "neither root nor sudo: have these installed: $*"
  as_root "${apt[@]}" update > "$log" 2>&1 || say "apt-get update failed (see $log); going on with the lists that are here"
  for entry in "$@"; do names+=("$(candidate "$entry")"); done
  say "installing with apt: ${names[*]}"
  if ! as_root "${apt[@]}" install -y --no-install-recommends "${names[@]}" >> "$log" 2>&1; then
    tail -n 15 "$log" >&2
    fail "apt could not install ${names[*]}; the whole log is $log"
  fi
}
