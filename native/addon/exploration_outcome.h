// The outcome of an exploration as a JavaScript object: NativeExplorationOutcome of src/engine/binding.ts.
#pragma once

#include <napi.h>

#include "explore/exploration.h"

namespace rcu_bench::addon {

Napi::Object exploration_outcome(Napi::Env env, const explore::Outcome &outcome);

}  // namespace rcu_bench::addon
