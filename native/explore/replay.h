// A schedule again, and to its end.
#pragma once

#include <string>
#include <vector>

#include "explore/log.h"
#include "explore/options.h"
#include "explore/program.h"
#include "explore/report.h"

namespace rcu_bench::explore {

struct Replay {
    /// Empty, or which slice cannot be run and why.
    std::string error;
    Report report;      ///< of this one execution
    Schedule schedule;  ///< what was run: the one asked for, and behind its end no preemption
    uint32_t preemptions = 0;
    uint64_t last_state = 0;  ///< hash of it
    std::vector<LogEntry> log;
};

/// Runs exactly this schedule. Needs map_arena().
Replay replay(Program &program, const Options &options, const Schedule &schedule);

/// A schedule that shows the property with as few preemptions, slices and steps as can be had by leaving slices out.
Schedule shrink(Program &program, const Options &options, Property property, const Schedule &schedule);

}  // namespace rcu_bench::explore
