#include "trace/activity.h"

#include <cstdio>

#include "platform/clock.h"

namespace rcu_bench::trace {

using rcu::EventName;
using rcu::Probe;

void Activity::enter(Probe what, uint64_t detail) {
    detail_.store(detail, std::memory_order_relaxed);
    since_ns_.store(platform::monotonic_ns(), std::memory_order_relaxed);
    what_.store(static_cast<uint16_t>(what), std::memory_order_release);
}

void Activity::enter_bql_wait() {
    enter(Probe::bql_wait_begin, 0);
    bql_wait_begin_ns_ = since_ns_.load(std::memory_order_relaxed);
}

std::string Activity::describe(int64_t now_ns) const {
    const uint16_t what = what_.load(std::memory_order_acquire);
    if (what == running) return doing_.load(std::memory_order_relaxed);
    const uint64_t detail = detail_.load(std::memory_order_relaxed);
    const double seconds = static_cast<double>(now_ns - since_ns_.load(std::memory_order_relaxed)) / 1e9;
    const char *subject = "";
    switch (static_cast<Probe>(what)) {
        case Probe::event_wait_begin:
        case Probe::sem_wait_begin: subject = event_display_name(detail); break;
        case Probe::sleep_begin: subject = "a 10 ms sleep"; break;
        default: subject = "the BQL"; break;
    }
    char line[96];
    snprintf(line, sizeof line, "has waited for %s for %.3f s", subject, seconds);
    return line;
}

const char *event_display_name(uint64_t event) {
    switch (static_cast<EventName>(event)) {
        case EventName::gp: return "rcu_gp_event";
        case EventName::ready: return "rcu_call_ready_event";
        case EventName::sync: return "sync_event";
        case EventName::force: return "rcu_call_force_event";
        case EventName::done: return "its own callback";
        case EventName::load: return "the load's event";
    }
    return "an unknown event";
}

}  // namespace rcu_bench::trace
