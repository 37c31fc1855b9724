// The engine's platform P on a World: cooperative objects, a clock that the script moves, barriers that are only
// places to stop at (one OS thread needs none), probes into the world's log. See platform/real.h for what the engine demands.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>

#include "rcu/probe.h"
#include "scripted/world.h"

namespace rcu_bench::scripted {

/// The part of std::atomic that the engine uses; a script can stop a thread before each operation.
template <class T>
class Atomic {
  public:
    constexpr Atomic(T initial) : value_(initial) {}  // NOLINT: std::atomic converts too

    T load(std::memory_order = {}) const { return step(AtomicOp::load), value_; }
    void store(T value, std::memory_order = {}) { step(AtomicOp::store), value_ = value; }
    T exchange(T value, std::memory_order = {}) { return step(AtomicOp::exchange), swap(value); }
    T fetch_add(T value, std::memory_order = {})
        requires std::integral<T>
    {
        return step(AtomicOp::fetch_modify), swap(static_cast<T>(value_ + value));
    }
    T fetch_sub(T value, std::memory_order = {})
        requires std::integral<T>
    {
        return step(AtomicOp::fetch_modify), swap(static_cast<T>(value_ - value));
    }
    T fetch_or(T value, std::memory_order = {})
        requires std::integral<T>
    {
        return step(AtomicOp::fetch_modify), swap(static_cast<T>(value_ | value));
    }
    T fetch_and(T value, std::memory_order = {})
        requires std::integral<T>
    {
        return step(AtomicOp::fetch_modify), swap(static_cast<T>(value_ & value));
    }
    bool compare_exchange_strong(T &expected, T value, std::memory_order = {}, std::memory_order = {}) {
        step(AtomicOp::compare_exchange);
        if (value_ != expected) {
            expected = value_;
            return false;
        }
        value_ = value;
        return true;
    }

  private:
    static void step(AtomicOp op) { World::current().step({.kind = StepKind::atomic, .op = op, .size = sizeof(T)}); }
    T swap(T value) {
        const T before = value_;
        value_ = value;
        return before;
    }

    T value_;
};

class Mutex {
  public:
    void lock() {
        World &world = World::current();
        while (locked_) world.block(this, never);
        locked_ = true;
        world.holds_mutex(+1);
    }
    void unlock() {
        World &world = World::current();
        locked_ = false;
        world.holds_mutex(-1);
        world.wake(this);
    }

  private:
    bool locked_ = false;
};

class Semaphore {
  public:
    void post() {
        ++value_;
        World::current().wake(this);
    }
    void wait() { wait_until(never); }
    bool wait_until(int64_t deadline_ns) {
        while (value_ == 0) {
            if (!World::current().block(this, deadline_ns)) return false;
        }
        --value_;
        return true;
    }

  private:
    int value_ = 0;
};

struct Scripted {
    template <class T>
    using Atomic = scripted::Atomic<T>;
    using Mutex = scripted::Mutex;
    using Semaphore = scripted::Semaphore;
    enum class HeavyBarrier { only_one };

    static void full_fence() { World::current().step({.kind = StepKind::full_fence}); }
    static void compiler_fence() { World::current().step({.kind = StepKind::compiler_fence}); }
    static void fence_after_rmw() {}
    static void heavy_barrier(HeavyBarrier) { World::current().step({.kind = StepKind::heavy_barrier}); }
    static constexpr std::memory_order publish_order = std::memory_order_relaxed;

    static void futex_wait(Atomic<uint32_t> &word, uint32_t expected) {
        if (word.load() == expected) World::current().block(&word, never);
    }
    template <class Futex>
    static bool futex_wait_until(Atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
        World &world = World::current();
        const auto deadline = effective_deadline<Futex>(world.kernel, deadline_ns, world.now_ns());
        if (!deadline) return false;
        return word.load() != expected || world.block(&word, *deadline);
    }
    static void futex_wake_all(Atomic<uint32_t> &word) { World::current().wake(&word); }

    static int64_t now_ns() { return World::current().now_ns(); }
    static void sleep_ns(int64_t ns) {
        static const char nobody_wakes_this = 0;
        World &world = World::current();
        world.block(&nobody_wakes_this, world.now_ns() + ns);
    }
    static void trim_heap(uint64_t keep_bytes) { World::current().step({.kind = StepKind::trim, .a = keep_bytes}); }

    static uintptr_t this_thread() {
        const Thread *self = World::current().self();
        return self != nullptr ? reinterpret_cast<uintptr_t>(self) : 1;
    }
    static void probe(rcu::Probe point, uint64_t a = 0, uint64_t b = 0) {
        World::current().step({.kind = StepKind::probe, .probe = point, .a = a, .b = b});
    }
};

}  // namespace rcu_bench::scripted
