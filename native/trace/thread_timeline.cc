#include "trace/thread_timeline.h"

#include <algorithm>

#include "rcu/constants.h"
#include "trace/activity.h"
#include "trace/event_kind.h"
#include "trace/event_shape.h"
#include "trace/labels.h"

namespace rcu_bench::trace {

using rcu::Probe;

namespace {

constexpr uint16_t kind_of(Probe probe) { return static_cast<uint16_t>(probe); }
constexpr uint16_t kind_of(MachineEvent event) { return static_cast<uint16_t>(event); }

bool is_wait(uint16_t kind) {
    return kind == kind_of(Probe::futex_wait_begin) || kind == kind_of(Probe::event_wait_begin) ||
           kind == kind_of(Probe::sem_wait_begin);
}

}  // namespace

void ThreadTimeline::write(int64_t end_ns) {
    const uint64_t written = log_.written();
    for (uint64_t index = log_.dropped(); index < written; ++index) on(log_.at(index));
    while (!stack_.empty()) {
        write_slice(stack_.back(), end_ns, nullptr);
        stack_.pop_back();
    }
}

void ThreadTimeline::on(const Event &event) {
    if (event.kind == kind_of(Probe::round_begin) && is_open(event.kind)) close(event.kind, event);
    if (event.kind == kind_of(Probe::bql_acquired)) bql_since_ns_ = event.time_ns;
    if (event.kind == kind_of(Probe::bql_released) && bql_since_ns_ != 0) {
        chrome_.async('b', track_, "bql", log_.name, bql_row, bql_since_ns_);
        chrome_.end();
        chrome_.async('e', track_, "bql", log_.name, bql_row, event.time_ns);
        chrome_.end();
        bql_since_ns_ = 0;
    }
    if (event.kind == kind_of(Probe::force_decided)) note_on(kind_of(Probe::gp_begin), event.a);
    if (event.kind == kind_of(Probe::scan_end)) note_on(kind_of(Probe::round_begin), event.a);

    const EventShape &shape = shape_of(event.kind);
    switch (shape.shape) {
        case Shape::begin: stack_.push_back({event}); break;
        case Shape::end: close(shape.begins, event); break;
        case Shape::mark: mark(event); break;
        case Shape::counter:
            chrome_.counter(track_, shape.name, event.time_ns);
            chrome_.arg("value", event.a).end();
            break;
        case Shape::hidden: break;
    }
}

bool ThreadTimeline::is_open(uint16_t kind) const {
    return std::any_of(stack_.begin(), stack_.end(), [kind](const Frame &frame) { return frame.begin.kind == kind; });
}

/// Closes the innermost slice of this kind and all that lies in it. Nothing where its begin was lost.
void ThreadTimeline::close(uint16_t begin_kind, const Event &end) {
    if (!is_open(begin_kind)) return;
    bool done = false;
    while (!done) {
        done = stack_.back().begin.kind == begin_kind;
        write_slice(stack_.back(), end.time_ns, done ? &end : nullptr);
        stack_.pop_back();
    }
}

void ThreadTimeline::note_on(uint16_t kind, uint64_t extra) {
    const auto frame =
        std::find_if(stack_.rbegin(), stack_.rend(), [kind](const Frame &f) { return f.begin.kind == kind; });
    if (frame != stack_.rend()) frame->extra = extra;
}

void ThreadTimeline::mark(const Event &event) {
    const EventShape &shape = shape_of(event.kind);
    const bool alarm = event.kind == kind_of(MachineEvent::violation) || event.kind == kind_of(MachineEvent::stalled);
    chrome_.instant(track_, shape.category, mark_label(event, shape), event.time_ns, alarm ? 'g' : 't');
    if (shape.a != nullptr) chrome_.arg(shape.a, event.a);
    if (shape.b != nullptr) chrome_.arg(shape.b, event.b);
    if (event.kind == kind_of(Probe::force_decided)) chrome_.arg("reason", reason_label(event.a));
    chrome_.end();
}

/// `end` is null where the slice was closed by something else than its own end.
void ThreadTimeline::write_slice(const Frame &frame, int64_t end_ns, const Event *end) {
    const EventShape &shape = shape_of(frame.begin.kind);
    chrome_.slice(track_, shape.category, slice_label(frame.begin, shape), frame.begin.time_ns, end_ns);
    if (shape.a != nullptr) chrome_.arg(shape.a, frame.begin.a);
    if (shape.b != nullptr) chrome_.arg(shape.b, frame.begin.b);
    if (is_wait(frame.begin.kind)) write_wait_args(frame, end_ns, end);
    if (frame.begin.kind == kind_of(Probe::gp_begin)) write_grace_period_args(frame, end);
    if (frame.begin.kind == kind_of(Probe::round_begin) && frame.extra != no_extra) {
        chrome_.arg("ongoing_readers", frame.extra);
    }
    if (frame.begin.kind == kind_of(MachineEvent::command_begin) && end != nullptr) {
        chrome_.arg("result", end->b != 0 ? "suspended" : "answered");
    }
    if (end == nullptr && frame.begin.kind != kind_of(Probe::round_begin)) chrome_.arg("unfinished", 1);
    chrome_.end();
}

/// Requested, actual, result: for futexes a deadline, for events and semaphores milliseconds.
void ThreadTimeline::write_wait_args(const Frame &frame, int64_t end_ns, const Event *end) {
    const uint64_t wanted = frame.begin.b;
    if (frame.begin.kind == kind_of(Probe::futex_wait_begin)) {
        if (wanted >= static_cast<uint64_t>(rcu::endless_ns)) {
            chrome_.arg("requested", "endless");
        } else {
            const int64_t left_ns = static_cast<int64_t>(wanted) - frame.begin.time_ns;
            chrome_.arg("requested_ns", static_cast<uint64_t>(std::max<int64_t>(left_ns, 0)));
        }
    } else if (wanted >= static_cast<uint64_t>(rcu::endless_ms)) {
        chrome_.arg("requested", "endless");
    } else {
        chrome_.arg("requested_ns", wanted * 1'000'000);
    }
    chrome_.arg("actual_ns", static_cast<uint64_t>(end_ns - frame.begin.time_ns));
    if (end != nullptr) chrome_.arg("result", end->b != 0 ? "woken" : "timed out");
}

void ThreadTimeline::write_grace_period_args(const Frame &frame, const Event *end) {
    chrome_.arg("forced", frame.extra == no_extra ? "no" : reason_label(frame.extra));
    if (end == nullptr) return;
    chrome_.arg("rounds", end->a);
    chrome_.arg("sleeps", end->b);
}

}  // namespace rcu_bench::trace
