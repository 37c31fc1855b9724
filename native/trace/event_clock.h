// The clock of recorded events: the CPU's counter if it is reliable, CLOCK_MONOTONIC otherwise. Ticks are converted to
// ns only when a recording is read, with points at which both clocks were read together, so nobody needs the counter's
// frequency.
#pragma once

#include <cstdint>
#include <vector>

#include "platform/clock.h"
#include "trace/cpu_counter.h"

namespace rcu_bench::trace {

__extension__ typedef __int128 Wide;  // a type of GCC and Clang; ISO C++ has none

/// Whether a tick is a tick of the CPU's counter: the counter is invariant, and the kernel uses it as its clock.
/// Decided once, before the first event.
[[gnu::visibility("hidden")]] extern const bool ticks_are_counted;

/// The name for the recording: the counter's name, or `CLOCK_MONOTONIC`.
inline const char *event_clock_name() { return ticks_are_counted ? cpu_counter_name : "CLOCK_MONOTONIC"; }

/// Now, in ticks.
inline uint64_t ticks_now() {
    if (ticks_are_counted) [[likely]]
        return cpu_counter();
    return static_cast<uint64_t>(platform::monotonic_ns());
}

/// Both clocks at the same moment.
struct ClockPoint {
    uint64_t ticks;
    int64_t ns;        ///< CLOCK_MONOTONIC
    int64_t error_ns;  ///< precision of the moment: half of the bracket between two reads of the ticks
};

/// Takes the tightest of many brackets; about 10 us.
ClockPoint read_clock_point();

/// Converts ticks to CLOCK_MONOTONIC ns, linear between points. Without points ticks are ns.
class ClockMap {
  public:
    ClockMap() = default;
    /// Points may come in any order; points with the same tick are dropped.
    explicit ClockMap(std::vector<ClockPoint> points);

    int64_t to_ns(uint64_t ticks) const {
        if (segments_.empty()) return static_cast<int64_t>(ticks);
        const Segment &last = segments_[current_];
        if (ticks >= last.from_ticks && ticks < last.to_ticks) [[likely]]
            return last.to_ns(ticks);
        return find(ticks).to_ns(ticks);
    }

    /// The maximum distance of the inner points from the line through their neighbours; without inner points, the worst
    /// precision of a point. 0 if ticks are ns.
    int64_t error_ns() const { return error_ns_; }

  private:
    struct Segment {
        uint64_t from_ticks, to_ticks;
        int64_t from_ns;
        uint64_t ns_per_tick;  // in units of 2^-32

        int64_t to_ns(uint64_t ticks) const {
            const auto since = static_cast<Wide>(static_cast<int64_t>(ticks - from_ticks));
            return from_ns + static_cast<int64_t>((since * static_cast<Wide>(ns_per_tick)) >> 32);
        }
    };
    static Segment between(const ClockPoint &from, const ClockPoint &to);
    const Segment &find(uint64_t ticks) const;

    std::vector<Segment> segments_;
    mutable size_t current_ = 0;
    int64_t error_ns_ = 0;
};

}  // namespace rcu_bench::trace
