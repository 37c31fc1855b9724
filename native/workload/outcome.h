// A finished (or hanging) machine as plain data: samples, counters, evidence.
#pragma once

#include "workload/trial.h"

namespace rcu_bench::workload {

/// `stall_report` is empty where the trial ended by itself.
Result outcome(Machine &machine, const std::vector<std::string> &stall_report);

}  // namespace rcu_bench::workload
