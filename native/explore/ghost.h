// What the explorer knows about an execution besides the engine's state: which calls have begun, returned and run,
// which sections are open, which requests were made. It learns this from the probes and from the scenario's steps, and
// reads none of the engine's flags. It is part of the state: two states that differ in it are different.
#pragma once

#include <cstddef>
#include <cstdint>

#include "explore/property.h"
#include "rcu/probe.h"

namespace rcu_bench::explore {

inline constexpr size_t max_callbacks =
    48;  ///< callbacks of a scenario, including those of its drains and synchronize calls
inline constexpr uint32_t no_callback = UINT32_MAX;
inline constexpr uint32_t rcu_thread = 0;
inline constexpr size_t ghost_threads = 8;

using CallbackSet = uint64_t;  ///< a bit for each callback
/// A byte for each thread with the number of its section; odd while a section is open.
using Sections = uint64_t;

constexpr CallbackSet set_of(uint32_t callback) { return CallbackSet{1} << callback; }

struct CallbackGhost {
    uint64_t node = 0;
    Sections sections_at_call = 0;  ///< sections at the beginning of its call
    CallbackSet before = 0;         ///< calls that had returned when its own call began
    int64_t forced_at_ns = -1;      ///< when the first force after its call returned
};

struct ThreadGhost {
    CallbackSet force_is_for = 0;  ///< calls that had returned and not run when the thread's force began
    CallbackSet drain_is_for = 0;
    Sections sections_at_synchronize = 0;
    uint32_t next_callback = no_callback;  ///< the number of the next callback that this callback queues
};

struct Ghost {
    uint32_t violations = 0;  ///< violations that end the execution: a bit for each Property
    uint32_t notes = 0;       ///< notes: a bit for each Property
    CallbackSet begun = 0, returned = 0, run = 0;
    CallbackSet forced_for = 0;  ///< callbacks for which a force has returned that began after their call had returned
    CallbackSet requested_for = 0;  ///< callbacks for which a request (force or drain) may have been made
    Sections sections = 0;
    Sections forced_sections = 0;   ///< sections that were open when their reader was asked to leave
    uint32_t registered = 0;        ///< registered readers: a bit for each thread
    uint32_t forces_under_way = 0;  ///< threads in force_rcu
    /// The thread that runs the grace period (before patch 3 also a synchronizing thread); ghost_threads: none.
    uint32_t gp_thread = ghost_threads;
    int64_t sleep_began_ns = -1;  ///< the beginning of its timed sleep
    uint32_t full_sleeps = 0;     ///< complete sleeps of this grace period
    bool requested_since_fetch = false, requested_before_fetch = false;
    bool request_fetched = false;
    ThreadGhost threads[ghost_threads];

    /// Called by the running thread.
    void on_probe(rcu::Probe point, uint64_t a, uint64_t b);
    void on_block(uint32_t thread, int64_t deadline_ns);
    void on_timeout(uint32_t thread);
    /// `thread` accesses data of the reader of `owner`.
    void on_reader_touched(uint32_t thread, uint32_t owner, bool registry_locked);
    void callback_runs(uint64_t node);
    void on_synchronized(uint32_t thread);
    void on_drained(uint32_t thread);
    void section_begins(uint32_t thread) { sections += uint64_t{1} << (8 * thread); }
    void section_ends(uint32_t thread) { sections += uint64_t{1} << (8 * thread); }

    void raise(Property property);
    /// The callback of the node at this address: the pending one, or else the last one; no_callback: never queued.
    uint32_t callback_at(uint64_t node) const;

  private:
    void call_begins(uint64_t node);
    void call_ends(uint64_t node);
    void request_begins(CallbackSet outstanding);
    void force_ends();
    void force_decided(rcu::ForceReason reason, uint64_t pending);
    void timed_sleep_ends(uint64_t ns);
    CallbackSet outstanding() const { return begun & ~run; }
    bool forced_reader_on_its_way_out() const;
};

/// The sections of `then` that are still open.
bool any_still_open(Sections then, Sections now);

/// Facts over all executions; outside of the arena.
struct ForceTimes {
    int64_t worst_ns = -1;                       ///< the longest time from a force to a callback that the force was for
    int64_t worst_with_ns[property_count] = {};  ///< the same in executions that show the property
    void clear();
};
extern ForceTimes force_times;

}  // namespace rcu_bench::explore
