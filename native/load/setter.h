// The thread that ends another one's wait: sets what it waits for, at a time that was ordered.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "provider/waitable.h"
#include "trace/observer.h"

namespace rcu_bench::workload {

class Setter {
  public:
    explicit Setter(provider::Waitable &waitable) : waitable_(waitable) {}

    void start(trace::Observer &observer);
    void stop();

    /// One at a time: it is to be set at `at_ns`.
    void order(int64_t at_ns);
    /// Returns when the ordered set() has returned; gives the time at which it was called.
    int64_t settled();

  private:
    void run();

    provider::Waitable &waitable_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable changed_;
    // Under the mutex.
    bool stopping_ = false;
    bool ordered_ = false;
    int64_t at_ns_ = 0;
    int64_t set_ns_ = 0;
};

}  // namespace rcu_bench::workload
