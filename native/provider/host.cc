#include "provider/host.h"

#include <algorithm>

#include "platform/static_tls.h"
#include "rcu/constants.h"

namespace rcu_bench::provider {

namespace {

using rcu::Probe;

Provider &provider_at(void *self) { return *static_cast<Provider *>(self); }

/// How often the calling thread has taken the big lock while holding it: this many of its unlocks only decrement.
RCU_BENCH_STATIC_TLS thread_local uint32_t locks_within = 0;

/// A thread that waited for itself could never report its fault.
void big_lock(void *self) {
    Provider &provider = provider_at(self);
    if (!provider.bql().held()) return provider.bql().lock();
    provider.misuses().add(Misuse::recursive_lock);
    locks_within += 1;
}

/// The lock of another thread stays locked, so that the other threads can rely on it.
void big_unlock(void *self) {
    Provider &provider = provider_at(self);
    if (!provider.bql().held()) return provider.misuses().add(Misuse::foreign_unlock);
    if (locks_within == 0) return provider.bql().unlock();
    locks_within -= 1;
}
int big_lock_held(void *self) { return provider_at(self).bql().held(); }

void thread_begin(void *self, const char *name) {
    if (trace::current_thread == nullptr) provider_at(self).observer()->attach(name, trace::ThreadRole::rcu);
}
void thread_end(void *) { trace::Observer::detach(); }

uint64_t event_name(uint64_t wait) {
    using rcu::EventName;
    switch (wait) {
        case RCU_BENCH_FOR_READERS: return static_cast<uint64_t>(EventName::gp);
        case RCU_BENCH_FOR_CALLBACKS: return static_cast<uint64_t>(EventName::ready);
        case RCU_BENCH_FOR_FORCE: return static_cast<uint64_t>(EventName::force);
        default: return static_cast<uint64_t>(EventName::done);
    }
}

/// The tool's built-in versions use INT_MAX ms for "no end".
uint64_t wait_ms(uint64_t length_ns) {
    if (length_ns == RCU_BENCH_UNKNOWN) return rcu::no_deadline;
    return std::min<uint64_t>(length_ns / 1'000'000, static_cast<uint64_t>(rcu::endless_ms));
}

uint64_t force_reason(uint64_t reason) {
    using rcu::ForceReason;
    switch (reason) {
        case RCU_BENCH_FORCED_BY_THRESHOLD: return static_cast<uint64_t>(ForceReason::threshold);
        case RCU_BENCH_FORCED_BY_TIME: return static_cast<uint64_t>(ForceReason::sleeps_used);
        default: return static_cast<uint64_t>(ForceReason::requested);
    }
}

void event(void *self, rcu_bench_event what, uint64_t a, uint64_t b) {
    const auto probe = LivePlatform::probe;
    switch (what) {
        case RCU_BENCH_GRACE_PERIOD_BEGIN: return probe(Probe::gp_begin, a == RCU_BENCH_UNKNOWN ? 0 : a, 1);
        case RCU_BENCH_GRACE_PERIOD_END: return probe(Probe::gp_end, 0, 0);
        case RCU_BENCH_GRACE_PERIOD_FORCED:
            return probe(Probe::force_decided, force_reason(a),
                         provider_at(self).observer()->accounting().outstanding());
        case RCU_BENCH_WAIT_BEGIN: return probe(Probe::event_wait_begin, event_name(b), wait_ms(a));
        case RCU_BENCH_WAIT_END: return probe(Probe::event_wait_end, event_name(b), a);
        case RCU_BENCH_SET: return probe(Probe::event_set, event_name(b), 0);
    }
}

}  // namespace

rcu_bench_host make_host(Provider &provider) {
    return {.size = sizeof(rcu_bench_host),
            .self = &provider,
            .big_lock = big_lock,
            .big_unlock = big_unlock,
            .big_lock_held = big_lock_held,
            .thread_begin = thread_begin,
            .thread_end = thread_end,
            .event = event};
}

Provider &provider_of(const rcu_bench_host &host) { return provider_at(host.self); }

}  // namespace rcu_bench::provider
