#include "platform/barrier.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rcu_bench::platform {

namespace {

long membarrier(int command) { return syscall(SYS_membarrier, command, 0, 0); }

/// Aborts: a grace period without its barrier would be broken without anybody noticing.
void membarrier_or_abort(int command) {
    if (membarrier(command) == 0) return;
    perror("membarrier");
    abort();
}

}  // namespace

void heavy_barrier(HeavyBarrier kind) {
    switch (kind) {
        case HeavyBarrier::fence: full_fence(); break;
        case HeavyBarrier::private_expedited: membarrier_or_abort(MEMBARRIER_CMD_PRIVATE_EXPEDITED); break;
        case HeavyBarrier::global: membarrier_or_abort(MEMBARRIER_CMD_GLOBAL); break;
    }
}

int prepare_heavy_barrier(HeavyBarrier kind) {
    if (kind == HeavyBarrier::fence) return 0;
    const long supported = membarrier(MEMBARRIER_CMD_QUERY);
    if (supported < 0) return errno;
    if (kind == HeavyBarrier::global) return (supported & MEMBARRIER_CMD_GLOBAL) != 0 ? 0 : ENOSYS;
    if (membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) != 0) return errno;
    return 0;
}

}  // namespace rcu_bench::platform
