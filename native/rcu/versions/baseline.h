// baseline: commit 55d98e3ede ("rcu: Unify force quiescent state"), QEMU 10.2, the base of the series. The grace
// period begins at once, polls every 10 ms, and is forced by 30 callbacks, 5 sleeps or a drain in progress.
// With patches 1-3 of the series on top it is still this: `Prep` says which.
#pragma once

#include "rcu/event_wait.h"
#include "rcu/rcu_state.h"

namespace rcu_bench::rcu {

/// What patches 1-3 change below the RCU thread. `Waits_` is the way to wait for events (patches 1 and 2).
template <class Waits_, bool synchronize_by_callback_>
struct Preparation {
    using Waits = Waits_;
    static constexpr bool synchronize_by_callback = synchronize_by_callback_;  // patch 3
};

template <class P, class Prep>
class Baseline : public RcuState<P> {
    using Base = RcuState<P>;

  public:
    using Waits = typename Prep::Waits;
    using Node = CallbackNode<P>;
    using Base::Base;

    void call(Node &node) { this->call_and_set(node, ready_); }

    /// There is no force request before patch 4.
    void force() {}

    void drain() {
        drain_callbacks<P, Waits>(this->bql, [this](auto &done) {
            // No counterpart needed: must_force() reads only the number, and reads it again in the next round.
            drains_.fetch_add(1, std::memory_order_acq_rel);
            call(done);
            done.wait();
            drains_.fetch_sub(1, std::memory_order_acq_rel);
        });
    }

    void synchronize() {
        if constexpr (Prep::synchronize_by_callback) {
            synchronize_by_callback<Waits>(*this);
        } else {
            P::probe(Probe::synchronize_begin);
            grace_period(0, false);
            P::probe(Probe::synchronize_end);
        }
    }

    void thread_main() {
        this->serve([this] {
            const uint32_t n = this->template fetch_count<Waits>(ready_);
            grace_period(n, true);
            this->callbacks.subtract(n);
            this->callbacks.run(n, this->bql, RetryOnEvent<P, Waits>{ready_});
        });
    }

    void stop() { call(this->stop_node); }

    /// Whether a force request is pending: never in this version.
    bool force_outstanding() const { return false; }

  private:
    void grace_period(uint64_t n, bool in_rcu_thread) {
        // Patch 3 makes the grace period private to the RCU thread and removes its mutex.
        if constexpr (!Prep::synchronize_by_callback) sync_mutex_.lock();
        this->gp.run(n, in_rcu_thread, [this] { return wait_for_readers(); });
        if constexpr (!Prep::synchronize_by_callback) sync_mutex_.unlock();
    }

    WaitCost wait_for_readers() {
        auto &gp = this->gp;
        Link aside;
        WaitCost cost;
        bool forcing = false;
        for (;; ++cost.rounds) {
            P::probe(Probe::round_begin, cost.rounds, forcing);
            if (!forcing && must_force(cost.sleeps)) {
                forcing = true;
                gp.force_readers();
            }
            gp.heavy_barrier();  // counterpart: the placeholder in ReadSide::unlock
            gp.scan(aside);
            if (gp.registry.empty()) break;
            gp.registry.unlock();
            if (forcing) {
                Waits::wait(gp.event);
                gp.event.reset();
            } else {
                this->sleep_ms(poll_ms);  // a plain sleep, which nothing shortens
                ++cost.sleeps;
            }
            gp.registry.lock();
        }
        gp.registry.splice(aside);
        ++cost.rounds;
        return cost;
    }

    bool must_force(uint64_t sleeps) {
        const uint32_t pending = this->callbacks.pending();
        const auto decide = [pending](ForceReason reason) {
            P::probe(Probe::force_decided, static_cast<uint64_t>(reason), pending);
            return true;
        };
        if (pending >= call_min_size) return decide(ForceReason::threshold);
        if (sleeps >= max_sleeps) return decide(ForceReason::sleeps_used);
        if (drains_.load(std::memory_order_relaxed) > 0) return decide(ForceReason::drain);
        return false;
    }

    Event<P> ready_{EventName::ready};
    typename P::template Atomic<uint32_t> drains_{0};
    typename P::Mutex sync_mutex_;  // rcu_sync_lock, until patch 3
};

}  // namespace rcu_bench::rcu
