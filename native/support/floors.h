// What this machine needs for the steps that no RCU can avoid, measured just before the trial.
#pragma once

#include <vector>

#include "trace/observer.h"

namespace rcu_bench::workload {

/// In ns.
struct Floors {
    std::vector<double> handoff;  ///< a futex wake, from the waker's call to the first step of the woken thread
    std::vector<double> bql;      ///< an uncontended lock and unlock of the BQL
    std::vector<double> timedwait_overshoot;  ///< overshoot of a 10 ms futex deadline
};

/// Takes about half a second. The threads attach to `observer`, so that their probes cost as much as those of the
/// machine's threads.
Floors measure_floors(trace::Observer &observer);

}  // namespace rcu_bench::workload
