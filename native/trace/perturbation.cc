#include "trace/perturbation.h"

#include <algorithm>

#include "platform/clock.h"

namespace rcu_bench::trace {

namespace {

using rcu::Probe;

constexpr DelayPoint points[] = {
    {"enqueue", Probe::enqueue_swapped},       // between the two steps of the enqueue: the link is broken
    {"raise", Probe::enqueue_linked},          // linked, not counted yet
    {"wake", Probe::count_raised},             // between raising the count and setting the event
    {"set", Probe::event_set},                 // before an event is set
    {"post", Probe::sem_post},                 // before a semaphore is posted
    {"reset", Probe::event_reset},             // before an event is reset
    {"read-count", Probe::count_read},         // v1: between reading n and the reset
    {"fetch", Probe::fetch},                   // between the fetch and the grace period
    {"begin", Probe::gp_begin},                // before a grace period's first barrier
    {"advance", Probe::gp_advanced},           // between the counter's step and the first scan
    {"scan", Probe::scan_end},                 // after a scan
    {"walk", Probe::force_decided},            // before the registry is walked to force
    {"notify", Probe::force_notify},           // before a reader's notifiers are called
    {"subtract", Probe::count_subtracted},     // between the count's step down and the callbacks
    {"broken", Probe::dequeue_broken},         // where the link is found broken
    {"futex", Probe::futex_wait_begin},        // before a futex wait
    {"futex-wake", Probe::futex_wake},         // before a futex wake
    {"woken", Probe::event_wait_end},          // after an event's wait
    {"force", Probe::force_begin},             // before a force request
    {"lock", Probe::read_lock},                // in a section, at its begin
    {"unlock", Probe::read_unlock},            // after a section
    {"signal", Probe::reader_signals},         // before a reader signals its section's end
    {"register", Probe::reader_register},      // after a reader was registered
    {"unregister", Probe::reader_unregister},  // before one is unregistered
};

/// Below this a sleep would take longer than what was asked for.
constexpr int64_t shortest_sleep_ns = 60'000;

}  // namespace

std::span<const DelayPoint> delay_points() { return points; }

void Perturbation::set(Probe point, int64_t delay_ns, double probability) {
    Delay &delay = delays_[static_cast<size_t>(point)];
    delay.ns.store(delay_ns, std::memory_order_relaxed);
    const double chance = std::clamp(probability, 0.0, 1.0) * static_cast<double>(UINT32_MAX);
    delay.chance.store(static_cast<uint32_t>(chance), std::memory_order_relaxed);
}

void Perturbation::clear() {
    for (Delay &delay : delays_) delay.chance.store(0, std::memory_order_relaxed);
}

void Perturbation::wait(int64_t ns) {
    if (ns >= shortest_sleep_ns) {
        platform::sleep_ns(ns);
    } else {
        platform::spin_until_ns(platform::monotonic_ns() + ns);
    }
}

}  // namespace rcu_bench::trace
