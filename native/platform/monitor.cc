#include "platform/monitor.h"

#include <array>
#include <cerrno>

#include "platform/clock.h"

namespace rcu_bench::platform {

Monitor::Monitor() {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&changed_, &attributes);
    pthread_condattr_destroy(&attributes);
}

Monitor &Monitor::of(const void *address) {
    static std::array<Monitor, 64>
        all;  // never destroyed before the waiting threads: the threads of a stalled trial remain
    return all[(reinterpret_cast<uintptr_t>(address) >> 6) % all.size()];
}

bool Monitor::wait_until(int64_t deadline_ns) {
    if (deadline_ns == INT64_MAX) return pthread_cond_wait(&changed_, &mutex_) == 0;
    const timespec deadline = to_timespec(deadline_ns);
    return pthread_cond_timedwait(&changed_, &mutex_, &deadline) != ETIMEDOUT;
}

}  // namespace rcu_bench::platform
