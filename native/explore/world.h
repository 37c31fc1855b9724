// A program in the arena: its first state, saving and restoring states, and time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "explore/core.h"
#include "explore/program.h"

namespace rcu_bench::explore {

/// Saved states, one behind the other.
class Images {
  public:
    Images();
    ~Images();
    Images(const Images &) = delete;
    Images &operator=(const Images &) = delete;

    /// Saves the present state. @returns where it lies, for restore() and drop().
    size_t save();
    void restore(size_t image) const;
    /// Forgets it and all that were saved after it.
    void drop(size_t image) { used_ = image; }
    /// Of the state's part of the newest image, which lies at `image`.
    uint64_t hash(size_t image) const;
    size_t most_bytes() const { return capacity_; }

  private:
    std::byte *bytes_ = nullptr;
    size_t used_ = 0, capacity_ = 0;
};

struct WorldOptions {
    bool atomic_calls = false;
    uint32_t past = 0;  ///< violations that it goes on after
    bool log = false;   ///< `observer` is to see every operation
};

class World {
  public:
    /// One at a time in a process: the arena is at a fixed address. Needs map_arena().
    World(Program &program, WorldOptions options);
    World(const World &) = delete;
    World &operator=(const World &) = delete;

    /// To the first state.
    void reset() const { first_.restore(0); }
    /// Of a state in which nobody can run, now or later.
    bool work_pending() const { return program_.work_pending(); }

  private:
    Program &program_;
    Images first_;
};

/// Where no thread can run: jumps to the next deadline. False: there is none.
bool advance_clock();
/// Threads that sleep up to a deadline which counts: a bit for each.
uint32_t timed_sleepers();
/// Lets that sleeper's timer fire although others could run.
void fire_timer(uint32_t thread);
/// Runs every thread until none can ever run again by itself.
void run_until_all_sleep();

}  // namespace rcu_bench::explore
