// example-v4: ours, an example of a further version, posted nowhere (docs/adding-a-version.md). v3, but a force request is
// also for what the callbacks of a forced batch queue, so that the second grace period of an unmap is forced in whatever
// order request and fetch come.
#pragma once

#include <utility>

#include "rcu/versions/v3.h"

namespace rcu_bench::rcu {

template <class P>
class ExampleV4 : public V3<P> {
    using Base = V3<P>;

  public:
    using Base::Base;
    using typename Base::Node;

    void call(Node &node) {
        Base::call(node);
        if (in_rcu_thread() && request_holds()) request_next();
    }

    void thread_main() {
        rcu_thread_.store(P::this_thread(), std::memory_order_relaxed);  // counterpart: the load in in_rcu_thread()
        this->serve([this] {
            typename Base::Batch batch = this->fetch();
            requested_ = batch.forced;
            // Forced, and not `requested_`: a request goes one generation far, and does not follow a chain without end.
            if (std::exchange(next_requested_, false)) batch.forced = true;
            this->run(batch);
        });
        rcu_thread_.store(0, std::memory_order_relaxed);
    }

  private:
    /// Of the RCU thread alone true: it calls call_rcu in a callback and nowhere else.
    bool in_rcu_thread() const {
        // Relaxed: a thread finds its own name here only if it has put it there. Counterpart: the stores in thread_main().
        return rcu_thread_.load(std::memory_order_relaxed) == P::this_thread();
    }

    /// Whether somebody asked for the batch that runs: its fetch took the request, or one came later and waits for the next
    /// fetch. That one is v3's, and forces the next batch by itself; what it is for is said here.
    bool request_holds() const { return requested_ || this->force_outstanding(); }

    /// The RCU thread's own force_rcu(), for what it has just queued. It need not wake itself, nor share a word with itself.
    void request_next() {
        P::probe(Probe::force_begin);
        next_requested_ = true;
        P::probe(Probe::force_end);
    }

    typename P::template Atomic<uintptr_t> rcu_thread_{0};  // its P::this_thread(); 0 while it does not run
    // The RCU thread's own.
    bool requested_ = false;       // somebody else's request was taken with this batch
    bool next_requested_ = false;  // its own one, taken with the next: never left over, since that batch has a callback
};

}  // namespace rcu_bench::rcu
