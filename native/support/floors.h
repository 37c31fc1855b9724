// What this machine needs for the steps that no RCU can avoid, measured just before the run.
#pragma once

#include <vector>

#include "trace/observer.h"

namespace rcu_bench::workload {

/// In ns.
struct Floors {
    std::vector<double> handoff;              ///< a futex wake, from the waker's call to the woken thread's first step
    std::vector<double> bql;                  ///< one uncontended lock and unlock of the BQL
    std::vector<double> timedwait_overshoot;  ///< of a 10 ms futex deadline
};

/// Takes about half a second, in threads that attach to `observer`: their probes cost what those of the machine's threads cost.
Floors measure_floors(trace::Observer &observer);

}  // namespace rcu_bench::workload
