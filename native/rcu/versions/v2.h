// v2, patch 4 (mail 20251213-force_rcu-v2, there 5/6): one word contains the count and the force request, and forcing
// has its own event. v3 is the same on Linux except for the futex: `Futex` selects whose.
#pragma once

#include "rcu/event_wait.h"
#include "rcu/rcu_state.h"

namespace rcu_bench::rcu {

template <class P, class Futex>
class V2Family : public RcuState<P> {
    using Base = RcuState<P>;

  public:
    using Waits = TimedEventWaitsV2<P, Futex>;
    using Node = CallbackNode<P>;
    using Base::Base;

    void call(Node &node) { this->call_and_set(node, ready_); }

    /// Does not wake an idle RCU thread: the request stays pending for the next batch.
    void force() {
        P::probe(Probe::force_begin);
        // Release: what the request is for was queued before. Counterpart: the acquire in fetch().
        this->callbacks.count.fetch_or(forced_bit, std::memory_order_acq_rel);
        force_.set();
        P::probe(Probe::force_end);
    }

    void drain() {
        drain_callbacks<P, Waits>(this->bql, [this](auto &done) {
            call(done);
            force();
            done.wait();
        });
    }

    void synchronize() { synchronize_by_callback<Waits>(*this); }

    void thread_main() {
        this->serve([this] { run(fetch()); });
    }

    void stop() { call(this->stop_node); }

    /// Whether a force request is pending.
    bool force_outstanding() const { return (this->callbacks.count.load(std::memory_order_relaxed) & forced_bit) != 0; }

  protected:
    struct Batch {
        uint32_t n;
        bool forced;
    };

    /// The only place that takes a force request. A request that is found without a callback is lost.
    Batch fetch() {
        for (;;) {
            ready_.reset();
            const uint32_t word = this->callbacks.count.fetch_and(~forced_bit, std::memory_order_acq_rel);
            const Batch batch{pending_of(word), (word & forced_bit) != 0};
            P::probe(Probe::fetch, batch.n, batch.forced);
            if (batch.n > 0) return batch;
            this->idle_trim();
            Waits::wait(ready_);
        }
    }

    /// The grace period, then the callbacks.
    void run(const Batch &batch) {
        this->gp.run(batch.n, true, [&] { return wait_for_readers(batch.forced); });
        this->callbacks.subtract(batch.n);
        this->callbacks.run(batch.n, this->bql, RetryOnEvent<P, Waits>{ready_});
    }

  private:
    /// Called once per phase: with 32 bits the second phase resets the event and has all its sleeps again.
    WaitCost wait_for_readers(bool forced) {
        auto &gp = this->gp;
        Link aside;
        WaitCost cost;
        force_.reset();
        int sleeps_left = forced ? 0 : max_sleeps;
        bool forcing = false;
        for (;; ++cost.rounds) {
            P::probe(Probe::round_begin, cost.rounds, forcing);
            if (!forcing && must_force(forced, sleeps_left)) {
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
                Waits::timedwait(force_, poll_ms);
                --sleeps_left;
                ++cost.sleeps;
            }
            gp.registry.lock();
        }
        gp.registry.splice(aside);
        ++cost.rounds;
        return cost;
    }

    /// One comparison covers both: a word that contains the request's bit is far above the threshold.
    bool must_force(bool forced, int sleeps_left) {
        // Relaxed: this only decides about waiting. A bit that is missed now is seen after the wait on the force event.
        const uint32_t word = this->callbacks.count.load(std::memory_order_relaxed);
        if (word < call_min_size && sleeps_left > 0) return false;
        P::probe(Probe::force_decided, static_cast<uint64_t>(reason(word, forced)), pending_of(word));
        return true;
    }

    static ForceReason reason(uint32_t word, bool forced) {
        if (pending_of(word) >= call_min_size) return ForceReason::threshold;
        if (forced || (word & forced_bit) != 0) return ForceReason::requested;
        return ForceReason::sleeps_used;
    }

    Event<P> ready_{EventName::ready};
    Event<P> force_{EventName::force};  // rcu_call_force_event
};

template <class P>
using V2 = V2Family<P, FutexV2>;

}  // namespace rcu_bench::rcu
