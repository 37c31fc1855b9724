// The engine's platform P for the explorer: one OS thread, and a scheduling point before each operation. Memory is
// sequentially consistent: the requested memory orders are ignored. platform/real.h lists what the engine requires.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>

#include "explore/core.h"
#include "rcu/futex_abi.h"
#include "rcu/probe.h"

namespace rcu_bench::explore {

class Mutex {
  public:
    void lock() {
        Core &c = core();
        c.self().wants = this;
        if (holder_ != 0) give_way();
        point(Op::lock, this);  // another thread may take the lock first, and then this thread is not runnable
        c.self().wants = nullptr;
        holder_ = c.current + 1;
        ++c.self().mutexes;
        c.locked(this);
    }
    void unlock() {
        point(Op::unlock, this);
        holder_ = 0;
        Core &c = core();
        --c.self().mutexes;
        c.unlocked(this);
    }
    bool held_by(uint32_t thread) const { return holder_ == thread + 1; }
    bool held() const { return holder_ != 0; }

  private:
    uint32_t holder_ = 0;  ///< thread + 1
};

inline bool registry_locked_by(uint32_t thread) {
    const auto *const mutex = static_cast<const Mutex *>(core().registry_mutex);
    return mutex != nullptr && mutex->held_by(thread);
}

/// The part of std::atomic that the engine uses.
template <class T>
class Atomic {
  public:
    constexpr Atomic(T initial) : value_(initial) {}  // NOLINT: std::atomic converts too

    T load(std::memory_order = {}) const { return at(Op::load), value_; }
    void store(T value, std::memory_order = {}) { at(Op::store), value_ = value; }
    T exchange(T value, std::memory_order = {}) { return at(Op::modify), swap(value); }
    T fetch_add(T value, std::memory_order = {})
        requires std::integral<T>
    {
        return at(Op::modify), swap(static_cast<T>(value_ + value));
    }
    T fetch_sub(T value, std::memory_order = {})
        requires std::integral<T>
    {
        return at(Op::modify), swap(static_cast<T>(value_ - value));
    }
    T fetch_or(T value, std::memory_order = {})
        requires std::integral<T>
    {
        return at(Op::modify), swap(static_cast<T>(value_ | value));
    }
    T fetch_and(T value, std::memory_order = {})
        requires std::integral<T>
    {
        return at(Op::modify), swap(static_cast<T>(value_ & value));
    }
    bool compare_exchange_strong(T &expected, T value, std::memory_order = {}, std::memory_order = {}) {
        at(Op::modify);
        if (value_ != expected) {
            expected = value_;
            return false;
        }
        value_ = value;
        return true;
    }
    /// Without a scheduling point: part of another operation.
    T peek() const { return value_; }

  private:
    void at(Op op) const {
        point(op, this);
        const size_t owner = reader_owner(this);
        if (owner < max_threads) [[unlikely]]
            touch(static_cast<uint32_t>(owner));
    }
    static void touch(uint32_t owner) {
        Core &c = core();
        if (owner != c.current) c.ghost.on_reader_touched(c.current, owner, registry_locked_by(c.current));
    }
    T swap(T value) {
        const T before = value_;
        value_ = value;
        return before;
    }

    T value_;
};

class Semaphore {
  public:
    void post() {
        point(Op::post, this);
        ++value_;
        core().wake_all(this);
    }
    void wait() { wait_until(never); }
    bool wait_until(int64_t deadline_ns) {
        point(Op::take, this);
        while (value_ == 0) {
            if (!block(this, deadline_ns)) return false;
        }
        --value_;
        return true;
    }

  private:
    uint32_t value_ = 0;
};

struct Explored {
    template <class T>
    using Atomic = explore::Atomic<T>;
    using Mutex = explore::Mutex;
    using Semaphore = explore::Semaphore;
    enum class HeavyBarrier { only_one };

    static void full_fence() { point(Op::fence, nullptr); }
    static void compiler_fence() {}
    static void fence_after_rmw() {}
    static void heavy_barrier(HeavyBarrier) { point(Op::heavy_fence, nullptr); }
    static constexpr std::memory_order publish_order = std::memory_order_relaxed;

    static void futex_wait(Atomic<uint32_t> &word, uint32_t expected) {
        point(Op::futex_wait, &word);
        if (word.peek() == expected) block(&word, never);
    }
    template <class Futex>
    static bool futex_wait_until(Atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
        point(Op::futex_wait, &word);
        if (word.peek() != expected) return true;
        return deadline_ns > core().now_ns && block(&word, deadline_ns);
    }
    static void futex_wake_all(Atomic<uint32_t> &word) {
        point(Op::futex_wake, &word);
        core().wake_all(&word);
    }

    static int64_t now_ns() {
        point(Op::clock, nullptr);
        return core().now_ns;
    }
    static void sleep_ns(int64_t ns) {
        point(Op::sleep, nullptr);
        block(nullptr, core().now_ns + ns);
    }
    static void trim_heap(uint64_t) {}  // has no effect that the engine can observe

    static uintptr_t this_thread() { return core().current + 1; }
    static void probe(rcu::Probe at, uint64_t a = 0, uint64_t b = 0) {
        const bool begins =
            at == rcu::Probe::call_begin || at == rcu::Probe::force_begin || at == rcu::Probe::drain_begin;
        if (begins) await_turn();
        Core &c = core();
        c.ghost.on_probe(at, a, b);
        if (observer != nullptr) [[unlikely]]
            observer->on_probe(at, a, b);
    }
};

}  // namespace rcu_bench::explore
