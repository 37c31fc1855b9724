// The result of a finished or hanging trial: samples, counters and evidence.
#pragma once

#include <string>
#include <vector>

#include "trial/trial.h"

namespace rcu_bench::workload {

/// How a trial ended.
struct Ending {
    bool abandoned = false;           ///< the trial did not end by itself; its threads were left running
    bool overdue = false;             ///< the RCU was still making progress when the time was up
    std::vector<std::string> report;  ///< why the trial was abandoned, and what each thread was doing
};

Result outcome(Controller &controller, const Ending &ending);

/// A line for each part of a stalled trial: the RCU, the load, and every thread. Call it while the threads still hang.
std::vector<std::string> describe_stall(Controller &controller);

}  // namespace rcu_bench::workload
