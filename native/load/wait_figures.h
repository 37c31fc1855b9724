// What is measured of waits: samples by metric, and counts. Only the waiting thread writes; any thread may read.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

#include "load/config.h"
#include "load/result.h"

namespace rcu_bench::workload {

/// A requested length of waits.
struct WaitLength {
    int64_t ns;
    uint32_t
        share;  ///< number of such waits in a cycle; short waits are more frequent, so that every length gets a tail
    const char *overshoot, *early;  // metrics
};

inline constexpr std::array<WaitLength, 5> wait_lengths{{
    {50'000, 16, "timedwait.overshoot.50us", "timedwait.early.50us"},
    {200'000, 16, "timedwait.overshoot.200us", "timedwait.early.200us"},
    {1'000'000, 16, "timedwait.overshoot.1ms", "timedwait.early.1ms"},
    {10'000'000, 4, "timedwait.overshoot.10ms", "timedwait.early.10ms"},
    {100'000'000, 1, "timedwait.overshoot.100ms", "timedwait.early.100ms"},
}};

class WaitFigures {
  public:
    /// @param cycles the number that is measured at most
    WaitFigures(double cycles, bool has_deadlines);

    using Samples = trace::SampleBuffer;
    using Counter = std::atomic<uint64_t>;

    Samples &overshoot_ns(size_t length) { return *overshoot_ns_[length]; }
    Samples &early_ns(size_t length) { return *early_ns_[length]; }
    Samples &wake_ns() { return *wake_ns_; }
    Samples &wake_untimed_ns() { return *wake_untimed_ns_; }
    Samples &passed_ns() { return *passed_ns_; }
    Samples &found_set_ns() { return *found_set_ns_; }
    Samples &found_set_untimed_ns() { return *found_set_untimed_ns_; }
    Samples &set_ns() { return *set_ns_; }

    Counter waits{0};             ///< rounds of any kind
    Counter timeouts{0};          ///< waits that no set should end
    Counter early_returns{0};     ///< such waits that returned before their deadline
    Counter spurious_returns{0};  ///< waits that reported "set" without a set, or untimed waits that returned unset
    Counter passed_waits{0};      ///< waits for a deadline that had passed
    Counter endless_waits{0};     ///< such waits that the rescuer ended
    Counter sets_too_late{0};     ///< waits that timed out before their set
    Counter slack_refused{0};     ///< 1: the kernel did not change the waiter's timer slack

    void for_each_buffer(std::string_view metric, const std::function<void(Samples &)> &visit);
    void put_into(Result &result) const;

  private:
    using Owned = std::unique_ptr<Samples>;

    /// Calls `visit(name, buffer)` for every metric that this layer can measure.
    template <class Self, class Visit>
    static void for_each(Self &self, Visit visit);

    std::array<Owned, wait_lengths.size()> overshoot_ns_, early_ns_;
    Owned wake_ns_, passed_ns_, found_set_ns_;  // null without deadlines, like those above
    Owned wake_untimed_ns_, found_set_untimed_ns_, set_ns_;
};

}  // namespace rcu_bench::workload
