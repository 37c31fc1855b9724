// QemuEvent's state: one futex word that is set, free, or busy (somebody may sleep on it). Without futexes: event_condition.h.
// How one waits for it changed with the series: see event_wait.h.
#pragma once

#include <atomic>
#include <cstdint>

#include "rcu/event_condition.h"
#include "rcu/probe.h"

namespace rcu_bench::rcu {

template <class P>
class Event {
  public:
    using Word = typename P::template Atomic<uint32_t>;
    static constexpr uint32_t set_value = 0;
    static constexpr uint32_t free_value = 1;
    static constexpr uint32_t busy_value = UINT32_MAX;  // `| free_value` leaves it as it is

    explicit Event(EventName name, bool initially_set = false)
        : word_(initially_set ? set_value : free_value), name_(name) {}

    /// Sets the event and wakes everybody who sleeps on it.
    void set() {
        P::probe(Probe::event_set, id());
        if constexpr (MayLackFutexes<P>) {
            if (P::by_condition()) return EventCondition<P>::set(word_, set_value);
        }
        // What the caller made true comes before the look at the word. Counterpart: the barrier at the end of
        // reset(). Either the resetter sees the condition, or we see its reset and set again.
        P::full_fence();
        if (word_.load(std::memory_order_relaxed) == set_value) return;
        // Release: what was done before is seen by the waiter. Counterpart: the acquire in set_or_mark_busy().
        if (word_.exchange(set_value, std::memory_order_acq_rel) == busy_value) {
            P::probe(Probe::futex_wake, reinterpret_cast<uintptr_t>(&word_));
            // The waiter may be gone with the event by now: only the address is used from here on.
            P::futex_wake_all(word_);
        }
    }

    /// Set becomes free; free and busy stay. The caller must read its condition after this, not before.
    void reset() {
        P::probe(Probe::event_reset, id());
        if constexpr (MayLackFutexes<P>) {
            if (P::by_condition()) return EventCondition<P>::reset(word_, free_value);
        }
        word_.fetch_or(free_value, std::memory_order_acq_rel);
        P::fence_after_rmw();  // counterpart: the barrier at the start of set()
    }

    /// Announces a sleeper. True if the event turned out to be set, so that there is nothing to wait for.
    bool set_or_mark_busy() {
        // Acquire: what was written before set() is seen by the one who was waiting for it.
        uint32_t value = word_.load(std::memory_order_acquire);
        if (value == free_value) {
            word_.compare_exchange_strong(value, busy_value, std::memory_order_acq_rel, std::memory_order_acquire);
        }
        return value == set_value;
    }

    Word &word() { return word_; }
    EventName name() const { return name_; }
    uint64_t id() const { return static_cast<uint64_t>(name_); }

  private:
    Word word_;
    EventName name_;
};

}  // namespace rcu_bench::rcu
