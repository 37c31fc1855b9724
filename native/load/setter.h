// A thread that ends another thread's wait: it sets the object at an ordered time.
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

    /// Orders a set at `at_ns`. One order at a time.
    void order(int64_t at_ns);
    /// Returns when the ordered set() has returned, with the time at which set() was called.
    int64_t settled();

  private:
    void run();

    provider::Waitable &waitable_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable changed_;
    // Protected by the mutex.
    bool stopping_ = false;
    bool ordered_ = false;
    int64_t at_ns_ = 0;
    int64_t set_ns_ = 0;
};

}  // namespace rcu_bench::workload
