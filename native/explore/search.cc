#include "explore/search.h"

#include "explore/dfs.h"
#include "explore/random_walk.h"

namespace rcu_bench::explore {

namespace {

void search(World &world, const Options &options, Report &report, Budget &budget) {
    switch (options.strategy) {
        case Strategy::dfs: return Dfs(world, options, report, budget).run();
        case Strategy::pct: return walk_by_priorities(world, options, report, budget);
        case Strategy::random: return walk_randomly(world, options, report, budget);
    }
}

}  // namespace

Report explore(Program &program, const Options &options) {
    Report report;
    force_times.clear();
    Budget budget(options);
    World world(program, {.atomic_calls = options.atomic_calls, .past = options.past, .log = false});
    search(world, options, report, budget);
    report.seconds = static_cast<double>(budget.elapsed_ns()) / 1e9;
    report.worst_force_ns = force_times.worst_ns;
    for (Finding &finding : report.findings) {
        finding.worst_ns = force_times.worst_with_ns[static_cast<size_t>(finding.property)];
    }
    return report;
}

}  // namespace rcu_bench::explore
