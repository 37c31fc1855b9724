// The ways to wait for an event: before the series, after patch 1 (timed futex wait), and after patch 2 (timed event
// wait). Each version chooses one; Event itself is the same in all of them.
#pragma once

#include "rcu/constants.h"
#include "rcu/event.h"
#include "rcu/futex_abi.h"

namespace rcu_bench::rcu {

namespace detail {

template <class P, class Sleep>
bool sleep_until_set(Event<P> &event, [[maybe_unused]] int64_t deadline_ns, Sleep sleep) {
    if constexpr (MayLackFutexes<P>) {
        if (P::by_condition()) {
            return EventCondition<P>::wait_until(event.word(), Event<P>::set_value, deadline_ns);
        }
    }
    bool is_set = true;
    while (is_set && !event.set_or_mark_busy()) is_set = sleep(event.word());
    return is_set;
}

/// Sleeps until the event is set. `sleep(word)` blocks while the word is busy; its false result ends the wait as timed
/// out. Only hosts without futexes use `deadline_ns`; there the word is never busy.
template <class P, class Sleep>
bool await(Event<P> &event, uint64_t requested_ms, int64_t deadline_ns, Sleep sleep) {
    P::probe(Probe::event_wait_begin, event.id(), requested_ms);
    const bool is_set = sleep_until_set(event, deadline_ns, sleep);
    P::probe(Probe::event_wait_end, event.id(), is_set);
    return is_set;
}

template <class P, class Futex>
bool futex_timedwait(typename Event<P>::Word &word, int64_t deadline_ns) {
    const auto address = reinterpret_cast<uintptr_t>(&word);
    P::probe(Probe::futex_wait_begin, address, static_cast<uint64_t>(deadline_ns));
    const bool woken = P::template futex_wait_until<Futex>(word, Event<P>::busy_value, deadline_ns);
    P::probe(Probe::futex_wait_end, address, woken);
    return woken;
}

}  // namespace detail

/// Before the series: a plain futex wait, no deadline anywhere.
template <class P>
struct UntimedWaits {
    static void wait(Event<P> &event) {
        detail::await(event, no_deadline, endless_ns, [](typename Event<P>::Word &word) {
            const auto address = reinterpret_cast<uintptr_t>(&word);
            P::probe(Probe::futex_wait_begin, address, no_deadline);
            P::futex_wait(word, Event<P>::busy_value);
            P::probe(Probe::futex_wait_end, address, 1);
            return true;
        });
    }
};

/// Patch 1: the untimed futex wait is the endless case of the timed wait. `Futex` is FutexV1, FutexV2 or FutexV3.
template <class P, class Futex_>
struct TimedFutexWaits {
    using Futex = Futex_;

    static void wait(Event<P> &event) {
        detail::await(event, no_deadline, endless_ns, [](typename Event<P>::Word &word) {
            return detail::futex_timedwait<P, Futex>(word, endless_ns);
        });
    }
};

/// Patch 2 in v1: the timed wait returns true for "set" and false for "timed out"; the untimed wait passes INT_MAX ms.
template <class P, class Futex_>
struct TimedEventWaitsV1 {
    using Futex = Futex_;

    static bool timedwait(Event<P> &event, int ms) {
        const int64_t deadline_ns = P::now_ns() + int64_t{ms} * 1'000'000;
        return detail::await(event, static_cast<uint64_t>(ms), deadline_ns,
                             [deadline_ns](typename Event<P>::Word &word) {
                                 return detail::futex_timedwait<P, Futex>(word, deadline_ns);
                             });
    }
    static void wait(Event<P> &event) { timedwait(event, endless_ms); }
};

/// Patch 2 in v2 and v3: the same, but the timed wait returns nothing.
template <class P, class Futex_>
struct TimedEventWaitsV2 {
    using Futex = Futex_;

    static void timedwait(Event<P> &event, int ms) { TimedEventWaitsV1<P, Futex>::timedwait(event, ms); }
    static void wait(Event<P> &event) { timedwait(event, endless_ms); }
};

}  // namespace rcu_bench::rcu
