// Reads a trial's configuration from a JavaScript object. TypeScript has validated the values; a value that does not
// fit is a bug of this tool and is thrown as such.
#pragma once

#include <napi.h>

#include "torture/config.h"
#include "load/config.h"

namespace rcu_bench::addon {

/// Leaves a pending JavaScript exception if a field is missing or has the wrong type.
workload::Config read_config(const Napi::Object &object);
torture::Config read_torture_config(const Napi::Object &object);

/// Whether this configuration can run; otherwise a JavaScript exception is pending.
bool can_run(Napi::Env env, const provider::Choice &rcu, const provider::Build &build);

}  // namespace rcu_bench::addon
