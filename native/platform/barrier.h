// Full barriers of this machine, and the membarrier system call that lets readers go without.
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
    // TSan knows no fences (and gcc rejects them under it). An RMW on the thread's own word is as strong on the machine
    // and tells TSan nothing, so that it hides no race either.
    static thread_local std::atomic<uint32_t> own{0};
    own.fetch_add(1, std::memory_order_seq_cst);
#else
    std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
}

/// Makes an atomic read-modify-write before it a full barrier: nothing to do where it is one already.
inline void fence_after_rmw() {
#if !defined(__x86_64__) && !defined(__i386__)
    full_fence();
#endif
}

/// smp_mb_global: what the grace period pays so that the reader's placeholder barrier orders something.
enum class HeavyBarrier : uint8_t {
    fence,              ///< membarrier off: readers fence for themselves
    private_expedited,  ///< interrupts the CPUs that run this process
    global,             ///< as QEMU does it: waits until every CPU of the machine has passed the scheduler
};

void heavy_barrier(HeavyBarrier kind);

/// To be called once before the first heavy_barrier(). 0, or errno where the kernel refuses this kind.
int prepare_heavy_barrier(HeavyBarrier kind);

}  // namespace rcu_bench::platform
