// Trims the heap, as an idle RCU thread does.
#pragma once

#include <cstdint>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace rcu_bench::platform {

/// Returns free heap memory to the system, except `keep_bytes`. No effect if the C library cannot do that.
inline void trim_heap([[maybe_unused]] uint64_t keep_bytes) {
#if defined(__GLIBC__)
    malloc_trim(keep_bytes);
#endif
}

}  // namespace rcu_bench::platform
