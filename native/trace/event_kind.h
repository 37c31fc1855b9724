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
    unmap_finished,           //  resource id                       -                step c: answered
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

enum class CommandType : uint8_t { map_blob, unmap_blob, submit_3d };

enum class ViolationKind : uint8_t {
    view_freed,     ///< a reader's flat view was freed inside its section
    blob_gone,      ///< a reader's access faulted: the blob was unmapped inside its section
    blob_poisoned,  ///< a reader read something other than the blob's own content
};

}  // namespace rcu_bench::trace
