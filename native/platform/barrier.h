// Full barriers of this machine, and the membarrier system call, which lets readers use compiler barriers.
#pragma once

#include <atomic>
#include <cstdint>

namespace rcu_bench::platform {

#if defined(__SANITIZE_THREAD__)
inline constexpr bool thread_sanitizer = true;
#else
inline constexpr bool thread_sanitizer = false;
#endif

inline void full_fence() {
#if defined(__SANITIZE_THREAD__)
    // TSan does not support fences (gcc rejects them under TSan). A read-modify-write on a word of the thread is
    // equally strong on the machine, and creates no happens-before edge for TSan that could hide a race.
    static thread_local std::atomic<uint32_t> own{0};
    own.fetch_add(1, std::memory_order_seq_cst);
#else
    std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
}

/// Makes the preceding atomic read-modify-write a full barrier; empty on machines where it already is one.
inline void fence_after_rmw() {
#if !defined(__x86_64__) && !defined(__i386__)
    full_fence();
#endif
}

/// smp_mb_global: the barrier that a grace period executes so that the readers' placeholder barrier orders something.
enum class HeavyBarrier : uint8_t {
    fence,              ///< membarrier off: readers execute their own fences
    private_expedited,  ///< interrupts the CPUs that run this process
    global,             ///< QEMU's choice: waits until every CPU of the machine has passed the scheduler
};

void heavy_barrier(HeavyBarrier kind);

/// Call once before the first heavy_barrier(). Returns 0, or errno if the kernel refuses this kind.
int prepare_heavy_barrier(HeavyBarrier kind);

}  // namespace rcu_bench::platform
