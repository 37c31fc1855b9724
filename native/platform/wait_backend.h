// The primitive behind the engine's waits. It is chosen at run time, before the engine starts, so that the behaviour of
// a Windows host or of a host without futexes can be measured and tested here.
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
    condvar,   ///< no futexes: events use a mutex and a condition variable (rcu/event_condition.h)
    win32_v1,  ///< WaitOnAddress in whole milliseconds, with v1's arithmetic
    win32_v2,  ///< the same with v2's arithmetic, which has the same effect
    win32_v3,  ///< the same with v3's arithmetic, which checks whether the deadline has passed
};

/// Read by every set and reset of an event; inline, so that reading is a load and not a call.
inline std::atomic<WaitBackend> chosen_wait_backend{WaitBackend::futex};

/// For the whole process. Do not call while an engine runs.
inline void set_wait_backend(WaitBackend backend) { chosen_wait_backend.store(backend, std::memory_order_relaxed); }
inline WaitBackend wait_backend() { return chosen_wait_backend.load(std::memory_order_relaxed); }

/// WaitOnAddress for this many milliseconds; absent: no wait.
bool wait_on_address(std::atomic<uint32_t> &word, uint32_t expected, std::optional<uint32_t> milliseconds);

/// `Version` is the FutexV1, FutexV2 or FutexV3 of the version under test; a Windows backend uses its own arithmetic.
template <class Version>
bool backend_wait_until(std::atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
    switch (wait_backend()) {
        case WaitBackend::futex:
        case WaitBackend::condvar: break;  // events of this backend do not use futexes
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
