// Replays a schedule to its end.
#pragma once

#include <string>
#include <vector>

#include "explore/log.h"
#include "explore/options.h"
#include "explore/program.h"
#include "explore/report.h"

namespace rcu_bench::explore {

struct Replay {
    /// empty, or which slice cannot run and why
    std::string error;
    Report report;      ///< of this execution
    Schedule schedule;  ///< the schedule that ran: the requested one, then no preemption
    uint32_t preemptions = 0;
    uint64_t last_state = 0;  ///< hash of the last state
    std::vector<LogEntry> log;
};

/// Runs exactly this schedule. Needs map_arena().
Replay replay(Program &program, const Options &options, const Schedule &schedule);

/// Shortens a schedule that shows the property by removing slices, to few preemptions, slices and steps.
Schedule shrink(Program &program, const Options &options, Property property, const Schedule &schedule);

}  // namespace rcu_bench::explore
