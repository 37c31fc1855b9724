// One clock for everything: CLOCK_MONOTONIC in nanoseconds.
#pragma once

#include <time.h>

#include <cerrno>
#include <cstdint>

namespace rcu_bench::platform {

/// Now on CLOCK_MONOTONIC, in ns (about 26 ns a call: it stays in the vdso).
inline int64_t monotonic_ns() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

inline timespec to_timespec(int64_t ns) {
    return {.tv_sec = static_cast<time_t>(ns / 1'000'000'000), .tv_nsec = static_cast<long>(ns % 1'000'000'000)};
}

/// Sleeps until an absolute CLOCK_MONOTONIC time; a signal does not end it.
inline void sleep_until_ns(int64_t deadline_ns) {
    const timespec deadline = to_timespec(deadline_ns);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, nullptr) == EINTR) {
    }
}

inline void sleep_ns(int64_t ns) { sleep_until_ns(monotonic_ns() + ns); }

/// Burns CPU until an absolute CLOCK_MONOTONIC time; represents work.
inline void spin_until_ns(int64_t deadline_ns) {
    while (monotonic_ns() < deadline_ns) {
    }
}

}  // namespace rcu_bench::platform
