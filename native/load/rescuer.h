// Ends waits that would not end by themselves, so that a wait of 49.7 days is a figure and not a hang.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "provider/waitable.h"

namespace rcu_bench::workload {

class Rescuer {
  public:
    explicit Rescuer(provider::Waitable &waitable) : waitable_(waitable) {}

    void start();
    void stop();

    /// Called by the waiting thread before its wait, which should end by `deadline_ns`. If the thread still sleeps
    /// `patience_ns` later, the rescuer sets the object.
    void guard(int64_t deadline_ns);
    /// Called after the wait. Returns whether the rescuer set the object; the rescuer does not access it any more.
    bool release();

    static constexpr int64_t patience_ns = 100'000'000;

  private:
    void run();
    void rescue(int64_t deadline_ns);

    // Values of deadline_ns_ that are not deadlines.
    static constexpr int64_t nothing = INT64_MAX;
    static constexpr int64_t rescuing = INT64_MIN;
    static constexpr int64_t rescued = INT64_MIN + 1;

    provider::Waitable &waitable_;
    std::thread thread_;
    std::atomic<bool> stopping_{false};
    std::atomic<int> waiter_{0};  // the waiter's kernel thread id
    std::atomic<int64_t> deadline_ns_{nothing};
};

}  // namespace rcu_bench::workload
