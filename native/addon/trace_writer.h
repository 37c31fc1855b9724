// writeTrace(path, title), the same for trials and tortures.
#pragma once

#include <napi.h>

#include "trace/recorder.h"

namespace rcu_bench::addon {

Napi::Value write_trace(const Napi::CallbackInfo &info, const trace::Recorder &recorder);

}  // namespace rcu_bench::addon
