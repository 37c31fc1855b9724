#include "platform/wait_backend.h"

namespace rcu_bench::platform {

bool wait_on_address(std::atomic<uint32_t> &word, uint32_t expected, std::optional<uint32_t> milliseconds) {
    if (!milliseconds) return false;
    const int64_t deadline_ns =
        *milliseconds == rcu::win32_infinite ? INT64_MAX : monotonic_ns() + int64_t{*milliseconds} * 1'000'000;
    return futex_wait_until<rcu::TimespecAbi::time64>(word, expected, deadline_ns);
}

}  // namespace rcu_bench::platform
