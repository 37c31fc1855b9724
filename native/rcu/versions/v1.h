// v1, patch 4 ("rcu: Wake the RCU thread when draining"), mail 20251029-force_rcu-v1: one event for "the count became
// non-zero" and "force", and a separate flag. Its defects are reproduced: the lost wake-up after a broken link, the
// force without a request, the registry walk without the lock.
#pragma once

#include "rcu/event_wait.h"
#include "rcu/rcu_state.h"

namespace rcu_bench::rcu {

/// v1's sync_event. The variant v1-sem replaces it.
template <class P>
class EventSync {
    using Waits = TimedEventWaitsV1<P, FutexV1>;

  public:
    /// n is read again as long as a force request is found after it.
    static constexpr bool rereads_count = true;
    static constexpr ForceReason timed_reason = ForceReason::woken;

    void notify() { event_.set(); }
    void reset() { event_.reset(); }
    void wait() { Waits::wait(event_); }
    /// Sleeps. Returns true if v1 then forces: any set of the event counts, including call_rcu's.
    bool sleep_says_force(int ms) { return Waits::timedwait(event_, ms); }

  private:
    Event<P> event_{EventName::sync};
};

template <class P, class Sync>
class V1Family : public RcuState<P> {
    using Base = RcuState<P>;

  public:
    using Waits = TimedEventWaitsV1<P, FutexV1>;
    using Node = CallbackNode<P>;
    using Base::Base;

    void call(Node &node) {
        P::probe(Probe::call_begin, reinterpret_cast<uintptr_t>(&node));
        // Only the step from 0 to 1 wakes. If a step from 1 to 2 completes the link that the RCU thread waits for, the
        // thread sleeps on.
        if (this->callbacks.add(node) == 0) sync_.notify();
        P::probe(Probe::call_end, reinterpret_cast<uintptr_t>(&node));
    }

    void force() {
        P::probe(Probe::force_begin);
        forced_.store(true, std::memory_order_release);  // counterpart: the exchange in fetch()
        sync_.notify();
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
        this->serve([this] {
            const Batch batch = fetch();
            this->gp.run(batch.n, true, [&] { return wait_for_readers(batch.forced); });
            this->callbacks.subtract(batch.n);
            this->callbacks.run(batch.n, this->bql, RetryOnSync{sync_});
        });
    }

    void stop() { call(this->stop_node); }

    /// For dumps: whether a force request is pending. Relaxed, because nothing depends on it.
    bool force_outstanding() const { return forced_.load(std::memory_order_relaxed); }

  private:
    struct Batch {
        uint32_t n;
        bool forced;
    };

    struct RetryOnSync {
        Sync &sync;
        void reset() { sync.reset(); }
        void wait() { sync.wait(); }
    };

    Batch fetch() {
        Batch batch{wait_for_callbacks(), false};
        sync_.reset();  // from here on a set means "force"
        while (forced_.exchange(false, std::memory_order_acq_rel)) {
            batch.forced = true;
            if constexpr (!Sync::rereads_count) break;
            batch.n = this->callbacks.pending();  // the request may be for a callback that came after n
        }
        P::probe(Probe::fetch, batch.n, batch.forced);
        return batch;
    }

    uint32_t wait_for_callbacks() {
        for (;;) {
            sync_.reset();
            const uint32_t n = this->callbacks.pending();
            P::probe(Probe::count_read, n);
            if (n > 0) return n;
            P::probe(Probe::fetch, 0, 0);
            this->idle_trim();
            sync_.wait();
        }
    }

    WaitCost wait_for_readers(bool forced) {
        auto &gp = this->gp;
        Link aside;
        WaitCost cost;
        int sleeps_left = forced ? 0 : max_sleeps;
        bool forcing = false;
        for (;; ++cost.rounds) {
            P::probe(Probe::round_begin, cost.rounds, forcing);
            gp.heavy_barrier();  // counterpart: the placeholder in ReadSide::unlock
            gp.scan(aside);
            if (gp.registry.empty()) break;
            gp.registry.unlock();
            if (forcing) {
                Waits::wait(gp.event);
                gp.event.reset();
            } else if (must_force(forced, sleeps_left, cost)) {
                forcing = true;
                gp.force_readers();  // without the registry lock: v1's defect
            } else {
                --sleeps_left;
            }
            gp.registry.lock();
        }
        gp.registry.splice(aside);
        ++cost.rounds;
        return cost;
    }

    /// Takes one sleep if nothing else makes it force.
    bool must_force(bool forced, int sleeps_left, WaitCost &cost) {
        const auto decide = [this](ForceReason reason) {
            P::probe(Probe::force_decided, static_cast<uint64_t>(reason), this->callbacks.pending());
            return true;
        };
        if (this->callbacks.pending() >= call_min_size) return decide(ForceReason::threshold);
        if (sleeps_left == 0) return decide(forced ? ForceReason::requested : ForceReason::sleeps_used);
        ++cost.sleeps;
        return sync_.sleep_says_force(poll_ms) && decide(Sync::timed_reason);
    }

    Sync sync_;
    typename P::template Atomic<bool> forced_{false};
};

template <class P>
using V1 = V1Family<P, EventSync<P>>;

}  // namespace rcu_bench::rcu
