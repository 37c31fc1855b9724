// A mutex with a condition variable on CLOCK_MONOTONIC, found by an address: the wait primitive of hosts without
// futexes.
#pragma once

#include <pthread.h>

#include <cstdint>

namespace rcu_bench::platform {

class Monitor {
  public:
    Monitor();
    Monitor(const Monitor &) = delete;
    Monitor &operator=(const Monitor &) = delete;

    /// Two addresses may share a monitor, so a waiter checks its condition after every wake-up.
    static Monitor &of(const void *address);

    void lock() { pthread_mutex_lock(&mutex_); }
    void unlock() { pthread_mutex_unlock(&mutex_); }
    /// Call with the lock held. Returns false if the deadline (INT64_MAX: none) has passed. May return spuriously.
    bool wait_until(int64_t deadline_ns);
    /// Call with the lock held.
    void wake_all() { pthread_cond_broadcast(&changed_); }

  private:
    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed_;
};

}  // namespace rcu_bench::platform
