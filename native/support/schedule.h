// Timing for threads whose work is due at times that are fixed in advance.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "platform/clock.h"

namespace rcu_bench::workload {

/// Work that begins later than this after its time counts as late.
inline constexpr int64_t late_ns = 1'000'000;

/// Sleeps in parts, so that a stop need not wait for a long sleep. Returns false if `stopping` was set.
inline bool sleep_until_or_stop(int64_t deadline_ns, const std::atomic<bool> &stopping) {
    constexpr int64_t look_every_ns = 50'000'000;
    while (!stopping.load(std::memory_order_relaxed)) {
        const int64_t now_ns = platform::monotonic_ns();
        if (now_ns >= deadline_ns) return true;
        platform::sleep_until_ns(std::min(deadline_ns, now_ns + look_every_ns));
    }
    return false;
}

/// A shorter sleep would overshoot by as much as its length.
inline constexpr int64_t spin_below_ns = 200'000;

/// Computes until a deadline. A long wait is mostly slept, and only its end is spent computing.
inline void work_until(int64_t deadline_ns) {
    if (deadline_ns - platform::monotonic_ns() > spin_below_ns) {
        platform::sleep_until_ns(deadline_ns - spin_below_ns / 2);
    }
    platform::spin_until_ns(deadline_ns);
}

/// After the last command of an open loop: waits until `all_answered()`, or until the remaining commands will not be
/// answered.
template <class AllAnswered>
void wait_for_answers(AllAnswered all_answered) {
    constexpr int64_t look_every_ns = 2'000'000;
    constexpr int64_t patience_ns = 3'000'000'000;
    const int64_t deadline_ns = platform::monotonic_ns() + patience_ns;
    while (!all_answered() && platform::monotonic_ns() < deadline_ns) platform::sleep_ns(look_every_ns);
}

}  // namespace rcu_bench::workload
