// Being on time, and what becomes of what is not: for threads whose work is due at times that are fixed before.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "platform/clock.h"

namespace rcu_bench::workload {

/// What begins more than this after its time is counted as late.
inline constexpr int64_t late_ns = 1'000'000;

/// Long sleeps are cut, so that a stop does not wait for them. False: it came.
inline bool sleep_until_or_stop(int64_t deadline_ns, const std::atomic<bool> &stopping) {
    constexpr int64_t look_every_ns = 50'000'000;
    while (!stopping.load(std::memory_order_relaxed)) {
        const int64_t now_ns = platform::monotonic_ns();
        if (now_ns >= deadline_ns) return true;
        platform::sleep_until_ns(std::min(deadline_ns, now_ns + look_every_ns));
    }
    return false;
}

/// Below this a sleep would overshoot by as much again.
inline constexpr int64_t spin_below_ns = 200'000;

/// Computes up to a deadline, as far as that can be afforded: what is left of a long time is slept.
inline void work_until(int64_t deadline_ns) {
    if (deadline_ns - platform::monotonic_ns() > spin_below_ns) {
        platform::sleep_until_ns(deadline_ns - spin_below_ns / 2);
    }
    platform::spin_until_ns(deadline_ns);
}

/// After the last of an open loop: until `all_answered()`, or so long that what is left stays unanswered.
template <class AllAnswered>
void wait_for_answers(AllAnswered all_answered) {
    constexpr int64_t look_every_ns = 2'000'000;
    constexpr int64_t patience_ns = 3'000'000'000;
    const int64_t deadline_ns = platform::monotonic_ns() + patience_ns;
    while (!all_answered() && platform::monotonic_ns() < deadline_ns) platform::sleep_ns(look_every_ns);
}

}  // namespace rcu_bench::workload
