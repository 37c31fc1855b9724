// The core of the explored machine: which thread can run, what each thread waits for, and the clock. It is at the
// beginning of the arena, whose address is a constant, so that a scheduling point costs a few instructions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "explore/ghost.h"

namespace rcu_bench::explore {

inline constexpr size_t max_threads = ghost_threads;
inline constexpr uint32_t no_thread = max_threads;
inline constexpr size_t stack_bytes = 8192;
inline constexpr size_t reader_bytes = 64;
inline constexpr size_t objects_bytes = 32 * 1024;
inline constexpr uintptr_t arena_address = 0x10'0000'0000;

inline constexpr int64_t never = INT64_MAX;
/// Deadlines further away than this are treated as infinite: INT_MAX ms (24.8 days) means "no deadline".
inline constexpr int64_t endless_from_ns = int64_t{24} * 3600 * 1'000'000'000;

/// The next operation of a thread at a scheduling point.
enum class Op : uint8_t {
    load,
    store,
    modify,
    fence,
    heavy_fence,
    lock,
    unlock,
    futex_wait,
    futex_wake,
    post,
    take,
    clock,
    sleep
};

struct Thread {
    void *sp = nullptr;              ///< while the thread is not running
    const void *waits_on = nullptr;  ///< blocked: the futex word or semaphore; null: only the deadline
    const void *wants = nullptr;     ///< the mutex that the thread takes as soon as it is free
    int64_t deadline_ns = never;     ///< deadline of the wait
    bool woken = false;              ///< how the wait ended
    uint8_t call = 0;                ///< with --atomic-call: 1 before the first operation of a call, 2 after it
    uint8_t mutexes = 0;             ///< number of mutexes that the thread holds
};

/// All members except those at the end belong to the program's state: equal states continue equally.
struct Core {
    int64_t now_ns = 0;
    uint32_t runnable = 0;  ///< a bit for each thread
    uint32_t finished = 0;
    uint32_t count = 0;
    uint32_t current = no_thread;  ///< the running thread, or the last one if it can continue
    Thread threads[max_threads];
    Ghost ghost;

    // The following members belong to the explorer: saved, but not part of the state.
    uint32_t until = 0;     ///< operations that the running thread may do before it must ask again
    uint32_t executed = 0;  ///< operations since it was scheduled
    uint32_t allowed = 0;   ///< for a thread that asks before each operation (`asks`): the number of allowed operations
    bool asks = false;      ///< operations are logged, or calls are atomic
    bool yields_on_wake = false;  ///< a thread that makes another thread runnable stops before its next operation
    uint32_t objects_used = 0;
    uint32_t callbacks_used = 0;
    uint32_t jobs = 0;  ///< this many callbacks belong to the scenario; the others belong to drains and the like
    uint32_t past = 0;  ///< violations that do not end an execution: a bit for each Property
    bool atomic_calls = false;
    const void *registry_mutex = nullptr;

    Thread &self() { return threads[current]; }
    const Thread &self() const { return threads[current]; }
    void wake_one(uint32_t thread, bool woken);
    void wake_all(const void *waits_on);
    void unlocked(const void *mutex);
    void locked(const void *mutex);
    /// The running thread stops before its next operation.
    void stop_soon() { until = allowed = 0; }
};

/// The layout of everything that belongs to a state.
struct Arena {
    Core core;
    CallbackGhost callbacks[max_callbacks];
    alignas(64) std::byte readers[max_threads][reader_bytes];  ///< one for each thread
    alignas(64) std::byte objects[objects_bytes];
    alignas(64) std::byte stacks[max_threads][stack_bytes];
};

inline Arena &arena() { return *reinterpret_cast<Arena *>(arena_address); }
inline Core &core() { return arena().core; }

/// The thread whose reader is at this address; max_threads or more: none.
inline size_t reader_owner(const void *address) {
    return (reinterpret_cast<uintptr_t>(address) - reinterpret_cast<uintptr_t>(arena().readers)) / reader_bytes;
}

/// Maps the arena. Returns false if the address range is in use.
bool map_arena();

/// Asks whether the running thread may continue; returns when it may.
void ask(Op op, const void *object);

/// Called before each operation that other threads can observe or influence.
[[gnu::always_inline]] inline void point(Op op, const void *object) {
    Core &c = core();
    if (c.until == 0) [[unlikely]]
        ask(op, object);
    --c.until;
    ++c.executed;
}

/// Waits for the turn of the next operation. An interval that begins with that operation (a call, the end of a section)
/// begins then, not with the previous operation.
void await_turn_slowly();
[[gnu::always_inline]] inline void await_turn() {
    if (core().until == 0) [[unlikely]]
        await_turn_slowly();
}

/// The running thread sleeps until it is woken (true) or the deadline has passed (false).
bool block(const void *waits_on, int64_t deadline_ns);
/// The running thread blocks until the mutex that it wants is free.
void give_way();

/// Allocates an object in the arena, permanently.
void *allocate(size_t bytes, size_t alignment);

/// Creates a thread. World runs its body up to the first operation.
uint32_t spawn(void (*body)(void *), void *argument);
/// Runs a thread for at most this many operations, or until it blocks or ends.
void run_thread(uint32_t thread, uint32_t allowance);

// Sent to the log, if there is one. Outside of the arena.
struct Observer {
    virtual void on_operation(Op op, const void *object) = 0;
    virtual void on_probe(rcu::Probe point, uint64_t a, uint64_t b) = 0;
    virtual void on_note(Property property) = 0;

  protected:
    ~Observer() = default;
};
extern Observer *observer;

}  // namespace rcu_bench::explore
