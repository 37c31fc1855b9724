// The engine's data for each reader thread, and the list of readers.
#pragma once

#include <cstdint>

namespace rcu_bench::rcu {

/// Called when a grace period is forced and the reader is still in the registry. It may only do something short that
/// makes the reader leave its section. The caller owns the structure; one structure for each registration.
struct ForceNotifier {
    void (*notify)(ForceNotifier *self);
    ForceNotifier *next = nullptr;
};

/// A node of a circular doubly linked list. A head starts as an empty list; a removed node has no neighbours. Not
/// atomic: see Registry for who may access it.
struct Link {
    Link *prev = this;
    Link *next = this;

    Link() = default;
    Link(const Link &) = delete;
    Link &operator=(const Link &) = delete;

    bool empty() const { return next == this; }

    void insert_before(Link &at) {
        prev = at.prev;
        next = &at;
        at.prev->next = this;
        at.prev = this;
    }

    void remove() {
        prev->next = next;
        next->prev = prev;
        prev = next = nullptr;
    }

    /// Appends all nodes of `other`, which is empty afterwards.
    void splice(Link &other) {
        if (other.empty()) return;
        other.next->prev = prev;
        prev->next = other.next;
        other.prev->next = this;
        prev = other.prev;
        other.prev = other.next = &other;
    }
};

/// One reader thread. `ctr` and `waiting` are shared with the grace period; only the thread itself uses `depth`.
template <class P>
struct alignas(64) Reader : Link {
    typename P::template Atomic<uint64_t> ctr{0};  ///< 0: not in a section; otherwise rcu_gp_ctr at the outermost lock
    typename P::template Atomic<bool> waiting{false};  ///< the grace period waits for a signal at the unlock
    uint32_t depth = 0;
    ForceNotifier *notifiers = nullptr;  ///< protected by the registry lock
};

}  // namespace rcu_bench::rcu
