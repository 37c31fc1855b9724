// v1-sem: a variant of v1 that was proposed in its review, as first posted: sync_event is a counting semaphore, posted
// on 0 -> 1 and on force, and never reset. It reads the flag after n, so a request for a later callback is lost, and it
// takes the timed wait's result 0 = "posted" for "timed out": posts do not force, the first timeout does. The lost
// wake-up of v1 hangs this variant, too.
#pragma once

#include "rcu/versions/v1.h"

namespace rcu_bench::rcu {

template <class P>
class SemaphoreSync {
  public:
    static constexpr bool rereads_count = false;
    static constexpr ForceReason timed_reason = ForceReason::timed_out;

    void notify() {
        P::probe(Probe::sem_post, id);
        semaphore_.post();
    }
    void reset() {}
    void wait() {
        P::probe(Probe::sem_wait_begin, id, no_deadline);
        semaphore_.wait();
        P::probe(Probe::sem_wait_end, id, 1);
    }
    bool sleep_says_force(int ms) { return timedwait(ms) != 0; }  // inverted, as posted

  private:
    static constexpr uint64_t id = static_cast<uint64_t>(EventName::sync);

    /// Returns 0 if posted and -1 on a timeout, as qemu_sem_timedwait does.
    int timedwait(int ms) {
        P::probe(Probe::sem_wait_begin, id, static_cast<uint64_t>(ms));
        const bool posted = semaphore_.wait_until(P::now_ns() + int64_t{ms} * 1'000'000);
        P::probe(Probe::sem_wait_end, id, posted);
        return posted ? 0 : -1;
    }

    typename P::Semaphore semaphore_;
};

template <class P>
using V1Sem = V1Family<P, SemaphoreSync<P>>;

}  // namespace rcu_bench::rcu
