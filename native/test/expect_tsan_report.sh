#!/bin/sh
# Usage: expect_tsan_report.sh PROGRAM FUNCTION
# Succeeds if TSan ends PROGRAM with a data race report whose stacks name FUNCTION.
program=$1
function=$2
log=$(mktemp)
trap 'rm -f "$log"' EXIT

TSAN_OPTIONS="halt_on_error=1:exitcode=66" timeout 60 "$program" >"$log" 2>&1
status=$?
if [ "$status" -eq 66 ] && grep -q 'WARNING: ThreadSanitizer: data race' "$log" && grep -q "$function" "$log"; then
    echo "$(basename "$program"): TSan reports the race in $function, as it should"
    exit 0
fi
echo "$(basename "$program"): expected TSan to report a data race in $function and exit with 66, got exit code $status:" >&2
cat "$log" >&2
exit 1
