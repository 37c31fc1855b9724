// QemuEvent on hosts without futexes: the word is set or free, never busy, and waiters sleep on a condition variable.
// QEMU has this second algorithm since 10.1; before, it built a futex out of a mutex and a condition variable.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <mutex>

#include "rcu/probe.h"

namespace rcu_bench::rcu {

/// A platform that can be configured to avoid futexes. A platform that always has futexes need not define this.
template <class P>
concept MayLackFutexes = requires {
    { P::by_condition() } -> std::same_as<bool>;
};

template <class P>
struct EventCondition {
    using Word = typename P::template Atomic<uint32_t>;

    static void set(Word &word, uint32_t set_value) {
        const std::lock_guard guard(P::Monitor::of(&word));
        // Release: the resetter sees what this thread did before. Counterpart: the acquire in reset(). Waiters read
        // under the lock.
        word.store(set_value, std::memory_order_release);
        P::probe(Probe::futex_wake, reinterpret_cast<uintptr_t>(&word));
        P::Monitor::of(&word).wake_all();
    }

    /// As in QEMU: without the lock, and without a barrier after the store. A load of the caller's condition may
    /// therefore overtake the store, and a second set between the two is lost: docs/findings.md.
    static void reset(Word &word, uint32_t free_value) {
        // Acquire: a thread that sees the event set sees what was done before. Counterpart: the release in set().
        word.store(word.load(std::memory_order_acquire) | free_value, std::memory_order_relaxed);
    }

    /// Returns false if the deadline (INT64_MAX: none) has passed.
    static bool wait_until(Word &word, uint32_t set_value, int64_t deadline_ns) {
        const std::lock_guard guard(P::Monitor::of(&word));
        // Relaxed: the lock orders this. Counterpart: set(), which holds the lock, too.
        if (word.load(std::memory_order_relaxed) == set_value) return true;
        const auto address = reinterpret_cast<uintptr_t>(&word);
        P::probe(Probe::futex_wait_begin, address, static_cast<uint64_t>(deadline_ns));
        bool in_time = true;
        while (in_time && word.load(std::memory_order_relaxed) != set_value) {
            in_time = P::Monitor::of(&word).wait_until(deadline_ns);
        }
        P::probe(Probe::futex_wait_end, address, in_time);
        return in_time;
    }
};

}  // namespace rcu_bench::rcu
