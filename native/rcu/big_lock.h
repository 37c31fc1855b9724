// The BQL (big QEMU lock): callbacks run under it, drain_call_rcu drops it while it waits.
#pragma once

#include <atomic>

#include "rcu/probe.h"

namespace rcu_bench::rcu {

template <class P>
class BigLock {
  public:
    void lock() {
        P::probe(Probe::bql_wait_begin);
        mutex_.lock();
        owner_.store(P::this_thread(), std::memory_order_relaxed);
        P::probe(Probe::bql_acquired);
    }

    void unlock() {
        P::probe(Probe::bql_released);
        owner_.store(0, std::memory_order_relaxed);
        mutex_.unlock();
    }

    /// Whether the calling thread holds it. Relaxed is enough: only this thread writes its own name here.
    bool held() const { return owner_.load(std::memory_order_relaxed) == P::this_thread(); }

    /// For dumps: the holder's P::this_thread(), 0 when free.
    uintptr_t owner() const { return owner_.load(std::memory_order_relaxed); }

  private:
    typename P::Mutex mutex_;
    typename P::template Atomic<uintptr_t> owner_{0};
};

}  // namespace rcu_bench::rcu
