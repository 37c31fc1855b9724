// A mutex with a condition variable on CLOCK_MONOTONIC, found by an address: what hosts without futexes wait by.
#pragma once

#include <pthread.h>

#include <cstdint>

namespace rcu_bench::platform {

class Monitor {
  public:
    Monitor();
    Monitor(const Monitor &) = delete;
    Monitor &operator=(const Monitor &) = delete;

    /// Two addresses may share one: whoever waits looks again when it wakes.
    static Monitor &of(const void *address);

    void lock() { pthread_mutex_lock(&mutex_); }
    void unlock() { pthread_mutex_unlock(&mutex_); }
    /// Locked, before and after. False: the deadline (INT64_MAX: none) has passed. Also returns for no reason.
    bool wait_until(int64_t deadline_ns);
    /// Locked.
    void wake_all() { pthread_cond_broadcast(&changed_); }

  private:
    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed_;
};

}  // namespace rcu_bench::platform
