// How late the kernel may let a thread's sleeps end, so that it can wake several at once.
#pragma once

#include <cstdint>

namespace rcu_bench::workload {

/// Of the calling thread. False where the kernel refuses.
bool set_timer_slack(int64_t ns);

}  // namespace rcu_bench::workload
