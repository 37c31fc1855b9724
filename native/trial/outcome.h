// A finished (or hanging) machine as plain data: samples, counters, evidence.
#pragma once

#include <string>
#include <vector>

#include "trial/trial.h"

namespace rcu_bench::workload {

/// How a trial ended.
struct Ending {
    bool abandoned = false;           ///< not by itself: its threads were left alone
    bool overdue = false;             ///< … although its RCU did go on
    std::vector<std::string> report;  ///< … why, and what everything was at
};

Result outcome(Controller &controller, const Ending &ending);

/// A line for each part of a stalled trial: the RCU, the load, and every thread. Call it while the threads still hang.
std::vector<std::string> describe_stall(Controller &controller);

}  // namespace rcu_bench::workload
