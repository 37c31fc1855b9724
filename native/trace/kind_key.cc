#include "trace/kind_key.h"

#include "rcu/probe_name.h"

namespace rcu_bench::trace {

namespace {

using rcu::Probe;

// A switch without a default, so that -Wswitch reports an enumerator that is missing here.
#define KEY(type, name) \
    case type::name: return #name

std::string_view key_of(MachineEvent event) {
    switch (event) {
        KEY(MachineEvent, command_queued);
        KEY(MachineEvent, command_begin);
        KEY(MachineEvent, command_end);
        KEY(MachineEvent, command_answered);
        KEY(MachineEvent, unmap_started);
        KEY(MachineEvent, unmap_completed);
        KEY(MachineEvent, unmap_finished);
        KEY(MachineEvent, blob_mapped);
        KEY(MachineEvent, transaction_begin);
        KEY(MachineEvent, transaction_end);
        KEY(MachineEvent, render_begin);
        KEY(MachineEvent, render_end);
        KEY(MachineEvent, bottom_half_begin);
        KEY(MachineEvent, bottom_half_end);
        KEY(MachineEvent, timer_begin);
        KEY(MachineEvent, timer_end);
        KEY(MachineEvent, exit_begin);
        KEY(MachineEvent, exit_end);
        KEY(MachineEvent, kick);
        KEY(MachineEvent, queue_depth);
        KEY(MachineEvent, renderer_blocked);
        KEY(MachineEvent, violation);
        KEY(MachineEvent, stalled);
        case MachineEvent::count_: break;
    }
    return {};
}

#undef KEY

}  // namespace

std::string_view kind_key(uint16_t kind) {
    if (kind < static_cast<uint16_t>(Probe::count_)) return rcu::probe_name(static_cast<Probe>(kind));
    return key_of(static_cast<MachineEvent>(kind));
}

uint16_t kind_of_key(std::string_view key) {
    uint16_t kind = 0;
    while (kind < kind_count && kind_key(kind) != key) ++kind;
    return kind;
}

}  // namespace rcu_bench::trace
