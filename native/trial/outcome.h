// A finished (or hanging) machine as plain data: samples, counters, evidence.
#pragma once

#include "trial/trial.h"

namespace rcu_bench::workload {

/// How a trial ended.
struct Ending {
    bool abandoned = false;           ///< not by itself: its threads were left alone
    bool overdue = false;             ///< … although its RCU did go on
    std::vector<std::string> report;  ///< … why, and what everything was at
};

Result outcome(Controller &controller, const Ending &ending);

}  // namespace rcu_bench::workload
