// The parts of every version's grace period: the counter, the scan, the force. The loop that decides between polling
// and forcing belongs to each version: see versions/.
#pragma once

#include "rcu/constants.h"
#include "rcu/event.h"
#include "rcu/registry.h"

namespace rcu_bench::rcu {

/// The width of `rcu_gp_ctr`, which decides between one phase and two.
enum class GpWidth { bits64, bits32 };

/// The result of a wait for readers, for the probe gp_end.
struct WaitCost {
    uint64_t rounds = 0;
    uint64_t sleeps = 0;
    WaitCost &operator+=(WaitCost other) {
        rounds += other.rounds;
        sleeps += other.sleeps;
        return *this;
    }
};

template <class P>
struct GraceState {
    alignas(64) typename P::template Atomic<uint64_t> ctr{gp_locked};  ///< rcu_gp_ctr: written under the registry lock
    /// rcu_gp_event: starts set, so the first forced wait returns at once.
    alignas(64) Event<P> event{EventName::gp, true};
    Registry<P> registry;
    typename P::HeavyBarrier heavy{};  ///< smp_mb_global of the chosen membarrier mode
    GpWidth width = GpWidth::bits64;

    /// Counterpart: the reader's placeholder barrier.
    void heavy_barrier() { P::heavy_barrier(heavy); }

    /// Forces: kicks every reader that is still in the registry, and asks it to signal the end of its section. Readers
    /// that a scan has moved aside are not touched.
    void force_readers() {
        registry.for_each([](Reader<P> &reader) {
            notify(reader);
            reader.waiting.store(true, std::memory_order_relaxed);  // ordered before the scan by the heavy barrier
        });
    }

    /// Moves quiescent readers to `aside` and calls `on_ongoing` for the others. Returns the number of the others.
    template <class OnOngoing>
    uint64_t scan(Link &aside, OnOngoing on_ongoing) {
        uint64_t ongoing = 0;
        registry.for_each_removable([&](Reader<P> &reader) {
            // Acquire: the section's accesses come before everything after the grace period. Counterpart: the release
            // in ReadSide::unlock.
            const uint64_t seen = reader.ctr.load(std::memory_order_acquire);
            if (seen != 0 && seen != ctr.load(std::memory_order_relaxed)) {
                ++ongoing;
                on_ongoing(reader);
                return;
            }
            reader.waiting.store(false, std::memory_order_relaxed);
            reader.remove();
            reader.insert_before(aside);
        });
        P::probe(Probe::scan_end, ongoing);
        return ongoing;
    }

    uint64_t scan(Link &aside) {
        return scan(aside, [](Reader<P> &) {});
    }

    static void notify(Reader<P> &reader) {
        P::probe(Probe::force_notify, reinterpret_cast<uintptr_t>(&reader));
        for (ForceNotifier *at = reader.notifiers; at != nullptr; at = at->next) at->notify(at);
    }

    /// A whole grace period for `n` callbacks. `wait_for_readers()` is called once per phase with the registry lock
    /// held, and returns with it held.
    template <class Wait>
    void run(uint64_t n, bool in_rcu_thread, Wait wait_for_readers) {
        P::probe(Probe::gp_begin, n, in_rcu_thread);
        heavy_barrier();  // counterpart: the placeholder in ReadSide::lock
        registry.lock();
        WaitCost cost;
        for (int phase = 0; phase < (width == GpWidth::bits64 ? 1 : 2); ++phase) {
            advance();
            cost += wait_for_readers();
        }
        registry.unlock();
        P::probe(Probe::gp_end, cost.rounds, cost.sleeps);
    }

  private:
    void advance() {
        const uint64_t old = ctr.load(std::memory_order_relaxed);
        const uint64_t next = width == GpWidth::bits64 ? old + gp_step : old ^ gp_step;
        ctr.store(next, std::memory_order_relaxed);  // ordered before the scan by the round's heavy barrier
        P::probe(Probe::gp_advanced, next);
    }
};

}  // namespace rcu_bench::rcu
