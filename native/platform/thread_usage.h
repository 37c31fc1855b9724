// What the kernel says of one thread of this process.
#pragma once

#include <cstdint>
#include <optional>

namespace rcu_bench::platform {

struct ThreadUsage {
    uint64_t cpu_ns = 0;
    uint64_t wakeups = 0;  ///< voluntary context switches: each is one sleep
};

/// Of a thread by the kernel's id. None: there is no such thread any more.
std::optional<ThreadUsage> usage_of(int tid);

/// Of the calling thread.
ThreadUsage own_usage();

/// Whether it sleeps in the kernel at this moment: neither runs nor waits for a CPU.
bool is_asleep(int tid);

}  // namespace rcu_bench::platform
