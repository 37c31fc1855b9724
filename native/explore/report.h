// The result of an exploration.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explore/property.h"
#include "explore/schedule.h"

namespace rcu_bench::explore {

/// A property that is violated. The schedule is the known one with the fewest preemptions, then slices, then steps.
struct Finding {
    Property property = Property::deadlock;
    uint64_t count = 0;  ///< in how many ways the first step that shows the finding was reached
    uint32_t preemptions = 0;
    Schedule schedule;  ///< up to and including that step
    int64_t worst_ns =
        -1;  ///< the longest time from a force to its callback in executions with the finding; -1: no force
};

/// How an exploration ended: everything was explored, the budget was used up, it was stopped, or a random search found
/// a violation.
enum class Ended : uint8_t { complete, budget, stopped, found };

struct Report {
    Ended ended = Ended::complete;
    uint64_t schedules = 0;  ///< executions that reached their end
    uint64_t pruned = 0;     ///< executions that stopped in a state that was seen before
    uint64_t steps = 0;      ///< operations
    uint64_t states = 0;     ///< states with a choice
    double seconds = 0;
    uint64_t bytes = 0;
    bool memory_used_up = false;
    int64_t worst_force_ns = -1;
    std::vector<Finding> findings;
};

}  // namespace rcu_bench::explore
