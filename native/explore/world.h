// A program in the arena: its first state, saving and restoring states, and time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "explore/core.h"
#include "explore/program.h"

namespace rcu_bench::explore {

/// Saved states, one after the other.
class Images {
  public:
    Images();
    ~Images();
    Images(const Images &) = delete;
    Images &operator=(const Images &) = delete;

    /// Saves the current state. @returns its position, for restore() and drop().
    size_t save();
    void restore(size_t image) const;
    /// Drops this state and all states that were saved after it.
    void drop(size_t image) { used_ = image; }
    /// The hash of the newest image, which is at `image`, without the explorer's own data.
    uint64_t hash(size_t image) const;
    size_t most_bytes() const { return capacity_; }

  private:
    std::byte *bytes_ = nullptr;
    size_t used_ = 0, capacity_ = 0;
};

struct WorldOptions {
    bool atomic_calls = false;
    uint32_t past = 0;  ///< violations after which executions continue
    bool log = false;   ///< `observer` receives every operation
};

class World {
  public:
    /// Only one can exist in a process: the arena is at a fixed address. Needs map_arena().
    World(Program &program, WorldOptions options);
    World(const World &) = delete;
    World &operator=(const World &) = delete;

    /// Returns to the first state.
    void reset() const { first_.restore(0); }
    /// For a state in which no thread can run, now or later.
    bool work_pending() const { return program_.work_pending(); }

  private:
    Program &program_;
    Images first_;
};

/// If no thread can run: advances to the next deadline. Returns false if there is none.
bool advance_clock();
/// Threads that sleep with a finite deadline: a bit for each.
uint32_t timed_sleepers();
/// Fires that sleeper's timer although other threads could run.
void fire_timer(uint32_t thread);
/// Runs every thread until none can run again by itself.
void run_until_all_sleep();

}  // namespace rcu_bench::explore
