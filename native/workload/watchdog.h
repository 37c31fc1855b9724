// Sees that an RCU has stopped getting anywhere although callbacks wait, on a thread of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>

#include "trace/accounting.h"
#include "workload/config.h"

namespace rcu_bench::workload {

/// The longest that a healthy RCU may take between two steps (a scan, a grace period's end, a callback): its own sleeps,
/// then the longest section and the work that holds the BQL.
int64_t longest_step_ns(const Config &config);

class Watchdog {
  public:
    /// `on_stall` is called once, in the watchdog's thread, when there was no step for `bound_ns`.
    void start(const trace::Accounting &accounting, int64_t bound_ns, std::function<void()> on_stall);
    void stop();

  private:
    void run(const trace::Accounting &accounting, int64_t bound_ns, const std::function<void()> &on_stall);

    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace rcu_bench::workload
