// All reader threads, under rcu_registry_lock.
#pragma once

#include "rcu/probe.h"
#include "rcu/reader.h"

namespace rcu_bench::rcu {

/// All members except lock() and the three registration functions expect the caller to hold the lock. v1 walks without
/// the lock while forcing, which is one of its defects, so nothing here enforces this.
template <class P>
class Registry {
  public:
    void lock() { mutex_.lock(); }
    void unlock() { mutex_.unlock(); }

    void add(Reader<P> &reader) {
        lock();
        reader.insert_before(readers_);
        unlock();
        P::probe(Probe::reader_register, reinterpret_cast<uintptr_t>(&reader));
    }

    /// Also removes a reader from a waiter's second list.
    void remove(Reader<P> &reader) {
        P::probe(Probe::reader_unregister, reinterpret_cast<uintptr_t>(&reader));
        lock();
        reader.remove();
        unlock();
    }

    void add_notifier(Reader<P> &reader, ForceNotifier &notifier) {
        lock();
        notifier.next = reader.notifiers;
        reader.notifiers = &notifier;
        unlock();
    }

    void remove_notifier(Reader<P> &reader, ForceNotifier &notifier) {
        lock();
        for (ForceNotifier **at = &reader.notifiers; *at != nullptr; at = &(*at)->next) {
            if (*at == &notifier) {
                *at = notifier.next;
                break;
            }
        }
        unlock();
    }

    bool empty() const { return readers_.empty(); }

    /// Moves to the next reader after the visit. v1 walks without the lock: a reader that is unregistered meanwhile has
    /// no next reader, and the walk ends there.
    template <class Visit>
    void for_each(Visit visit) {
        for (Link *at = readers_.next; at != nullptr && at != &readers_; at = at->next) {
            visit(static_cast<Reader<P> &>(*at));
        }
    }

    /// `visit` may remove the visited reader from the list.
    template <class Visit>
    void for_each_removable(Visit visit) {
        for (Link *at = readers_.next; at != &readers_;) {
            Link *next = at->next;
            visit(static_cast<Reader<P> &>(*at));
            at = next;
        }
    }

    /// Returns readers that were moved aside.
    void splice(Link &aside) { readers_.splice(aside); }

  private:
    typename P::Mutex mutex_;
    Link readers_;
};

}  // namespace rcu_bench::rcu
