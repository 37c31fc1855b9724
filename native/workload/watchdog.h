// Sees that an RCU has stopped getting anywhere although callbacks wait, on a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "trace/accounting.h"
#include "workload/config.h"

namespace rcu_bench::workload {

/// The longest that a healthy RCU may take between two steps (a scan, a grace period's end, a callback): its own sleeps,
/// then the longest section and the work that holds the BQL.
int64_t longest_step_ns(const Config &config);

class Watchdog {
  public:
    /// What it looks at.
    struct Watched {
        const trace::Accounting &accounting;
        int64_t bound_ns;            ///< no step for so long although callbacks wait is a stall
        std::function<bool()> busy;  ///< the RCU is being made or comes to its end: that is waited for, if longer
    };

    /// `on_stall` is called once, in the watchdog's thread.
    void start(Watched watched, std::function<void()> on_stall);
    /// At once: a trial's end does not wait for the next look.
    void stop();

  private:
    void run(const Watched &watched, const std::function<void()> &on_stall);

    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace rcu_bench::workload
