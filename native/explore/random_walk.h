// Random executions, for scenarios that are too large to try every schedule.
#pragma once

#include "explore/budget.h"
#include "explore/run.h"

namespace rcu_bench::explore {

/// xorshift64*, seeded with splitmix64: equal numbers on every machine.
class Dice {
  public:
    explicit Dice(uint64_t seed);
    /// From 0 to below - 1.
    uint32_t roll(uint32_t below) { return static_cast<uint32_t>((next() >> 32) * below >> 32); }

  private:
    uint64_t next();
    uint64_t state_;
};

/// At each operation (in some executions only at every second, fourth, … 64th on average) chooses any runnable thread;
/// between these operations the running thread continues. Runs until the budget is used up.
void walk_randomly(World &world, const Options &options, Report &report, Budget &budget);

/// Probabilistic concurrency testing: every execution gives the threads random priorities, runs the runnable thread
/// with the highest priority, and at `options.preemptions` random operations puts the running thread below all others.
void walk_by_priorities(World &world, const Options &options, Report &report, Budget &budget);

}  // namespace rcu_bench::explore
