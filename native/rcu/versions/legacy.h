// legacy: QEMU up to 10.1. The RCU thread collects callbacks for about 50 ms before the grace period begins; the grace
// period waits on rcu_gp_event from its first round on. Source: the behaviour of util/rcu.c in QEMU 9.2 to 10.1.
#pragma once

#include "rcu/event_wait.h"
#include "rcu/rcu_state.h"

namespace rcu_bench::rcu {

template <class P>
class Legacy : public RcuState<P> {
    using Base = RcuState<P>;

  public:
    using Waits = UntimedWaits<P>;
    using Node = CallbackNode<P>;
    using Base::Base;

    void call(Node &node) { this->call_and_set(node, ready_); }

    /// There is no force request before the series.
    void force() {}

    void drain() {
        drain_callbacks<P, Waits>(this->bql, [this](auto &done) {
            // No counterpart needed: the wait reads only the number, and reads it again in its next round.
            drains_.fetch_add(1, std::memory_order_acq_rel);
            call(done);
            done.wait();
            drains_.fetch_sub(1, std::memory_order_acq_rel);
        });
    }

    void synchronize() {
        P::probe(Probe::synchronize_begin);
        grace_period(0, false);
        P::probe(Probe::synchronize_end);
    }

    void thread_main() {
        this->serve([this] {
            const uint32_t n = collect();
            this->callbacks.subtract(n);
            grace_period(n, true);
            this->callbacks.run(n, this->bql, RetryOnEvent<P, Waits>{ready_});
        });
    }

    void stop() { call(this->stop_node); }

    /// Whether a force request is pending: never in this version.
    bool force_outstanding() const { return false; }

  private:
    /// Waits for callbacks, then up to 5 times 10 ms for more callbacks. Rounds without callbacks are not tries.
    uint32_t collect() {
        int tries = 0;
        uint32_t n = this->callbacks.pending();
        while (n == 0 || (n < call_min_size && ++tries <= max_sleeps)) {
            this->sleep_ms(poll_ms);
            if (n == 0) {
                ready_.reset();
                n = this->callbacks.pending();
                if (n == 0) {
                    this->idle_trim();
                    Waits::wait(ready_);
                }
            }
            n = this->callbacks.pending();
        }
        P::probe(Probe::fetch, n, 0);
        return n;
    }

    void grace_period(uint64_t n, bool in_rcu_thread) {
        sync_mutex_.lock();
        this->gp.run(n, in_rcu_thread, [this] { return wait_for_readers(); });
        sync_mutex_.unlock();
    }

    WaitCost wait_for_readers() {
        auto &gp = this->gp;
        Link aside;
        WaitCost cost;
        bool forced = false;
        for (;; ++cost.rounds) {
            P::probe(Probe::round_begin, cost.rounds, 1);
            gp.event.reset();
            gp.registry.for_each([](Reader<P> &reader) { reader.waiting.store(true, std::memory_order_relaxed); });
            gp.heavy_barrier();  // counterpart: the placeholder in ReadSide::unlock
            gp.scan(aside, [&](Reader<P> &reader) {
                if (drains_.load(std::memory_order_relaxed) == 0) return;
                if (!forced) probe_drain_forces();
                forced = true;
                gp.notify(reader);
            });
            if (gp.registry.empty()) break;
            gp.registry.unlock();
            Waits::wait(gp.event);
            gp.registry.lock();
        }
        gp.registry.splice(aside);
        ++cost.rounds;
        return cost;
    }

    void probe_drain_forces() {
        P::probe(Probe::force_decided, static_cast<uint64_t>(ForceReason::drain), this->callbacks.pending());
    }

    Event<P> ready_{EventName::ready};
    typename P::template Atomic<uint32_t> drains_{0};
    typename P::Mutex sync_mutex_;  // rcu_sync_lock: the callers of synchronize_rcu and the RCU thread take turns
};

}  // namespace rcu_bench::rcu
