// RCUs that fail on purpose, so that the tool's reports of a stall and of a crash can be seen and tested.
#pragma once

#include <atomic>
#include <cstdlib>

#include "rcu/event_wait.h"
#include "rcu/rcu_state.h"

namespace rcu_bench::provider {

/// A plain polling RCU that works for this many calls, which is more than the set-up of a trial makes.
inline constexpr uint32_t calls_before_failure = 400;

/// After that, `Failure::fail()` replaces the wake-up. With `Failure::stands()` the wake-up comes, and the RCU thread
/// does not move while `stands()` returns true.
template <class P, class Failure>
class Broken : public rcu::RcuState<P> {
    using Base = rcu::RcuState<P>;

  public:
    using Waits = rcu::UntimedWaits<P>;
    using Node = rcu::CallbackNode<P>;
    using Base::Base;

    void call(Node &node) {
        P::probe(rcu::Probe::call_begin, reinterpret_cast<uintptr_t>(&node));
        this->callbacks.add(node);
        if (calls_.fetch_add(1, std::memory_order_relaxed) < calls_before_failure || recovers) {
            ready_.set();
        } else {
            Failure::fail();
        }
        P::probe(rcu::Probe::call_end, reinterpret_cast<uintptr_t>(&node));
    }

    void force() {}
    bool force_outstanding() const { return false; }
    void drain() {
        rcu::drain_callbacks<P, Waits>(this->bql, [this](auto &done) {
            call(done);
            done.wait();
        });
    }
    void synchronize() {}

    void thread_main() {
        this->serve([this] {
            const uint32_t n = this->template fetch_count<Waits>(ready_);
            if constexpr (recovers) {
                while (calls_.load(std::memory_order_relaxed) > calls_before_failure && Failure::stands()) {
                    this->sleep_ms(1);
                }
            }
            this->gp.run(n, true, [this] { return wait_for_readers(); });
            this->callbacks.subtract(n);
            this->callbacks.run(n, this->bql, rcu::RetryOnEvent<P, Waits>{ready_});
        });
    }
    void stop() { call(this->stop_node); }

  private:
    static constexpr bool recovers = requires { Failure::stands(); };

    rcu::WaitCost wait_for_readers() {
        rcu::Link aside;
        rcu::WaitCost cost;
        for (;; ++cost.rounds) {
            P::probe(rcu::Probe::round_begin, cost.rounds, 0);
            this->gp.heavy_barrier();
            this->gp.scan(aside);
            if (this->gp.registry.empty()) break;
            this->gp.registry.unlock();
            this->sleep_ms(1);
            ++cost.sleeps;
            this->gp.registry.lock();
        }
        this->gp.registry.splice(aside);
        return cost;
    }

    typename P::template Atomic<uint32_t> calls_{0};
    rcu::Event<P> ready_{rcu::EventName::ready};
};

struct ForgetToWake {
    static void fail() {}
};

/// Stalls until it is released: a stalled RCU may continue later.
struct StandStill {
    static inline std::atomic<bool> released{false};
    static void fail() {}
    static bool stands() { return !released.load(std::memory_order_relaxed); }
};

struct Crash {
    static void fail() { abort(); }
};

}  // namespace rcu_bench::provider
