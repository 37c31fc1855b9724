// How the opening of a recording went, as a value: TypeScript makes the errors.
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

/// Adds {error, errno, reason, version}; nothing where it was opened.
void put_opened(Napi::Object object, const Opened &opened);

}  // namespace rcu_bench::addon
