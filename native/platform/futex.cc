#include "platform/futex.h"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "platform/clock.h"

namespace rcu_bench::platform {

namespace {

long futex(std::atomic<uint32_t> &word, int operation, uint32_t value, const void *deadline) {
#if defined(SYS_futex)
    return syscall(SYS_futex, &word, operation | FUTEX_PRIVATE_FLAG, value, deadline, nullptr, FUTEX_BITSET_MATCH_ANY);
#else  // 32-bit machines that never had the old system call
    return syscall(SYS_futex_time64, &word, operation | FUTEX_PRIVATE_FLAG, value, deadline, nullptr,
                   FUTEX_BITSET_MATCH_ANY);
#endif
}

template <rcu::TimespecAbi abi>
long wait_until(std::atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
#if defined(SYS_futex_time64)  // 32-bit Linux: here the versions differ
    if constexpr (abi == rcu::TimespecAbi::time64) {
        const struct {
            int64_t seconds, nanoseconds;
        } deadline{deadline_ns / 1'000'000'000, deadline_ns % 1'000'000'000};
        return syscall(SYS_futex_time64, &word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected, &deadline, nullptr,
                       FUTEX_BITSET_MATCH_ANY);
    }
#endif
    const timespec deadline = to_timespec(deadline_ns);
    return futex(word, FUTEX_WAIT_BITSET, expected, &deadline);
}

/// Whether to retry a wait that ended early. The remaining error is a futex that cannot be waited for, which is a bug
/// of this tool.
bool interrupted() {
    if (errno == EINTR) return true;
    if (errno == EAGAIN) return false;  // the word differed
    perror("futex");
    abort();
}

}  // namespace

void futex_wait(std::atomic<uint32_t> &word, uint32_t expected) {
    while (futex(word, FUTEX_WAIT, expected, nullptr) != 0 && interrupted()) {
    }
}

template <rcu::TimespecAbi abi>
bool futex_wait_until(std::atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
    while (wait_until<abi>(word, expected, deadline_ns) != 0) {
        if (errno == ETIMEDOUT) return false;
        if (!interrupted()) return true;
    }
    return true;
}

template bool futex_wait_until<rcu::TimespecAbi::plain>(std::atomic<uint32_t> &, uint32_t, int64_t);
template bool futex_wait_until<rcu::TimespecAbi::time64>(std::atomic<uint32_t> &, uint32_t, int64_t);

void futex_wake_all(std::atomic<uint32_t> &word) { futex(word, FUTEX_WAKE, INT_MAX, nullptr); }

}  // namespace rcu_bench::platform
