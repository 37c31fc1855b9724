// The strategies: each drives a Run through executions until all are done, or the budget is.
#pragma once

#include "explore/options.h"
#include "explore/program.h"
#include "explore/report.h"

namespace rcu_bench::explore {

/// Needs map_arena(). One at a time in a process.
Report explore(Program &program, const Options &options);

}  // namespace rcu_bench::explore
