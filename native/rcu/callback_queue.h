// The queue of callbacks: many producers, one consumer (the RCU thread), never without a node in it (the dummy).
#pragma once

#include <atomic>

#include "rcu/probe.h"

namespace rcu_bench::rcu {

/// Embedded in what is to be reclaimed; the engine's own from call() until `func` runs.
template <class P>
struct CallbackNode {
    typename P::template Atomic<CallbackNode *> next{nullptr};
    void (*func)(CallbackNode *self) = nullptr;
};

template <class P>
class CallbackQueue {
  public:
    using Node = CallbackNode<P>;

    CallbackQueue() = default;
    CallbackQueue(const CallbackQueue &) = delete;
    CallbackQueue &operator=(const CallbackQueue &) = delete;

    /// Two steps. Between them the consumer finds the link broken, though later nodes may be complete.
    void enqueue(Node &node) {
        node.next.store(nullptr, std::memory_order_relaxed);
        // Step 1. Release: `node` is whole for the next producer, who links to it through the tail.
        Node *before = tail_.exchange(&node, std::memory_order_acq_rel);
        P::probe(Probe::enqueue_swapped, reinterpret_cast<uintptr_t>(&node));
        // Step 2. Release: counterpart is the acquire in try_dequeue().
        before->next.store(&node, std::memory_order_release);
        P::probe(Probe::enqueue_linked, reinterpret_cast<uintptr_t>(&node));
    }

    /// The RCU thread only, and only where the count says that there is a node. Null: its link is still broken.
    Node *try_dequeue() {
        for (;;) {
            Node *first = head_;
            // Acquire: counterpart is step 2 of enqueue().
            Node *second = first->next.load(std::memory_order_acquire);
            if (second == nullptr) return nullptr;
            std::atomic_ref(head_).store(second, std::memory_order_relaxed);  // for link_broken() alone
            if (first != &dummy_) return first;
            enqueue(dummy_);  // so that the last real node gets a successor and can leave
        }
    }

    /// For dumps: true where a node was announced that the consumer cannot reach yet.
    bool link_broken() const {
        const Node *const head = std::atomic_ref(head_).load(std::memory_order_relaxed);
        return head->next.load(std::memory_order_relaxed) == nullptr && tail_.load(std::memory_order_relaxed) != head;
    }

  private:
    alignas(64) typename P::template Atomic<Node *> tail_{&dummy_};
    // The consumer's own, hence no platform atomic: its accesses are no steps of the algorithm.
    alignas(64) mutable Node *head_ = &dummy_;
    Node dummy_;
};

}  // namespace rcu_bench::rcu
