// The read-side critical section: the hot path, inlined into readers.
#pragma once

#include "rcu/grace_period.h"

namespace rcu_bench::rcu {

/// The reader's placeholder barrier: QEMU's build option `membarrier`.
enum class ReadBarrier {
    full,      ///< membarrier off (QEMU's default)
    compiler,  ///< membarrier on: the grace period executes a system call instead
};

enum class ReadProbes { off, on };

template <class P, ReadBarrier barrier, ReadProbes probes>
struct ReadSide {
    static void lock(GraceState<P> &gp, Reader<P> &reader) {
        if (reader.depth++ > 0) return;
        reader.ctr.store(gp.ctr.load(std::memory_order_relaxed), P::publish_order);
        // The section's loads come after the announcement. Counterpart: the heavy barriers at the beginning of a grace
        // period and of its rounds (GraceState::heavy_barrier).
        placeholder();
        probe(Probe::read_lock, reader);
    }

    static void unlock(GraceState<P> &gp, Reader<P> &reader) {
        if (--reader.depth > 0) return;
        probe(Probe::read_unlock, reader);
        // Release: the section's accesses come before its end. Counterpart: the acquire in scan().
        reader.ctr.store(0, std::memory_order_release);
        // The end of the section comes before the load of `waiting`. Counterpart: the heavy barrier between the store
        // to `waiting` and the scan. Either the scan sees that this reader has left, or this reader sees `waiting`.
        placeholder();
        if (reader.waiting.load(std::memory_order_relaxed)) [[unlikely]]
            signal(gp, reader);
    }

  private:
    [[gnu::noinline]] static void signal(GraceState<P> &gp, Reader<P> &reader) {
        P::probe(Probe::reader_signals, reinterpret_cast<uintptr_t>(&reader));
        // Before the event is set, whose barrier orders this: the woken grace period may set `waiting` again.
        reader.waiting.store(false, std::memory_order_relaxed);
        gp.event.set();
    }

    static void placeholder() {
        if constexpr (barrier == ReadBarrier::full) {
            P::full_fence();
        } else {
            P::compiler_fence();
        }
    }

    static void probe(Probe point, Reader<P> &reader) {
        if constexpr (probes == ReadProbes::on) P::probe(point, reinterpret_cast<uintptr_t>(&reader));
    }
};

}  // namespace rcu_bench::rcu
