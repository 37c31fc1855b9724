// The two shared words of call_rcu (queue and count), and the RCU thread's use of them.
#pragma once

#include "rcu/big_lock.h"
#include "rcu/callback_queue.h"

namespace rcu_bench::rcu {

/// Bit 31 of rcu_call_state in v2 and v3. The count never reaches it.
inline constexpr uint32_t forced_bit = uint32_t{1} << 31;

constexpr uint32_t pending_of(uint32_t word) { return word & ~forced_bit; }

template <class P>
struct Callbacks {
    CallbackQueue<P> queue;
    alignas(64) typename P::template Atomic<uint32_t> count{0};  ///< rcu_call_count; in v2 and v3 rcu_call_state

    /// Enqueues, then increments the count. Returns the previous word: the version decides from it whether to wake the
    /// RCU thread.
    uint32_t add(CallbackNode<P> &node) {
        queue.enqueue(node);
        // Release: the node is announced before it is counted. Counterpart: the fetch that reads the count. The acquire
        // in try_dequeue() orders the node itself.
        const uint32_t before = count.fetch_add(1, std::memory_order_acq_rel);
        P::probe(Probe::count_raised, reinterpret_cast<uintptr_t>(&node), pending_of(before) + 1);
        return before;
    }

    /// `n` callbacks were fetched and count no longer.
    void subtract(uint32_t n) {
        // No counterpart needed: only this thread removes callbacks, and producers look only at the count.
        count.fetch_sub(n, std::memory_order_acq_rel);
        P::probe(Probe::count_subtracted, n);
    }

    uint32_t pending() const { return pending_of(count.load(std::memory_order_relaxed)); }

    /// Runs `n` callbacks under the BQL. `retry` is this version's wait for a broken link: reset() and wait().
    template <class Retry>
    void run(uint32_t n, BigLock<P> &bql, Retry retry) {
        bql.lock();
        P::probe(Probe::batch_begin, n);
        for (uint32_t i = 0; i < n; ++i) {
            CallbackNode<P> *node = dequeue(bql, retry);
            const auto id = reinterpret_cast<uintptr_t>(node);
            P::probe(Probe::callback_begin, id);
            node->func(node);  // the node may be freed after this
            P::probe(Probe::callback_end, id);
        }
        P::probe(Probe::batch_end, n);
        bql.unlock();
    }

  private:
    template <class Retry>
    CallbackNode<P> *dequeue(BigLock<P> &bql, Retry &retry) {
        CallbackNode<P> *node = queue.try_dequeue();
        while (node == nullptr) {
            P::probe(Probe::dequeue_broken);
            bql.unlock();  // the producer may need the BQL to reach its second step
            retry.reset();
            node = queue.try_dequeue();
            if (node == nullptr) {
                retry.wait();
                node = queue.try_dequeue();
            }
            bql.lock();
        }
        return node;
    }
};

/// The usual retry: the event that call_rcu sets.
template <class P, class Waits>
struct RetryOnEvent {
    Event<P> &event;
    void reset() { event.reset(); }
    void wait() { Waits::wait(event); }
};

}  // namespace rcu_bench::rcu
