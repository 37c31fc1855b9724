// What a stalled machine looks like: the RCU's own state, the device's, and what every thread is at.
#pragma once

#include <string>
#include <vector>

#include "trial/controller.h"

namespace rcu_bench::workload {

/// To be made while its threads still hang where they hang.
std::vector<std::string> describe_stall(Controller &controller);

}  // namespace rcu_bench::workload
