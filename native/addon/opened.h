// The outcome of opening a recording, as a value: TypeScript creates the errors.
#pragma once

#include <napi.h>

#include "trace/recording.h"

namespace rcu_bench::addon {

struct Opened {
    trace::OpenError error = trace::OpenError::none;
    int system_error = 0;
    uint32_t version = 0;
};

inline Opened opened(const trace::Recording &recording) {
    return {recording.error(), recording.system_error(), recording.version()};
}

/// Adds {error, errno, reason, version} if the recording was not opened.
void put_opened(Napi::Object object, const Opened &opened);

}  // namespace rcu_bench::addon
