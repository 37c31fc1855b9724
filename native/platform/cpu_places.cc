#include "platform/cpu_places.h"

#include <sched.h>

namespace rcu_bench::platform {

namespace {

/// A CPU number beyond the set leaves the set empty, which the kernel refuses.
bool bind_self(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<size_t>(cpu), &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

}  // namespace

void CpuPlaces::pin_self(uint32_t place) {
    if (cpus_.empty()) return;
    (bind_self(cpus_[place % cpus_.size()]) ? pinned_ : refused_).fetch_add(1, std::memory_order_relaxed);
}

}  // namespace rcu_bench::platform
