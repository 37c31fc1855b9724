// What the kernel reports about one thread of this process.
#pragma once

#include <cstdint>
#include <optional>

namespace rcu_bench::platform {

struct ThreadUsage {
    uint64_t cpu_ns = 0;
    uint64_t wakeups = 0;  ///< voluntary context switches; each is one sleep
};

/// Usage of a thread by its kernel id. None: the thread has ended.
std::optional<ThreadUsage> usage_of(int tid);

/// Usage of the calling thread.
ThreadUsage own_usage();

/// Whether the thread sleeps in the kernel at this moment: it neither runs nor waits for a CPU.
bool is_asleep(int tid);

}  // namespace rcu_bench::platform
