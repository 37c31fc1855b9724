#!/bin/sh
# Usage: check_read_side.sh OBJECT
# Looks at the instructions of read_side_asm.cc: with membarrier on a section costs a few moves, no fence and no call; off,
# one fence for its lock and one for its unlock. With probes on there must be more, or the check sees nothing.
object=$1
case $(uname -m) in
    x86_64) ;;
    *) echo "read side: SKIPPED, the check knows x86-64 only"; exit 0 ;;
esac
if ! command -v objdump >/dev/null; then
    echo "read side: SKIPPED, no objdump here"
    exit 0
fi

# The instructions of one function, all of its paths: the outermost unlock, the unlikely signal, padding left out.
instructions() {
    objdump -d --no-show-raw-insn "$object" | awk -v name="<$1>:" '
        $2 == name { on = 1; next }
        on && NF == 0 { exit }
        on { sub(/^[^:]*:[ \t]*/, ""); if ($0 !~ /nop/) print }'
}
count() { instructions "$1" | grep -cE "$2"; }

failures=0
expect() { # what, actual, relation, wanted
    if ! [ "$2" "$3" "$4" ]; then
        echo "read side: $1: $2, expected $3 $4" >&2
        failures=1
    fi
}

fence='^lock |mfence|^xchg'
expect "membarrier on, instructions of a section" "$(count section_compiler .)" -le 28
expect "membarrier on, fences" "$(count section_compiler "$fence")" -eq 0
expect "membarrier on, calls (the signal)" "$(count section_compiler '^call')" -eq 1
expect "membarrier off, instructions of a section" "$(count section_full .)" -le 30
expect "membarrier off, fences" "$(count section_full "$fence")" -eq 2
expect "membarrier off, calls (the signal)" "$(count section_full '^call')" -eq 1
expect "probes on, instructions of a section" "$(count section_compiler_probed .)" -gt "$(count section_compiler .)"

if [ "$failures" -ne 0 ]; then
    for function in section_compiler section_full; do
        echo "$function:" >&2
        instructions "$function" >&2
    done
    exit 1
fi
echo "read side: $(count section_compiler .) instructions with membarrier on, no fence;" \
    "$(count section_full .) and 2 fences with it off"
