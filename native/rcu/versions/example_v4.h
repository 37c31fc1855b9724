// example-v4: our example of a further version, never posted (docs/adding-a-version.md). It is v3, but a force request
// also covers the callbacks that the callbacks of a forced batch queue. So the second grace period of an unmap is
// forced in whatever order the request and the fetch come.
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
            // `forced` is not `requested_`: a request covers one further generation, and does not follow an endless
            // chain.
            if (std::exchange(next_requested_, false)) batch.forced = true;
            this->run(batch);
        });
        rcu_thread_.store(0, std::memory_order_relaxed);
    }

  private:
    /// True only in the RCU thread, which calls call_rcu only from callbacks.
    bool in_rcu_thread() const {
        // Relaxed: a thread finds its own id here only if it stored the id itself. Counterpart: the stores in
        // thread_main().
        return rcu_thread_.load(std::memory_order_relaxed) == P::this_thread();
    }

    /// Whether a request covers the running batch: its fetch took the request, or a later request waits for the next
    /// fetch. The later request forces the next batch by itself, as in v3; here it only answers the question.
    bool request_holds() const { return requested_ || this->force_outstanding(); }

    /// force_rcu() by the RCU thread for what it has just queued. It need not wake itself or share a word with itself.
    void request_next() {
        P::probe(Probe::force_begin);
        next_requested_ = true;
        P::probe(Probe::force_end);
    }

    typename P::template Atomic<uintptr_t> rcu_thread_{
        0};  // P::this_thread() of the RCU thread; 0 while it is not running
    // Used by the RCU thread only.
    bool requested_ = false;  // another thread's request was taken with this batch
    bool next_requested_ =
        false;  // its own request, taken with the next batch; never left over, because that batch has a callback
};

}  // namespace rcu_bench::rcu
