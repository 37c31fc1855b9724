// The kinds of a recorded event: the engine's probes, then what the emulated machine adds.
#pragma once

#include <cstdint>

#include "rcu/probe.h"

namespace rcu_bench::trace {

/// Kinds 0 .. Probe::count_ - 1 are the engine's probes with their own a and b; the machine's follow.
enum class MachineEvent : uint16_t {
    first_ = static_cast<uint16_t>(rcu::Probe::count_),
    //                            a                                 b
    command_queued = first_,  //  resource id                       CommandType      by the guest
    command_begin,            //  resource id                       CommandType      main loop
    command_end,              //  resource id                       1 suspended, 0 answered
    command_answered,         //  resource id                       CommandType
    unmap_started,            //  resource id                       -                step a
    unmap_completed,          //  resource id                       grace periods waited for   step b
    unmap_finished,           //  resource id                       see finished_unmap()   step c: answered
    blob_mapped,              //  resource id                       size in bytes
    transaction_begin,        //  generation                        -
    transaction_end,          //  generation                        callbacks queued
    render_begin,             //  -                                 -
    render_end,               //  -                                 -
    bottom_half_begin,        //  -                                 -
    bottom_half_end,          //  -                                 -
    timer_begin,              //  -                                 -                the fence poll
    timer_end,                //  -                                 -
    exit_begin,               //  address                           -                KVM: a guest exit
    exit_end,                 //  -                                 -
    kick,                     //  vCPU index                        -                by the force notifier
    queue_depth,              //  commands waiting                  -                counter
    renderer_blocked,         //  value                             -                counter
    violation,                //  vCPU index                        what (ViolationKind)
    stalled,                  //  callbacks pending                 -
    count_
};

/// The number of a probe or a machine event in MergedEvent::kind and in a recording.
constexpr uint16_t kind_of(rcu::Probe probe) { return static_cast<uint16_t>(probe); }
constexpr uint16_t kind_of(MachineEvent event) { return static_cast<uint16_t>(event); }

/// b of unmap_finished: the latency that the device measured, and whether the unmap is in the tables.
constexpr uint64_t finished_unmap(int64_t latency_ns, bool measured) {
    return static_cast<uint64_t>(latency_ns) | (measured ? uint64_t{1} << 63 : 0);
}
constexpr int64_t unmap_latency_ns(uint64_t b) { return static_cast<int64_t>(b & ~(uint64_t{1} << 63)); }
constexpr bool unmap_was_measured(uint64_t b) { return (b >> 63) != 0; }

enum class CommandType : uint8_t { map_blob, unmap_blob, submit_3d, flush, unref_blob, reset };

enum class ViolationKind : uint8_t {
    view_freed,     ///< a reader's flat view was freed inside its section
    blob_gone,      ///< a reader's access faulted: the blob was unmapped inside its section
    blob_poisoned,  ///< a reader read something other than the blob's own content
};

}  // namespace rcu_bench::trace
