// A trial's configuration out of a JavaScript object. Values were validated in TypeScript; what does not fit here is a bug
// of ours and is thrown as such.
#pragma once

#include <napi.h>

#include "torture/config.h"
#include "load/config.h"

namespace rcu_bench::addon {

/// Leaves a pending JavaScript exception where a field is missing or of the wrong type.
workload::Config read_config(const Napi::Object &object);
torture::Config read_torture_config(const Napi::Object &object);

/// Whether a configuration that was read can be run; otherwise a JavaScript exception is pending.
bool can_run(Napi::Env env, const provider::Choice &rcu, const provider::Build &build);

}  // namespace rcu_bench::addon
