// An RCU of the kind of v2 in which one thing is wrong, so that the torture's checks can be checked. `Fault` says what: each is
// a small struct in faults.h. It is made of the engine's own parts; without a fault it is sound.
#pragma once

#include <array>
#include <utility>

#include "rcu/event_wait.h"
#include "rcu/rcu_state.h"

namespace rcu_bench::mutants {

using rcu::Probe;

// Nothing in here may live outside of the engine's own bytes and the stack: the explorer runs it too, and goes back in its
// time.

/// What goes right. A fault derives from this and hides the one thing that it does otherwise.
struct Sound {
    static constexpr bool readers_fence = true;
    static constexpr bool links_before_count = true;
    static constexpr bool sets_after_add = true;
    static constexpr bool sets_always = true;
    static constexpr bool resets_before_read = true;
    static constexpr bool fetches_before_grace_period = true;
    static constexpr bool advances_counter = true;
    static constexpr bool waits_for_readers = true;
    static constexpr bool asks_readers_to_signal = true;
    static constexpr bool walks_under_lock = true;
    static constexpr bool walks_the_list = true;
    static constexpr bool brings_readers_back = true;
    static constexpr bool takes_requests = true;
    static constexpr bool monotonic_deadline = true;
    static constexpr bool drains_wholly = true;
    static constexpr bool drops_bql_to_drain = true;
    static constexpr bool synchronizes = true;
    static constexpr bool runs_once = true;
    static constexpr bool runs_in_order = true;
};

template <class P, class Fault>
class MutantEngine : public rcu::RcuState<P> {
    using Base = rcu::RcuState<P>;
    using Waits = rcu::TimedEventWaitsV2<P, rcu::FutexV2>;

  public:
    using Node = rcu::CallbackNode<P>;
    using Base::Base;

    void call(Node &node) {
        P::probe(Probe::call_begin, reinterpret_cast<uintptr_t>(&node));
        if constexpr (!Fault::sets_after_add) ready_.set();
        if constexpr (Fault::links_before_count) {
            const uint32_t before = this->callbacks.add(node);
            if constexpr (Fault::sets_after_add) {
                if (Fault::sets_always || before == 0) ready_.set();
            }
        } else {
            const uint32_t before = this->callbacks.count.fetch_add(1, std::memory_order_acq_rel);
            if (Fault::sets_always || before == 0) ready_.set();
            this->callbacks.queue.enqueue(node);
        }
        P::probe(Probe::call_end, reinterpret_cast<uintptr_t>(&node));
    }

    void force() {
        P::probe(Probe::force_begin);
        if constexpr (Fault::takes_requests) {
            this->callbacks.count.fetch_or(rcu::forced_bit, std::memory_order_acq_rel);
            force_.set();
        }
        P::probe(Probe::force_end);
    }

    void drain() {
        if constexpr (Fault::drops_bql_to_drain) {
            rcu::drain_callbacks<P, Waits>(this->bql, [this](auto &done) { queue_and_wait(done); });
        } else {
            rcu::DoneCallback<P, Waits> done;
            queue_and_wait(done);
        }
    }

    void synchronize() {
        if constexpr (Fault::synchronizes) rcu::synchronize_by_callback<Waits>(*this);
    }

    void thread_main() {
        this->serve([this] {
            Batch batch = fetch();
            this->gp.run(batch.n, true, [&] { return wait_for_readers(batch.forced); });
            if constexpr (!Fault::fetches_before_grace_period) batch.n = this->callbacks.pending();
            this->callbacks.subtract(batch.n);
            run(batch.n);
        });
    }

    void stop() { call(this->stop_node); }
    bool force_outstanding() const {
        return (this->callbacks.count.load(std::memory_order_relaxed) & rcu::forced_bit) != 0;
    }

  private:
    struct Batch {
        uint32_t n;
        bool forced;
    };

    template <class Done>
    void queue_and_wait(Done &done) {
        if constexpr (!Fault::drains_wholly) return;
        call(done);
        force();
        done.wait();
    }

    Batch fetch() {
        for (;;) {
            if constexpr (Fault::resets_before_read) ready_.reset();
            const uint32_t word = this->callbacks.count.fetch_and(~rcu::forced_bit, std::memory_order_acq_rel);
            const Batch batch{rcu::pending_of(word), (word & rcu::forced_bit) != 0};
            P::probe(Probe::fetch, batch.n, batch.forced);
            if (batch.n > 0) return batch;
            if constexpr (!Fault::resets_before_read) ready_.reset();
            Waits::wait(ready_);
        }
    }

    rcu::WaitCost wait_for_readers(bool forced) {
        auto &gp = this->gp;
        rcu::Link aside;
        rcu::WaitCost cost;
        force_.reset();
        // The counter has been advanced when we come here; a fault takes that back.
        if constexpr (!Fault::advances_counter) gp.ctr.fetch_sub(rcu::gp_step, std::memory_order_relaxed);
        int sleeps_left = forced ? 0 : rcu::max_sleeps;
        bool forcing = false;
        for (;; ++cost.rounds) {
            P::probe(Probe::round_begin, cost.rounds, forcing);
            if (!forcing && must_force(forced, sleeps_left)) {
                forcing = true;
                force_readers();
            }
            gp.heavy_barrier();
            gp.scan(aside);
            if (gp.registry.empty() || !Fault::waits_for_readers) break;
            gp.registry.unlock();
            sleep(forcing);
            if (!forcing) --sleeps_left;
            gp.registry.lock();
        }
        if constexpr (Fault::brings_readers_back) {
            gp.registry.splice(aside);
        } else {
            // Only the RCU thread's own reader comes back: the registry must not be empty.
            bring_back_one(aside);
        }
        ++cost.rounds;
        return cost;
    }

