#!/bin/sh
# Usage: expect_edit_is_explored.sh BUILD-FOLDER COMPILER FLAG…
# There is no model of the engine: an edit in native/rcu alone changes what is run and what is explored. Compiles edit_probe.cc over
# native/rcu as it is, and over a copy in which call_rcu no longer sets its event; the first must run a callback on both platforms,
# the second on neither.
set -eu
build=$1
shift
native=..
edited=$build/edited
rm -rf "$edited"
mkdir -p "$edited"
cp -r $native/rcu "$edited/rcu"
sed -i 's/^\( *\)ready\.set();$/\1;/' "$edited/rcu/rcu_state.h"
if cmp -s $native/rcu/rcu_state.h "$edited/rcu/rcu_state.h"; then
    echo "the edit finds nothing to edit in rcu_state.h" >&2
    exit 1
fi
sources=edit_probe.cc
for source in "$native"/platform/*.cc "$native"/explore/*.cc; do
    case $source in
        */engine.cc | */exploration.cc) ;; # every version and all texts: not needed here
        *) sources="$sources $source" ;;
    esac
done
probe() { # name, wanted exit code, include folders
    name=$1 wanted=$2
    shift 2
    # shellcheck disable=SC2086
    $compiler "$@" $flags $sources -o "$build/$name"
    code=0
    "$build/$name" || code=$?
    if [ "$code" -ne "$wanted" ]; then
        echo "$name: exit code $code, expected $wanted" >&2
        exit 1
    fi
}
compiler=$1
shift
flags=$*
probe edit_probe_sound 0 -I $native
probe edit_probe_edited 3 -I "$edited" -I $native
