// What the engine's waits are made of. Chosen at run time, before the engine starts: what a Windows host or one without
// futexes would do can then be measured and tested here.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "platform/clock.h"
#include "platform/futex.h"
#include "rcu/futex_abi.h"

namespace rcu_bench::platform {

enum class WaitBackend : uint8_t {
    futex,     ///< Linux
    condvar,   ///< no futex at all: events on a mutex and a condition variable (rcu/event_condition.h)
    win32_v1,  ///< WaitOnAddress in whole milliseconds, by the arithmetic of v1 …
    win32_v2,  ///< … of v2 (the same in effect)
    win32_v3,  ///< … of v3, which looks whether the deadline has passed
};

/// Every set and reset of an event reads it: in the header, so that this is a load and not a call.
inline std::atomic<WaitBackend> chosen_wait_backend{WaitBackend::futex};

/// For the whole process; not while an engine runs.
inline void set_wait_backend(WaitBackend backend) { chosen_wait_backend.store(backend, std::memory_order_relaxed); }
inline WaitBackend wait_backend() { return chosen_wait_backend.load(std::memory_order_relaxed); }

/// WaitOnAddress for so many milliseconds; absent: not at all.
bool wait_on_address(std::atomic<uint32_t> &word, uint32_t expected, std::optional<uint32_t> milliseconds);

/// `Version` is the FutexV1 … FutexV3 of the version under test; a Windows back end brings its own arithmetic.
template <class Version>
bool backend_wait_until(std::atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
    switch (wait_backend()) {
        case WaitBackend::futex:
        case WaitBackend::condvar: break;  // its events come here never
        case WaitBackend::win32_v1:
            return wait_on_address(word, expected, rcu::FutexV1::win32_milliseconds(deadline_ns, monotonic_ns()));
        case WaitBackend::win32_v2:
            return wait_on_address(word, expected, rcu::FutexV2::win32_milliseconds(deadline_ns, monotonic_ns()));
        case WaitBackend::win32_v3:
            return wait_on_address(word, expected, rcu::FutexV3::win32_milliseconds(deadline_ns, monotonic_ns()));
    }
    return futex_wait_until<Version::timespec_abi>(word, expected, deadline_ns);
}

}  // namespace rcu_bench::platform
