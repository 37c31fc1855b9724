// A finished (or hanging) machine as plain data: samples, counters, evidence.
#pragma once

#include "workload/trial.h"

namespace rcu_bench::workload {

Result outcome(Machine &machine, bool stalled);

}  // namespace rcu_bench::workload
