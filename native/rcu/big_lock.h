// The BQL (big QEMU lock): callbacks run under it, and drain_call_rcu releases it while it waits.
#pragma once

#include <atomic>

#include "rcu/probe.h"

namespace rcu_bench::rcu {

/// A platform whose probes cost time: if the lock is free, no probe reports a wait for it. The explored and the
/// scripted lock differ: they take the same steps whether they are free or not, and recorded schedules count these
/// steps.
template <class P>
concept LockTriesFirst = requires { requires P::lock_tries_first; };

template <class P>
class BigLock {
  public:
    void lock() {
        if (!took_at_once()) {
            P::probe(Probe::bql_wait_begin);
            mutex_.lock();
        }
        owner_.store(P::this_thread(), std::memory_order_relaxed);
        P::probe(Probe::bql_acquired);
    }

    void unlock() {
        P::probe(Probe::bql_released);
        owner_.store(0, std::memory_order_relaxed);
        mutex_.unlock();
    }

    /// Whether the calling thread holds the lock. Relaxed suffices: only this thread writes its own id here.
    bool held() const { return owner_.load(std::memory_order_relaxed) == P::this_thread(); }

    /// For dumps: P::this_thread() of the holder, 0 when free.
    uintptr_t owner() const { return owner_.load(std::memory_order_relaxed); }

  private:
    bool took_at_once() {
        if constexpr (LockTriesFirst<P>) return mutex_.try_lock();
        return false;
    }

    typename P::Mutex mutex_;
    typename P::template Atomic<uintptr_t> owner_{0};
};

}  // namespace rcu_bench::rcu
