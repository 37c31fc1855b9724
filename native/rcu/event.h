// The state of a QemuEvent: one futex word that is set, free, or busy (a thread may sleep on it). Hosts without futexes
// use event_condition.h. The series changes how threads wait for an event: see event_wait.h.
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
    static constexpr uint32_t busy_value = UINT32_MAX;  // `| free_value` does not change it

    explicit Event(EventName name, bool initially_set = false)
        : word_(initially_set ? set_value : free_value), name_(name) {}

    /// Sets the event and wakes every thread that sleeps on it.
    void set() {
        P::probe(Probe::event_set, id());
        if constexpr (MayLackFutexes<P>) {
            if (P::by_condition()) return EventCondition<P>::set(word_, set_value);
        }
        // What the caller made true comes before reading the word. Counterpart: the barrier at the end of reset().
        // Either the resetter sees the condition, or this thread sees the reset and sets the event again.
        P::full_fence();
        if (word_.load(std::memory_order_relaxed) == set_value) return;
        // Release: the waiter sees what this thread did before. Counterpart: the acquire in set_or_mark_busy().
        if (word_.exchange(set_value, std::memory_order_acq_rel) == busy_value) {
            P::probe(Probe::futex_wake, reinterpret_cast<uintptr_t>(&word_));
            // The waiter may have freed the event by now: from here on only its address is used.
            P::futex_wake_all(word_);
        }
    }

    /// Set becomes free; free and busy do not change. The caller must read its condition after this call, not before.
    void reset() {
        P::probe(Probe::event_reset, id());
        if constexpr (MayLackFutexes<P>) {
            if (P::by_condition()) return EventCondition<P>::reset(word_, free_value);
        }
        word_.fetch_or(free_value, std::memory_order_acq_rel);
        P::fence_after_rmw();  // counterpart: the barrier at the start of set()
    }

    /// Announces a sleeper. Returns true if the event is set, so that there is nothing to wait for.
    bool set_or_mark_busy() {
        // Acquire: the waiter sees what was written before set(). Counterpart: the release in set().
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
