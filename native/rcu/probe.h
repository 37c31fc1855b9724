// The points at which the engine can be observed; there are no others. A probe carries two 64-bit values and has no
// effect by itself: the platform decides what it does (nothing, a trace record, an injected delay, a scheduling point).
// The engine never reads anything back.
#pragma once

#include <cstdint>

namespace rcu_bench::rcu {

/// The event (or semaphore) of a wait or a set. Used by probes and dumps only.
enum class EventName : uint8_t {
    gp,     ///< rcu_gp_event: a forced reader has left its section
    ready,  ///< the count of callbacks became non-zero (legacy, baseline, v2, v3)
    sync,   ///< v1's one event for "count became non-zero" and "force"; v1-sem's semaphore
    force,  ///< v2, v3: a grace period is to be forced
    done,   ///< the private event of one drain or synchronize call
    load,   ///< not an event of the RCU: a workload waits for it
};

/// Why a grace period changed from polling to forcing.
enum class ForceReason : uint8_t {
    threshold,    ///< at least 30 callbacks were pending
    sleeps_used,  ///< all 5 sleeps were used
    requested,    ///< a force request was seen (at the fetch or during the grace period)
    woken,        ///< v1: the timed wait on sync_event returned "set"
    timed_out,    ///< v1-sem: the timed wait's inverted result, a timeout, was taken for "set"
    drain,        ///< legacy, baseline: a drain_call_rcu is in progress
};

/// b of futex_wait_begin and event_wait_begin if the code has no concept of a deadline.
inline constexpr uint64_t no_deadline = UINT64_MAX;

enum class Probe : uint16_t {
    // Futex and event.                a                       b
    futex_wait_begin,  //              word address            absolute deadline in ns, INT64_MAX endless, or no_deadline
    futex_wait_end,    //              word address            1 woken or value differed, 0 timed out
    futex_wake,        //              word address            -
    event_wait_begin,  //              EventName               requested ms, or no_deadline
    event_wait_end,    //              EventName               1 set, 0 timed out
    event_set,         //              EventName               -
    event_reset,       //              EventName               -
    sem_wait_begin,    //              EventName               requested ms, or no_deadline
    sem_wait_end,      //              EventName               1 posted, 0 timed out
    sem_post,          //              EventName               -
    sleep_begin,       //              ns                      -
    sleep_end,         //              ns                      -

    // call_rcu: the two steps of the enqueue, then the count, then the wake-up.
    call_begin,       //               node                    -
    enqueue_swapped,  //               node                    -          step 1 done, the link still broken
    enqueue_linked,   //               node                    -          step 2 done
    count_raised,     //               node                    the count after it
    call_end,         //               node                    -

    // The RCU thread.
    count_read,        //              n callbacks             -          v1: n is read, its event not yet reset again
    fetch,             //              n callbacks             1 if a force request was taken with it
    idle_trim,         //              -                       -
    batch_begin,       //              n callbacks             -          BQL held
    dequeue_broken,    //              -                       -          the link is broken though n > 0
    callback_begin,    //              node                    -
    callback_end,      //              node                    -
    batch_end,         //              n callbacks             -
    count_subtracted,  //              n callbacks             -

    // A grace period (in the RCU thread, or before patch 3 in synchronize_rcu's caller).
    gp_begin,       //                 n callbacks             1 in the RCU thread, 0 in a synchronize_rcu caller
    gp_advanced,    //                 the new counter         -
    round_begin,    //                 round (from 0)          1 if already forcing
    force_decided,  //                 ForceReason             callbacks pending
    force_notify,   //                 reader                  -          its force notifiers are called next
    scan_end,       //                 ongoing readers left    -
    gp_end,         //                 rounds                  sleeps taken

    // Requests.
    force_begin,
    force_end,
    drain_begin,
    drain_end,
    synchronize_begin,
    synchronize_end,

    // Readers.                        a
    read_lock,          //             reader                  outermost only
    read_unlock,        //             reader                  outermost only
    reader_signals,     //             reader                  `waiting` was seen: sets rcu_gp_event
    reader_register,    //             reader
    reader_unregister,  //             reader

    // The big lock.
    bql_wait_begin,  //                -                       -
    bql_acquired,    //                -                       -
    bql_released,    //                -                       -

    count_  // how many there are; not a probe
};

}  // namespace rcu_bench::rcu
