#include "trace/slice_args.h"

#include <algorithm>

#include "rcu/constants.h"
#include "trace/labels.h"

namespace rcu_bench::trace {

using rcu::Probe;

namespace {

bool is_wait(uint16_t kind) {
    return kind == kind_of(Probe::futex_wait_begin) || kind == kind_of(Probe::event_wait_begin) ||
           kind == kind_of(Probe::sem_wait_begin);
}

void add_values(Args &args, const EventShape &shape, uint64_t a, uint64_t b) {
    if (!shape.a.empty()) args.add(shape.a, a);
    if (!shape.b.empty()) args.add(shape.b, b);
}

/// For futexes a deadline, for events and semaphores milliseconds.
void add_requested(Args &args, const MergedEvent &begin) {
    const bool futex = begin.kind == kind_of(Probe::futex_wait_begin);
    const auto endless = static_cast<uint64_t>(futex ? rcu::endless_ns : rcu::endless_ms);
    if (begin.b >= endless) {
        args.add("requested", "endless");
    } else if (futex) {
        const int64_t left_ns = static_cast<int64_t>(begin.b) - begin.time_ns;
        args.add("requested_ns", static_cast<uint64_t>(std::max<int64_t>(left_ns, 0)));
    } else {
        args.add("requested_ns", begin.b * 1'000'000);
    }
}

}  // namespace

void add_begin_args(Args &args, const MergedEvent &begin, const EventShape &shape) {
    add_values(args, shape, begin.a, begin.b);
    if (is_wait(begin.kind)) add_requested(args, begin);
}

void add_end_args(Args &args, const MergedEvent &begin, int64_t end_ns, const MergedEvent *end, uint64_t noted) {
    if (is_wait(begin.kind)) {
        args.add("actual_ns", static_cast<uint64_t>(end_ns - begin.time_ns));
        if (end != nullptr) args.add("result", end->b != 0 ? "woken" : "timed out");
    } else if (begin.kind == kind_of(Probe::gp_begin)) {
        args.add("forced", noted == nothing_noted ? "no" : reason_label(noted));
        if (end != nullptr) args.add("rounds", end->a).add("sleeps", end->b);
    } else if (begin.kind == kind_of(Probe::round_begin)) {
        if (noted != nothing_noted) args.add("ongoing_readers", noted);
        return;  // it has no end of its own
    } else if (begin.kind == kind_of(MachineEvent::command_begin) && end != nullptr) {
        args.add("result", end->b != 0 ? "suspended" : "answered");
    }
    if (end == nullptr) args.add("unfinished", 1);
}

void add_mark_args(Args &args, const MergedEvent &event, const EventShape &shape) {
    add_values(args, shape, event.a, event.b);
    if (event.kind == kind_of(Probe::force_decided)) args.add("reason", reason_label(event.a));
    if (event.kind == kind_of(MachineEvent::unmap_finished)) {
        args.add("latency_ns", static_cast<uint64_t>(unmap_latency_ns(event.b)));
        args.add("measured", unmap_was_measured(event.b) ? 1 : 0);
    }
}

}  // namespace rcu_bench::trace
