// What an idle RCU thread does to the heap.
#pragma once

#include <cstdint>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace rcu_bench::platform {

/// Gives free heap memory back to the system, but for `keep_bytes`. Nothing where the C library cannot.
inline void trim_heap([[maybe_unused]] uint64_t keep_bytes) {
#if defined(__GLIBC__)
    malloc_trim(keep_bytes);
#endif
}

}  // namespace rcu_bench::platform
