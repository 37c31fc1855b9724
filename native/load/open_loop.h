// Arrivals that do not wait for answers. An arrival that is due before the end is issued, late if necessary, or counted
// as unissued: an overloaded version must not look as if it had been asked for less.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "platform/clock.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

/// Counts of the measured time.
struct OpenLoopCounts {
    uint64_t issued = 0;
    uint64_t late = 0;        ///< issued late_ns or more after their time
    uint64_t unissued = 0;    ///< due before the end and never issued
    uint64_t unanswered = 0;  ///< callbacks that had not run when the load stopped waiting

    /// The latencies are those of a growing queue, or the worst of them are missing.
    bool overloaded() const { return unissued > 0 || unanswered > 0 || 2 * late > issued; }
};

/// The end of a load's arrivals: the planned end, or an earlier stop.
class OpenLoopEnd {
  public:
    /// Call before the threads start.
    void plan(int64_t end_ns) { planned_ns_ = end_ns; }

    /// From any thread; the first call counts.
    void request_stop() {
        int64_t none = never;
        stopped_ns_.compare_exchange_strong(none, platform::monotonic_ns(), std::memory_order_relaxed);
    }
    /// Arrivals that are due before this time must be issued.
    int64_t ns() const { return std::min(planned_ns_, stopped_ns_.load(std::memory_order_relaxed)); }
    bool passed(int64_t now_ns) const { return now_ns >= ns(); }

  private:
    static constexpr int64_t never = INT64_MAX;
    int64_t planned_ns_ = never;
    std::atomic<int64_t> stopped_ns_{never};
};

/// The arrivals of one thread.
class OpenLoop {
  public:
    /// After the end a thread still issues overdue arrivals for this long, so that a short oversleep does not count as
    /// overload.
    static constexpr int64_t catch_up_ns = 100'000'000;

    explicit OpenLoop(const OpenLoopEnd &end) : end_(end) {}

    /// Sleeps until `due_ns`. Returns false after the end, or if the overdue arrivals take too long.
    bool await(int64_t due_ns) {
        constexpr int64_t look_for_stop_every_ns = 50'000'000;
        while (due_ns < end_.ns()) {
            const int64_t now_ns = platform::monotonic_ns();
            if (end_.passed(now_ns) && !catches_up(now_ns)) return false;
            if (now_ns >= due_ns) return true;
            platform::sleep_until_ns(std::min(due_ns, now_ns + look_for_stop_every_ns));
        }
        return false;
    }

    /// The part of the schedule from one time up to, not including, another.
    struct Span {
        int64_t from_ns, until_ns;
    };

    /// After await() said no: how many of the arrivals from `due_ns` on were to be issued and lie in the span. `next(due_ns)` gives
    /// the time of the one behind it.
    template <class Next>
    uint64_t count_due(int64_t due_ns, Span span, Next next) const {
        const int64_t until_ns = std::min(span.until_ns, end_.ns());
        uint64_t count = 0;
        for (; due_ns < until_ns; due_ns = std::max(next(due_ns), due_ns + 1)) count += due_ns >= span.from_ns;
        return count;
    }

  private:
    bool catches_up(int64_t now_ns) {
        if (catch_up_until_ns_ == 0) catch_up_until_ns_ = now_ns + catch_up_ns;
        return now_ns < catch_up_until_ns_;
    }

    const OpenLoopEnd &end_;
    int64_t catch_up_until_ns_ =
        0;  // counted from this thread's first look behind the end: it may have had no CPU before
};

}  // namespace rcu_bench::workload
