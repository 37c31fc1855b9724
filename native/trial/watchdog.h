// Sees that a trial does not get to its end, on a thread of its own: an RCU that stands still, one that moves and leaves out what it
// was asked for, and an end that takes too long.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "provider/rcu_provider.h"
#include "load/config.h"

namespace rcu_bench::workload {

/// The longest that a healthy RCU may take between two steps (a scan, a grace period's end, a callback): its own sleeps,
/// then the longest section and the work that holds the BQL.
int64_t longest_step_ns(const Config &config);

/// The longest that a healthy RCU may leave a callback, a drain or a synchronize waiting although none of that age ends, where
/// its longest step takes `step_bound_ns`: two phases of a grace period, and never less than 10 s.
int64_t patience_ns(int64_t step_bound_ns);

/// The longest that a trial of `planned_ns` (warm-up and duration) takes before the watchdog has ended it; for whoever watches the
/// watchdog. Generous: the watchdog's ticks are late on a busy machine.
int64_t longest_trial_ns(int64_t planned_ns, int64_t step_bound_ns);

/// Where a trial is.
enum class Stage : uint8_t {
    runs,    ///< its length was fixed before
    begins,  ///< the RCU is being made
    ends,    ///< the load, the readers and the RCU come to their end
};

/// Why the watchdog ends a trial.
struct Alarm {
    bool overdue = false;  ///< nothing stood still, and yet the end took too long: the RCU is behind
    std::string why;       ///< a line; empty: no step at all, of which provider::Provider::describe() has a line
};

class Watchdog {
  public:
    /// What it looks at.
    struct Watched {
        trace::Observer &observer;
        provider::Provider &provider;
        int64_t step_bound_ns;  ///< no step for so long although callbacks wait is a stall
        std::function<Stage()> stage;
        std::function<uint64_t()> done;  ///< grows with what the load has done
    };

    /// `on_alarm` is called at most once, in the watchdog's thread.
    void start(Watched watched, std::function<void(Alarm)> on_alarm);
    /// At once: a trial's end does not wait for the next look.
    void stop();

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace rcu_bench::workload
