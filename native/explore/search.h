// The strategies. Each drives a Run through executions until all are done or the budget is used up.
#pragma once

#include "explore/options.h"
#include "explore/program.h"
#include "explore/report.h"

namespace rcu_bench::explore {

/// Needs map_arena(). Only one can run in a process.
Report explore(Program &program, const Options &options);

}  // namespace rcu_bench::explore
