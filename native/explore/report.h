// What came of an exploration.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explore/property.h"
#include "explore/schedule.h"

namespace rcu_bench::explore {

/// One property that is not kept. The schedule is the one with the fewest preemptions, then slices, then steps, of those seen.
struct Finding {
    Property property = Property::deadlock;
    uint64_t count = 0;  ///< in how many ways the step was reached that shows it first
    uint32_t preemptions = 0;
    Schedule schedule;      ///< up to and with that step
    int64_t worst_ns = -1;  ///< the longest from a force to its callback, where it shows; -1: there was none
};

/// How an exploration ended: everything was seen, the budget used up, it was told to stop, or chance had found a violation.
enum class Ended : uint8_t { complete, budget, stopped, found };

struct Report {
    Ended ended = Ended::complete;
    uint64_t schedules = 0;  ///< executions that came to their end
    uint64_t pruned = 0;     ///< executions given up in a state that was seen before
    uint64_t steps = 0;      ///< operations that were done
    uint64_t states = 0;     ///< at which there was a choice
    double seconds = 0;
    uint64_t bytes = 0;
    bool memory_used_up = false;
    int64_t worst_force_ns = -1;
    std::vector<Finding> findings;
};

}  // namespace rcu_bench::explore
