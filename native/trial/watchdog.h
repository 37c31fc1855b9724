// Detects, in a separate thread, that a trial does not end: the RCU makes no progress, the RCU makes progress but does
// not do what it was asked for, or the end of the trial takes too long.
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

/// The longest time that a healthy RCU may take between two steps (a scan, the end of a grace period, a callback): its
/// sleeps, the longest section, and the longest work under the BQL.
int64_t longest_step_ns(const Config &config);

/// The longest time that a healthy RCU may keep a callback, a drain or a synchronize of a given age waiting, if its
/// longest step takes `step_bound_ns`: two phases of a grace period, and at least 10 s.
int64_t patience_ns(int64_t step_bound_ns);

/// An upper bound for a trial of `planned_ns` (warm-up and duration) until the watchdog ends it, for the process that
/// supervises the trial. The bound is generous, because ticks are late on a busy machine.
int64_t longest_trial_ns(int64_t planned_ns, int64_t step_bound_ns);

/// The stage of a trial.
enum class Stage : uint8_t {
    runs,    ///< has a fixed length
    begins,  ///< the RCU is being created
    ends,    ///< the load, the readers and the RCU are ending
};

/// Why the watchdog ends a trial.
struct Alarm {
    bool overdue = false;  ///< there was progress, but the end took too long: the RCU is overloaded
    std::string why;       ///< one line; empty: there was no step, which provider::Provider::describe() reports
};

class Watchdog {
  public:
    /// What the watchdog observes.
    struct Watched {
        trace::Observer &observer;
        provider::Provider &provider;
        int64_t step_bound_ns;  ///< no step for this long while callbacks wait is a stall
        std::function<Stage()> stage;
        std::function<uint64_t()> done;  ///< increases with the load's work
    };

    /// `on_alarm` is called at most once, in the watchdog's thread.
    void start(Watched watched, std::function<void(Alarm)> on_alarm);
    /// Stops at once, without waiting for the next tick.
    void stop();

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace rcu_bench::workload
