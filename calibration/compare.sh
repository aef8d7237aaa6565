#!/usr/bin/env bash
# Compares FP16, INT8 and INT4 with FP32 on the frames of samples.txt and on tests/golden, and writes what it found.
#
#   calibration/compare.sh [REPORT]    default: calibration/report.md
#
# Exit code 1 when a precision reads or finds less than its limit allows; the report is written all the same.
set -euo pipefail

[ $# -le 1 ] && [ "${1:-}" != --help ] || { sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2; }
report=$(realpath -m "${1:-$(dirname "${BASH_SOURCE[0]}")/report.md}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
code=0
./build.sh bench precisions --report "$figures" || code=$?
[ -s "$figures" ] || exit "$code"
{
  printf '# FP16, INT8 and INT4 compared with FP32\n\n'
  printf 'Written by `calibration/compare.sh`; what the lines mean stands in [README.md](README.md).\n\n'
  cat "$figures"
} > "$report"
echo "calibration: $report"
exit "$code"
