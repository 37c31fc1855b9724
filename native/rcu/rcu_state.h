// The state that every version has, and the operations that every version performs in the same way.
#pragma once

#include "rcu/callbacks.h"
#include "rcu/grace_period.h"

namespace rcu_bench::rcu {

/// Everything of an RCU except the version's own events and flags. One struct without heap use, so that copying its
/// bytes saves it.
template <class P>
struct RcuState {
    using Platform = P;
    using Node = CallbackNode<P>;

    explicit RcuState(BigLock<P> &lock) : bql(lock) {
        stop_node.func = [](Node *self) { static_cast<StopNode *>(self)->state.stopping = true; };
    }
    RcuState(const RcuState &) = delete;
    RcuState &operator=(const RcuState &) = delete;

    GraceState<P> gp;
    Callbacks<P> callbacks;
    BigLock<P> &bql;

    void register_reader(Reader<P> &reader) { gp.registry.add(reader); }
    void unregister_reader(Reader<P> &reader) { gp.registry.remove(reader); }

  protected:
    /// The RCU thread: a reader like any other, so the registry is never empty. `one_batch()` fetches callbacks, waits
    /// for a grace period and runs them. Returns after the batch that contained the stop callback, and after all
    /// callbacks that callbacks have queued meanwhile: no other thread calls the RCU any more, so the count shows what
    /// is left.
    template <class OneBatch>
    void serve(OneBatch one_batch) {
        register_reader(thread_reader);
        while (!stopping || callbacks.pending() > 0) one_batch();
        unregister_reader(thread_reader);
        stopping = false;
    }

    /// QEMU's thread never ends. Ours ends by a callback, so that ending it needs no further shared state in the
    /// algorithm.
    struct StopNode : Node {
        explicit StopNode(RcuState &owner) : state(owner) {}
        RcuState &state;
    };
    StopNode stop_node{*this};

    /// call_rcu in all versions except v1: every call sets the event.
    void call_and_set(Node &node, Event<P> &ready) {
        P::probe(Probe::call_begin, reinterpret_cast<uintptr_t>(&node));
        callbacks.add(node);
        ready.set();
        P::probe(Probe::call_end, reinterpret_cast<uintptr_t>(&node));
    }

    /// Waits for callbacks; returns their number.
    template <class Waits>
    uint32_t fetch_count(Event<P> &ready) {
        for (;;) {
            ready.reset();
            const uint32_t n = callbacks.pending();
            P::probe(Probe::fetch, n, 0);
            if (n > 0) return n;
            idle_trim();
            Waits::wait(ready);
        }
    }

    static void idle_trim() {
        P::probe(Probe::idle_trim);
        P::trim_heap(trim_bytes);
    }

    static void sleep_ms(int ms) {
        P::probe(Probe::sleep_begin, static_cast<uint64_t>(ms) * 1'000'000);
        P::sleep_ns(int64_t{ms} * 1'000'000);
        P::probe(Probe::sleep_end, static_cast<uint64_t>(ms) * 1'000'000);
    }

  private:
    Reader<P> thread_reader;
    bool stopping = false;  // used by the RCU thread only
};

/// A callback that sets an event, and the wait for that event: the core of drain_call_rcu and (from patch 3 on) of
/// synchronize_rcu.
template <class P, class Waits>
struct DoneCallback : CallbackNode<P> {
    DoneCallback() {
        this->func = [](CallbackNode<P> *self) { static_cast<DoneCallback *>(self)->event.set(); };
    }
    void wait() { Waits::wait(event); }

    Event<P> event{EventName::done};
};

/// drain_call_rcu: `queue_and_wait(done)` queues the callback, does what else the version does, and waits. Returns when
/// all callbacks that were queued before have run. Releases the BQL during the wait if the caller holds it.
template <class P, class Waits, class QueueAndWait>
void drain_callbacks(BigLock<P> &bql, QueueAndWait queue_and_wait) {
    P::probe(Probe::drain_begin);
    const bool locked = bql.held();
    if (locked) bql.unlock();
    DoneCallback<P, Waits> done;
    queue_and_wait(done);
    if (locked) bql.lock();
    P::probe(Probe::drain_end);
}

/// synchronize_rcu from patch 3 on. The caller must not hold the BQL: the callback needs it.
template <class Waits, class Rcu>
void synchronize_by_callback(Rcu &rcu) {
    using P = typename Rcu::Platform;
    P::probe(Probe::synchronize_begin);
    DoneCallback<P, Waits> done;
    rcu.call(done);
    done.wait();
    P::probe(Probe::synchronize_end);
}

}  // namespace rcu_bench::rcu
