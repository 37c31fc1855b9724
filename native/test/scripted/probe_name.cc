#include "scripted/probe_name.h"

namespace rcu_bench::scripted {

std::string_view probe_name(rcu::Probe point) {
    // A switch without a default, so that -Wswitch reports a probe that is missing here.
    switch (point) {
#define NAME(name) \
    case rcu::Probe::name: return #name
        NAME(futex_wait_begin);
        NAME(futex_wait_end);
        NAME(futex_wake);
        NAME(event_wait_begin);
        NAME(event_wait_end);
        NAME(event_set);
        NAME(event_reset);
        NAME(sem_wait_begin);
        NAME(sem_wait_end);
        NAME(sem_post);
        NAME(sleep_begin);
        NAME(sleep_end);
        NAME(call_begin);
        NAME(enqueue_swapped);
        NAME(enqueue_linked);
        NAME(count_raised);
        NAME(call_end);
        NAME(count_read);
        NAME(fetch);
        NAME(idle_trim);
        NAME(batch_begin);
        NAME(dequeue_broken);
        NAME(callback_begin);
        NAME(callback_end);
        NAME(batch_end);
        NAME(count_subtracted);
        NAME(gp_begin);
        NAME(gp_advanced);
        NAME(round_begin);
        NAME(force_decided);
        NAME(force_notify);
        NAME(scan_end);
        NAME(gp_end);
        NAME(force_begin);
        NAME(force_end);
        NAME(drain_begin);
        NAME(drain_end);
        NAME(synchronize_begin);
        NAME(synchronize_end);
        NAME(read_lock);
        NAME(read_unlock);
        NAME(reader_signals);
        NAME(reader_register);
        NAME(reader_unregister);
        NAME(bql_wait_begin);
        NAME(bql_acquired);
        NAME(bql_released);
        NAME(count_);
#undef NAME
    }
    return "?";
}

}  // namespace rcu_bench::scripted
