// A counting semaphore with an absolute CLOCK_MONOTONIC deadline.
#pragma once

#include <semaphore.h>

#include <cerrno>
#include <cstdint>

#include "platform/clock.h"

namespace rcu_bench::platform {

class Semaphore {
  public:
    Semaphore() { sem_init(&semaphore_, 0, 0); }
    ~Semaphore() { sem_destroy(&semaphore_); }
    Semaphore(const Semaphore &) = delete;
    Semaphore &operator=(const Semaphore &) = delete;

    void post() { sem_post(&semaphore_); }

    void wait() {
        while (sem_wait(&semaphore_) != 0 && errno == EINTR) {
        }
    }

    /// Returns true if posted, false on a timeout.
    bool wait_until(int64_t deadline_ns) {
        const timespec deadline = to_timespec(deadline_ns);
        int result;
        do {
            result = sem_clockwait(&semaphore_, CLOCK_MONOTONIC, &deadline);
        } while (result != 0 && errno == EINTR);
        return result == 0;
    }

  private:
    sem_t semaphore_;
};

}  // namespace rcu_bench::platform
