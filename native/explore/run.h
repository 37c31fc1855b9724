// One execution, step by step, for any strategy: takes choices, keeps the schedule, and records findings.
#pragma once

#include <cstdint>

#include "explore/options.h"
#include "explore/report.h"
#include "explore/world.h"

namespace rcu_bench::explore {

/// Threads that may be chosen: a bit for each.
struct Choices {
    uint32_t threads = 0;
    uint32_t free = 0;  ///< the choices that cost no preemption

    bool several() const { return (threads & (threads - 1)) != 0; }
    /// The running thread if it can continue, otherwise the lowest; a timer that would fire early comes last.
    uint32_t first() const;
};

class Run {
  public:
    Run(World &world, const Options &options, Report &report);

    void restart();
    /// The position of an execution at a choice.
    struct Place {
        size_t slices;
        uint32_t steps_of_last;
        uint32_t preemptions;
        uint64_t steps;
    };
    Place place() const;
    /// The caller restores the state itself.
    void go_back_to(const Place &place);

    /// None: the execution has ended. Advances time where necessary.
    Choices choices();
    /// Runs the thread: a single operation if another choice could follow, otherwise as far as possible.
    void take(uint32_t thread, const Choices &among);
    /// Runs one of `among` for this many operations, or until it blocks.
    void take_steps(uint32_t thread, uint32_t steps, const Choices &among);
    /// Runs from the first state to the end of the schedule, without recording findings on the way.
    void redo(const Schedule &schedule);
    /// Ends an execution without further choices: counts it, and records a deadlock if there is one.
    void finish();
    /// The execution returns to its first state.
    void livelock();

    uint32_t preemptions() const { return preemptions_; }
    const Schedule &schedule() const { return schedule_; }

  private:
    void run(uint32_t thread, uint32_t allowance);
    void account(uint32_t thread, bool was_current, uint32_t notes_before);
    void pay(uint32_t thread, const Choices &among);
    void file_raised(uint32_t notes_before);
    void file(Property property);

    World &world_;
    const Options &options_;
    Report &report_;
    Schedule schedule_;
    uint32_t preemptions_ = 0;
    uint64_t steps_ = 0;
};

}  // namespace rcu_bench::explore
