// What is explored: threads over shared objects in the arena.
#pragma once

#include <cstdint>

namespace rcu_bench::explore {

class Program {
  public:
    virtual ~Program() = default;
    /// Makes objects (allocate) and threads (spawn) in an empty arena. Operations that it does itself are no steps.
    virtual void build() = 0;
    /// Of a state in which no thread can ever run again: whether somebody still waits for something.
    virtual bool work_pending() const = 0;
};

}  // namespace rcu_bench::explore
