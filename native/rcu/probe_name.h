// The names of the probes in recordings and logs.
#pragma once

#include <string_view>

#include "rcu/probe.h"

namespace rcu_bench::rcu {

/// Empty for a number that is not a probe.
constexpr std::string_view probe_name(Probe probe) {
    // A switch without a default, so that -Wswitch reports a probe that is missing here.
#define KEY(name) \
    case Probe::name: return #name
    switch (probe) {
        KEY(futex_wait_begin);
        KEY(futex_wait_end);
        KEY(futex_wake);
        KEY(event_wait_begin);
        KEY(event_wait_end);
        KEY(event_set);
        KEY(event_reset);
        KEY(sem_wait_begin);
        KEY(sem_wait_end);
        KEY(sem_post);
        KEY(sleep_begin);
        KEY(sleep_end);
        KEY(call_begin);
        KEY(enqueue_swapped);
        KEY(enqueue_linked);
        KEY(count_raised);
        KEY(call_end);
        KEY(count_read);
        KEY(fetch);
        KEY(idle_trim);
        KEY(batch_begin);
        KEY(dequeue_broken);
        KEY(callback_begin);
        KEY(callback_end);
        KEY(batch_end);
        KEY(count_subtracted);
        KEY(gp_begin);
        KEY(gp_advanced);
        KEY(round_begin);
        KEY(force_decided);
        KEY(force_notify);
        KEY(scan_end);
        KEY(gp_end);
        KEY(force_begin);
        KEY(force_end);
        KEY(drain_begin);
        KEY(drain_end);
        KEY(synchronize_begin);
        KEY(synchronize_end);
        KEY(read_lock);
        KEY(read_unlock);
        KEY(reader_signals);
        KEY(reader_register);
        KEY(reader_unregister);
        KEY(bql_wait_begin);
        KEY(bql_acquired);
        KEY(bql_released);
        case Probe::count_: break;
    }
#undef KEY
    return {};
}

}  // namespace rcu_bench::rcu
