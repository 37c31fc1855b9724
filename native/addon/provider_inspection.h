// What a provider's library says about itself, for JavaScript.
#pragma once

#include <napi.h>

namespace rcu_bench::addon {

/// inspectProvider(version, file): loads the library, which may do anything to the process.
Napi::Value inspect_provider(const Napi::CallbackInfo &info);

}  // namespace rcu_bench::addon