    void bring_back_one(rcu::Link &aside) {
        if (aside.empty()) return;
        rcu::Link &first = *aside.next;
        first.remove();
        rcu::Link one;
        first.insert_before(one);
        this->gp.registry.splice(one);
        lost_.splice(aside);
    }

    void sleep(bool forcing) {
        if (forcing) {
            Waits::wait(this->gp.event);
            this->gp.event.reset();
        } else if constexpr (Fault::monotonic_deadline) {
            Waits::timedwait(force_, rcu::poll_ms);
        } else {
            wait_until_wall_clock_deadline();
        }
    }

    /// 10 ms from now by a clock that counts from 1970, for a futex that waits by one that counts from the boot: some decades.
    void wait_until_wall_clock_deadline() {
        constexpr int64_t decades_ns = int64_t{50} * 365 * 24 * 3600 * 1'000'000'000;
        const int64_t deadline_ns = P::now_ns() + decades_ns + 10'000'000;
        while (!force_.set_or_mark_busy()) {
            if (!P::template futex_wait_until<rcu::FutexV2>(force_.word(), rcu::Event<P>::busy_value, deadline_ns))
                return;
        }
    }

    void force_readers() {
        auto &gp = this->gp;
        if constexpr (!Fault::walks_the_list) return force_copied_readers();
        if constexpr (!Fault::walks_under_lock) gp.registry.unlock();
        if constexpr (Fault::asks_readers_to_signal) {
            gp.force_readers();
        } else {
            gp.registry.for_each([&](rcu::Reader<P> &reader) { gp.notify(reader); });
        }
        if constexpr (!Fault::walks_under_lock) gp.registry.lock();
    }

    /// Those that were registered a moment ago.
    void force_copied_readers() {
        auto &gp = this->gp;
        std::array<rcu::Reader<P> *, 64> readers;
        size_t count = 0;
        gp.registry.for_each([&](rcu::Reader<P> &reader) {
            if (count < readers.size()) readers[count++] = &reader;
        });
        gp.registry.unlock();
        for (size_t i = 0; i < count; ++i) {
            P::probe(Probe::force_notify, reinterpret_cast<uintptr_t>(readers[i]));
            readers[i]->waiting.store(true, std::memory_order_relaxed);
        }
        gp.registry.lock();
    }

    bool must_force(bool forced, int sleeps_left) {
        const uint32_t word = this->callbacks.count.load(std::memory_order_relaxed);
        if (word < rcu::call_min_size && sleeps_left > 0) return false;
        const bool many = rcu::pending_of(word) >= rcu::call_min_size;
        const bool asked = forced || (word & rcu::forced_bit) != 0;
        const rcu::ForceReason reason = many    ? rcu::ForceReason::threshold
                                        : asked ? rcu::ForceReason::requested
                                                : rcu::ForceReason::sleeps_used;
        P::probe(Probe::force_decided, static_cast<uint64_t>(reason), rcu::pending_of(word));
        return true;
    }

    void run(uint32_t n) {
        const rcu::RetryOnEvent<P, Waits> retry{ready_};
        if constexpr (Fault::runs_once && Fault::runs_in_order) {
            this->callbacks.run(n, this->bql, retry);
        } else {
            run_wrongly(n);
        }
    }

    /// One callback a second time, once; or now and then two in the wrong order. Never those that somebody waits for on his
    /// stack: they would be gone.
    void run_wrongly(uint32_t n) {
        constexpr uint32_t most = 64;
        Node *nodes[most];
        const uint32_t batch = n < most ? n : most;
        for (uint32_t i = 0; i < batch;) {
            if (Node *const node = this->callbacks.queue.try_dequeue()) nodes[i++] = node;
        }
        const bool swaps = !Fault::runs_in_order && batch > 1 && ordinary(nodes[0]) && ordinary(nodes[1]);
        if (swaps) std::swap(nodes[0], nodes[1]);
        this->bql.lock();
        for (uint32_t i = 0; i < batch; ++i) {
            const uint32_t before = this->callbacks.pending();
            const bool can_repeat = !Fault::runs_once && !repeated_ && ordinary(nodes[i]);
            run_one(nodes[i]);
            // Nobody has queued anything meanwhile, so the node is not queued again either.
            if (can_repeat && this->callbacks.pending() == before) {
                repeated_ = true;
                nodes[i]->func(nodes[i]);
            }
        }
        this->bql.unlock();
        if (batch < n) this->callbacks.count.fetch_add(n - batch, std::memory_order_acq_rel);
    }

    bool ordinary(const Node *node) const {
        const rcu::DoneCallback<P, Waits> waited_for;
        return node->func != waited_for.func && node->func != this->stop_node.func;
    }

    static void run_one(Node *node) {
        P::probe(Probe::callback_begin, reinterpret_cast<uintptr_t>(node));
        node->func(node);
        P::probe(Probe::callback_end, reinterpret_cast<uintptr_t>(node));
    }

    rcu::Event<P> ready_{rcu::EventName::ready};
    rcu::Event<P> force_{rcu::EventName::force};
    bool repeated_ = false;
    rcu::Link lost_;  // readers that a fault has forgotten; so that they can still take themselves off a list
};

}  // namespace rcu_bench::mutants
