// What the engine keeps for each reader thread, and the list that it hangs on.
#pragma once

#include <cstdint>

namespace rcu_bench::rcu {

/// Called when a grace period is forced and the reader is still on the registry; may only do something short that
/// makes the reader leave its section. One structure per registration, owned by the caller.
struct ForceNotifier {
    void (*notify)(ForceNotifier *self);
    ForceNotifier *next = nullptr;
};

/// Circular doubly linked list node; as a head it begins as an empty list, removed from one it points nowhere. Not atomic:
/// see Registry for who may touch it.
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

    /// Appends all of `other`, which is empty afterwards.
    void splice(Link &other) {
        if (other.empty()) return;
        other.next->prev = prev;
        prev->next = other.next;
        other.prev->next = this;
        prev = other.prev;
        other.prev = other.next = &other;
    }
};

/// One reader thread. `ctr` and `waiting` are shared with the grace period; `depth` is the thread's own.
template <class P>
struct alignas(64) Reader : Link {
    typename P::template Atomic<uint64_t> ctr{0};      ///< 0: not in a section; else rcu_gp_ctr at its outermost lock
    typename P::template Atomic<bool> waiting{false};  ///< the grace period wants to be told of the unlock
    uint32_t depth = 0;
    ForceNotifier *notifiers = nullptr;  ///< under the registry's lock
};

}  // namespace rcu_bench::rcu
