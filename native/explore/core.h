// The machine that explored threads run on: who can run, who waits for what, and the clock. It lies at the begin of the
// arena, whose address is a constant, so that a scheduling point costs a few instructions.
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
/// A sleep that ends later than this from now has no end that counts: INT_MAX ms (24.8 days) is meant by it.
inline constexpr int64_t endless_from_ns = int64_t{24} * 3600 * 1'000'000'000;

/// What a thread is about to do at a scheduling point.
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
    void *sp = nullptr;              ///< while it does not run
    const void *waits_on = nullptr;  ///< blocked: a futex word, a semaphore, or nothing but the deadline
    const void *wants = nullptr;     ///< the mutex that it takes next, once that is free
    int64_t deadline_ns = never;     ///< of the wait
    bool woken = false;              ///< how the wait ended
    uint8_t call = 0;                ///< with --atomic-call: 1 before the first operation of a call, 2 behind it
    uint8_t mutexes = 0;             ///< that it holds
};

/// All but the last part belongs to the state of the program: states that agree in it go on alike.
struct Core {
    int64_t now_ns = 0;
    uint32_t runnable = 0;  ///< a bit for each thread
    uint32_t finished = 0;
    uint32_t count = 0;
    uint32_t current = no_thread;  ///< who runs, or ran last and can go on
    Thread threads[max_threads];
    Ghost ghost;

    // From here on the explorer's own; saved, but no part of the state.
    uint32_t until = 0;           ///< operations that the running thread may still do before it has to ask
    uint32_t executed = 0;        ///< operations since it was scheduled
    uint32_t allowed = 0;         ///< of a thread that asks at each operation (`asks`): how many it may do
    bool asks = false;            ///< operations are logged, or calls are atomic
    bool yields_on_wake = false;  ///< whoever makes another thread runnable stops at its next operation
    uint32_t objects_used = 0;
    uint32_t callbacks_used = 0;
    uint32_t jobs = 0;  ///< the first so many callbacks are a scenario's own; the others those of drains and the like
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

/// Where everything lies that a state consists of.
struct Arena {
    Core core;
    CallbackGhost callbacks[max_callbacks];
    alignas(64) std::byte readers[max_threads][reader_bytes];  ///< each thread's own
    alignas(64) std::byte objects[objects_bytes];
    alignas(64) std::byte stacks[max_threads][stack_bytes];
};

inline Arena &arena() { return *reinterpret_cast<Arena *>(arena_address); }
inline Core &core() { return arena().core; }

/// Whose reader lies there; max_threads or more: nobody's.
inline size_t reader_owner(const void *address) {
    return (reinterpret_cast<uintptr_t>(address) - reinterpret_cast<uintptr_t>(arena().readers)) / reader_bytes;
}

/// Maps the arena; false: there is something else at its address.
bool map_arena();

/// Asks whether the running thread may go on; comes back when it may.
void ask(Op op, const void *object);

/// Before each operation that other threads can see or be seen by.
[[gnu::always_inline]] inline void point(Op op, const void *object) {
    Core &c = core();
    if (c.until == 0) [[unlikely]]
        ask(op, object);
    --c.until;
    ++c.executed;
}

/// Waits for the turn in which the next operation is done. What begins with that operation (a call, the end of a section) begins
/// then, and not with the operation before it.
void await_turn_slowly();
[[gnu::always_inline]] inline void await_turn() {
    if (core().until == 0) [[unlikely]]
        await_turn_slowly();
}

/// The running thread sleeps until it is woken (true) or the deadline has come (false).
bool block(const void *waits_on, int64_t deadline_ns);
/// The running thread gives way until the mutex that it wants is free.
void give_way();

/// Room for an object in the arena, for good.
void *allocate(size_t bytes, size_t alignment);

/// A new thread. Its body is run up to its first operation by World.
uint32_t spawn(void (*body)(void *), void *argument);
/// Runs a thread for at most so many operations, or until it blocks or ends.
void run_thread(uint32_t thread, uint32_t allowance);

// What is told to a log, where there is one. Outside of the arena.
struct Observer {
    virtual void on_operation(Op op, const void *object) = 0;
    virtual void on_probe(rcu::Probe point, uint64_t a, uint64_t b) = 0;
    virtual void on_note(Property property) = 0;

  protected:
    ~Observer() = default;
};
extern Observer *observer;

}  // namespace rcu_bench::explore
