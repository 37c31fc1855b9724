#include "explore/ghost.h"

#include <algorithm>

#include "explore/core.h"
#include "explore/platform.h"
#include "rcu/constants.h"

namespace rcu_bench::explore {

using rcu::ForceReason;
using rcu::Probe;

ForceTimes force_times;

void ForceTimes::clear() {
    worst_ns = -1;
    std::ranges::fill(worst_with_ns, -1);
}

bool any_still_open(Sections then, Sections now) {
    for (size_t i = 0; i < ghost_threads; ++i) {
        const uint64_t was = then >> (8 * i) & 0xff;
        if (was % 2 == 1 && (now >> (8 * i) & 0xff) == was) return true;
    }
    return false;
}

void Ghost::raise(Property property) {
    const uint32_t bit = bit_of(property);
    if (is_violation(property) && (core().past & bit) == 0) {
        violations |= bit;
        core().stop_soon();
    } else {
        notes |= bit;
    }
    if (observer != nullptr) observer->on_note(property);
}

void Ghost::on_probe(Probe point, uint64_t a, uint64_t b) {
    const bool runs_grace_period = core().current == gp_thread;
    switch (point) {
        case Probe::call_begin: call_begins(a); break;
        case Probe::call_end: call_ends(a); break;
        case Probe::callback_begin:
            if (callback_at(a) >= core().jobs) callback_runs(a);  // a scenario's callback tells it itself
            break;
        case Probe::force_begin:
            threads[core().current].force_is_for = returned & ~run;
            forces_under_way |= uint32_t{1} << core().current;
            request_begins(outstanding());
            break;
        case Probe::force_end: force_ends(); break;
        case Probe::drain_begin:
            threads[core().current].drain_is_for = returned & ~run;
            request_begins(outstanding());
            break;
        case Probe::fetch:
            requested_before_fetch = requested_since_fetch;
            requested_since_fetch = forces_under_way != 0;
            request_fetched = b != 0;
            break;
        case Probe::gp_begin:
            gp_thread = core().current;
            full_sleeps = 0;
            break;
        case Probe::gp_end: gp_thread = ghost_threads; break;
        case Probe::force_decided: force_decided(static_cast<ForceReason>(a), b); break;
        case Probe::force_notify: {
            const size_t owner = reader_owner(reinterpret_cast<void *>(a));
            if (owner >= max_threads) break;  // the RCU thread's own
            on_reader_touched(core().current, static_cast<uint32_t>(owner), registry_locked_by(core().current));
            const Sections its = sections & uint64_t{0xff} << (8 * owner);
            forced_sections = (forced_sections & ~(uint64_t{0xff} << (8 * owner))) | its;
            break;
        }
        case Probe::sleep_begin:
            if (runs_grace_period) sleep_began_ns = core().now_ns;
            break;
        case Probe::sleep_end:
            if (runs_grace_period) timed_sleep_ends(a);
            break;
        case Probe::event_wait_begin:
        case Probe::sem_wait_begin:
            if (runs_grace_period && b < static_cast<uint64_t>(rcu::endless_ms)) sleep_began_ns = core().now_ns;
            break;
        case Probe::event_wait_end:
        case Probe::sem_wait_end:
            if (runs_grace_period) timed_sleep_ends(uint64_t{rcu::poll_ms} * 1'000'000);
            break;
        default: break;
    }
}

uint32_t Ghost::callback_at(uint64_t node) const {
    uint32_t found = no_callback;
    for (uint32_t i = 0; i < core().callbacks_used; ++i) {
        if (arena().callbacks[i].node != node || (begun & set_of(i)) == 0) continue;
        if ((run & set_of(i)) == 0) return i;
        found = i;  // a node on a stack may have had a predecessor at its place
    }
    return found;
}

void Ghost::call_begins(uint64_t node) {
    ThreadGhost &self = threads[core().current];
    const uint32_t callback = self.next_callback;
    self.next_callback = no_callback;
    if (callback == no_callback) return;
    arena().callbacks[callback] = {.node = node, .sections_at_call = sections, .before = returned, .forced_at_ns = -1};
    begun |= set_of(callback);
    if (forces_under_way != 0) requested_for |= set_of(callback);  // which of the two came first nobody can say
    if (core().atomic_calls) core().self().call = 1;
}

void Ghost::call_ends(uint64_t node) {
    core().self().call = 0;
    const uint32_t callback = callback_at(node);
    if (callback != no_callback) returned |= set_of(callback);
}

void Ghost::callback_runs(uint64_t node) {
    if (core().callbacks_used == 0) return;  // no scenario
    const uint32_t callback = callback_at(node);
    if (callback == no_callback || (run & set_of(callback)) != 0) return raise(Property::once);
    const CallbackGhost &its = arena().callbacks[callback];
    if (any_still_open(its.sections_at_call, sections)) raise(Property::grace_period);
    if ((its.before & ~run) != 0) raise(Property::order);
    if (core().self().mutexes == 0) raise(Property::callback_bql);
    run |= set_of(callback);
    if (its.forced_at_ns < 0) return;
    const int64_t took_ns = core().now_ns - its.forced_at_ns;
    force_times.worst_ns = std::max(force_times.worst_ns, took_ns);
    for (size_t i = 0; i < property_count; ++i) {
        const bool shown = ((violations | notes) & bit_of(static_cast<Property>(i))) != 0;
        if (shown) force_times.worst_with_ns[i] = std::max(force_times.worst_with_ns[i], took_ns);
    }
}

void Ghost::request_begins(CallbackSet outstanding) {
    requested_for |= outstanding;
    requested_since_fetch = true;
}

void Ghost::force_ends() {
    const CallbackSet of_it = threads[core().current].force_is_for & ~run;
    threads[core().current].force_is_for = 0;
    forces_under_way &= ~(uint32_t{1} << core().current);
    for (uint32_t i = 0; i < core().callbacks_used; ++i) {
        if ((of_it & ~forced_for & set_of(i)) != 0) arena().callbacks[i].forced_at_ns = core().now_ns;
    }
    forced_for |= of_it;
}

void Ghost::force_decided(ForceReason reason, uint64_t pending) {
    const bool by_timeout = reason == ForceReason::sleeps_used || reason == ForceReason::timed_out;
    if (by_timeout && full_sleeps < static_cast<uint32_t>(rcu::max_sleeps)) raise(Property::sleep_budget);
    const bool sleeps_were_left =
        reason != ForceReason::sleeps_used && reason != ForceReason::drain && !request_fetched;
    const bool asked = requested_since_fetch || requested_before_fetch;
    if (pending < rcu::call_min_size && sleeps_were_left && !asked) raise(Property::spurious_force);
    if (reason == ForceReason::requested && (requested_for & ~run) == 0) raise(Property::leftover_force);
}

void Ghost::timed_sleep_ends(uint64_t ns) {
    if (sleep_began_ns < 0) return;
    if (core().now_ns - sleep_began_ns >= static_cast<int64_t>(ns)) ++full_sleeps;
    sleep_began_ns = -1;
}

bool Ghost::forced_reader_on_its_way_out() const { return any_still_open(forced_sections, sections); }

void Ghost::on_block(uint32_t thread, int64_t deadline_ns) {
    if (thread != rcu_thread || deadline_ns - core().now_ns >= endless_from_ns) return;
    if ((forced_for & ~run) != 0 && !forced_reader_on_its_way_out()) raise(Property::promptness);
}

void Ghost::on_timeout(uint32_t thread) { on_block(thread, core().now_ns); }

void Ghost::on_reader_touched(uint32_t thread, uint32_t owner, bool registry_locked) {
    if (thread == owner) return;
    if (!registry_locked) raise(Property::registry_lock);
    if ((registered & uint32_t{1} << owner) == 0) raise(Property::unregistered_reader);
}

void Ghost::on_synchronized(uint32_t thread) {
    if (any_still_open(threads[thread].sections_at_synchronize, sections)) raise(Property::grace_period);
}

void Ghost::on_drained(uint32_t thread) {
    if ((threads[thread].drain_is_for & ~run) != 0) raise(Property::drain);
    threads[thread].drain_is_for = 0;
}

}  // namespace rcu_bench::explore
