// The queue of callbacks: many producers, one consumer (the RCU thread). It always contains a node (the dummy).
#pragma once

#include <atomic>

#include "rcu/probe.h"

namespace rcu_bench::rcu {

/// Embedded in an object to be reclaimed. It belongs to the engine from call() until `func` runs.
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

    /// Two steps. Between them the consumer finds the link broken, even if later nodes are complete.
    void enqueue(Node &node) {
        node.next.store(nullptr, std::memory_order_relaxed);
        // Step 1. Release: the next producer, who links to `node` through the tail, sees the node complete.
        Node *before = tail_.exchange(&node, std::memory_order_acq_rel);
        P::probe(Probe::enqueue_swapped, reinterpret_cast<uintptr_t>(&node));
        // Step 2. Release: counterpart is the acquire in try_dequeue().
        before->next.store(&node, std::memory_order_release);
        P::probe(Probe::enqueue_linked, reinterpret_cast<uintptr_t>(&node));
    }

    /// For the RCU thread, and only if the count shows a node. Null: the link of the node is still broken.
    Node *try_dequeue() {
        for (;;) {
            Node *first = head_;
            // Acquire: counterpart is step 2 of enqueue().
            Node *second = first->next.load(std::memory_order_acquire);
            if (second == nullptr) return stop_at(first);
            if (stopped_at_ != nullptr) stop_at(nullptr);
            head_ = second;
            if (first != &dummy_) return first;
            enqueue(dummy_);  // gives the last real node a successor, so that it can leave
        }
    }

    /// For dumps, from any thread: true if the consumer found the link broken and the link is still broken.
    bool link_broken() const {
        const Inspection inspection(*this);
        return stopped_at_ != nullptr && stopped_at_->next.load(std::memory_order_relaxed) == nullptr &&
               tail_.load(std::memory_order_relaxed) != stopped_at_;
    }

  private:
    /// Keeps the consumer at the node where it stopped: once the consumer continues, the node may be freed. This is
    /// neither an atomic of the platform nor a step of the algorithm: only a broken link and a dump use it.
    class Inspection {
      public:
        explicit Inspection(const CallbackQueue &queue) : busy_(queue.inspected_) {
            while (busy_.test_and_set(std::memory_order_acquire)) {
            }
        }
        ~Inspection() { busy_.clear(std::memory_order_release); }

      private:
        std::atomic_flag &busy_;
    };

    /// Null: the consumer continues. Returns null.
    Node *stop_at(Node *node) {
        const Inspection inspection(*this);
        stopped_at_ = node;
        return nullptr;
    }

    alignas(64) typename P::template Atomic<Node *> tail_{&dummy_};
    // Used by the consumer only, so these are not platform atomics: accesses to them are not steps of the algorithm.
    alignas(64) Node *head_ = &dummy_;
    Node *stopped_at_ = nullptr;  ///< written by the consumer only, under an Inspection
    mutable std::atomic_flag inspected_ = ATOMIC_FLAG_INIT;
    Node dummy_;
};

}  // namespace rcu_bench::rcu
