// none: no grace period. A callback runs as soon as the RCU thread has the BQL. Wrong on purpose: no RCU can be faster,
// and the readers' checks are tested with it.
#pragma once

#include "rcu/event_wait.h"
#include "rcu/rcu_state.h"

namespace rcu_bench::rcu {

template <class P>
class None : public RcuState<P> {
    using Base = RcuState<P>;

  public:
    using Waits = UntimedWaits<P>;
    using Node = CallbackNode<P>;
    using Base::Base;

    void call(Node &node) { this->call_and_set(node, ready_); }

    void force() {}

    void drain() {
        drain_callbacks<P, Waits>(this->bql, [this](auto &done) {
            call(done);
            done.wait();
        });
    }

    void synchronize() {
        P::probe(Probe::synchronize_begin);
        P::probe(Probe::synchronize_end);
    }

    void thread_main() {
        this->serve([this] {
            const uint32_t n = this->template fetch_count<Waits>(ready_);
            this->callbacks.subtract(n);
            this->callbacks.run(n, this->bql, RetryOnEvent<P, Waits>{ready_});
        });
    }

    void stop() { call(this->stop_node); }

    /// Whether a force request is pending: never in this version.
    bool force_outstanding() const { return false; }

  private:
    Event<P> ready_{EventName::ready};
};

}  // namespace rcu_bench::rcu
