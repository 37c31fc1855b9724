// One execution, step by step, under whatever strategy: takes choices, keeps the schedule, and files what is found.
#pragma once

#include <cstdint>

#include "explore/options.h"
#include "explore/report.h"
#include "explore/world.h"

namespace rcu_bench::explore {

/// Threads that may be chosen, a bit for each.
struct Choices {
    uint32_t threads = 0;
    uint32_t free = 0;  ///< those of them that cost no preemption

    bool several() const { return (threads & (threads - 1)) != 0; }
    /// The running thread if it can go on, else the lowest; a timer that would have to fire early comes last.
    uint32_t first() const;
};

class Run {
  public:
    Run(World &world, const Options &options, Report &report);

    void restart();
    /// Where an execution was when there were choices.
    struct Place {
        size_t slices;
        uint32_t steps_of_last;
        uint32_t preemptions;
        uint64_t steps;
    };
    Place place() const;
    /// The state itself is restored by the caller.
    void go_back_to(const Place &place);

    /// None: it is over. Lets time pass where it has to.
    Choices choices();
    /// Lets the thread run: a single operation where another choice could follow it, else as far as it comes.
    void take(uint32_t thread, const Choices &among);
    /// Lets one of `among` run for so many operations, or until it blocks.
    void take_steps(uint32_t thread, uint32_t steps, const Choices &among);
    /// From the first state to where the schedule ends, without looking at what is found on the way.
    void redo(const Schedule &schedule);
    /// Of an execution without choices: a deadlock, if there is one. Counts it.
    void finish();
    /// The execution comes back to a state of its own.
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
