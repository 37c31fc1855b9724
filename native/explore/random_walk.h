// Executions by chance: where a scenario is too large for every schedule.
#pragma once

#include "explore/budget.h"
#include "explore/run.h"

namespace rcu_bench::explore {

/// xorshift64*, seeded through splitmix64: the same numbers on every machine.
class Dice {
  public:
    explicit Dice(uint64_t seed);
    /// 0 … below - 1.
    uint32_t roll(uint32_t below) { return static_cast<uint32_t>((next() >> 32) * below >> 32); }

  private:
    uint64_t next();
    uint64_t state_;
};

/// At each operation, or in other executions only at every second, fourth … 64th in the mean, any thread that can run; between
/// them the one that runs. Until the budget is used up.
void walk_randomly(World &world, const Options &options, Report &report, Budget &budget);

/// Probabilistic concurrency testing: every execution gives the threads random priorities, runs the highest that can run, and at
/// `options.preemptions` random operations puts the running thread below all others.
void walk_by_priorities(World &world, const Options &options, Report &report, Budget &budget);

}  // namespace rcu_bench::explore
