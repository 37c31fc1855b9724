#include "trace/labels.h"

#include "trace/event_kind.h"

namespace rcu_bench::trace {

namespace {

using rcu::EventName;
using rcu::ForceReason;
using rcu::Probe;

std::string_view wait_label(uint64_t event) {
    switch (static_cast<EventName>(event)) {
        case EventName::gp: return "wait: rcu_gp_event";
        case EventName::ready: return "wait: rcu_call_ready_event";
        case EventName::sync: return "wait: sync_event";
        case EventName::force: return "wait: rcu_call_force_event";
        case EventName::done: return "wait: own callback";
        case EventName::load: return "wait: the load's event";
    }
    return "wait: unknown event";
}

std::string_view set_label(uint64_t event) {
    switch (static_cast<EventName>(event)) {
        case EventName::gp: return "set: rcu_gp_event";
        case EventName::ready: return "set: rcu_call_ready_event";
        case EventName::sync: return "set: sync_event";
        case EventName::force: return "set: rcu_call_force_event";
        case EventName::done: return "set: a drain's event";
        case EventName::load: return "set: the load's event";
    }
    return "set: unknown event";
}

std::string_view command_label(uint64_t type) {
    switch (static_cast<CommandType>(type)) {
        case CommandType::map_blob: return "RESOURCE_MAP_BLOB";
        case CommandType::unmap_blob: return "RESOURCE_UNMAP_BLOB";
        case CommandType::submit_3d: return "SUBMIT_3D";
        case CommandType::flush: return "RESOURCE_FLUSH";
        case CommandType::unref_blob: return "RESOURCE_UNREF";
        case CommandType::reset: return "device reset";
    }
    return "unknown command";
}

}  // namespace

std::string_view slice_label(uint64_t kind, uint64_t a, uint64_t b, const EventShape &shape) {
    if (kind == kind_of(Probe::event_wait_begin) || kind == kind_of(Probe::sem_wait_begin)) {
        return wait_label(a);
    }
    if (kind == kind_of(MachineEvent::command_begin)) return command_label(b);
    return shape.name;
}

std::string_view mark_label(uint64_t kind, uint64_t a, const EventShape &shape) {
    if (kind == kind_of(Probe::event_set) || kind == kind_of(Probe::sem_post)) {
        return set_label(a);
    }
    return shape.name;
}

std::string_view reason_label(uint64_t reason) {
    switch (static_cast<ForceReason>(reason)) {
        case ForceReason::threshold: return "threshold";
        case ForceReason::sleeps_used: return "sleeps used";
        case ForceReason::requested: return "requested";
        case ForceReason::woken: return "sync_event was set";
        case ForceReason::timed_out: return "timeout taken for a post";
        case ForceReason::drain: return "drain in progress";
    }
    return "unknown";
}

}  // namespace rcu_bench::trace
