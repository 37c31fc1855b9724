// The explored program: threads over shared objects in the arena.
#pragma once

#include <cstdint>

namespace rcu_bench::explore {

class Program {
  public:
    virtual ~Program() = default;
    /// Creates objects (allocate) and threads (spawn) in an empty arena. Its own operations are not steps.
    virtual void build() = 0;
    /// For a state in which no thread can ever run again: whether a thread still waits for something.
    virtual bool work_pending() const = 0;
};

}  // namespace rcu_bench::explore
