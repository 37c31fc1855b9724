// What the kernel says of one thread of this process.
#pragma once

#include <cstdint>

namespace rcu_bench::workload {

struct ThreadUsage {
    uint64_t cpu_ns = 0;
    uint64_t wakeups = 0;  ///< voluntary context switches: each is one sleep
};

ThreadUsage usage_of(int tid);

/// Whether it sleeps in the kernel at this moment: neither runs nor waits for a CPU.
bool is_asleep(int tid);

/// False where the kernel refuses.
bool pin_thread(int tid, int cpu);

}  // namespace rcu_bench::workload
