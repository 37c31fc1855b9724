#include "trace/thread_timeline.h"

#include <algorithm>

#include "trace/labels.h"
#include "trace/slice_args.h"

namespace rcu_bench::trace {

using rcu::Probe;

void ThreadTimeline::on(const MergedEvent &event, const Flow &flow) {
    switch (event.kind) {
        case kind_of(Probe::round_begin):
            if (is_open(event.kind)) close(event.kind, event, {});
            break;
        case kind_of(Probe::force_decided): note_on(kind_of(Probe::gp_begin), event.a); break;
        case kind_of(Probe::scan_end): note_on(kind_of(Probe::round_begin), event.a); break;
        default: break;
    }
    const EventShape &shape = recording_.shape(event.kind);
    switch (shape.shape) {
        case Shape::begin: open(event, shape, flow); break;
        case Shape::end: close(shape.begins, event, flow); break;
        case Shape::mark: mark(event, shape, flow); break;
        case Shape::complete: complete(event, shape); break;
        default: break;
    }
}

void ThreadTimeline::finish(int64_t end_ns) {
    while (!stack_.empty()) close_innermost(end_ns, nullptr);
}

Label ThreadTimeline::label_of(const MergedEvent &begin, const EventShape &shape) const {
    return {shape.category, slice_label(begin.kind, begin.a, begin.b, shape)};
}

void ThreadTimeline::open(const MergedEvent &event, const EventShape &shape, const Flow &flow) {
    stack_.push_back({event, nothing_noted});
    if (!sink_.tells_begins() && flow.part == Flow::Part::none) return;
    Args args;
    add_begin_args(args, event, shape);
    sink_.open(track_, label_of(event, shape), event.time_ns, args, flow);
}

bool ThreadTimeline::is_open(uint16_t kind) const {
    return std::any_of(stack_.begin(), stack_.end(), [kind](const Frame &frame) { return frame.begin.kind == kind; });
}

/// Closes the innermost slice of this kind and all that lies in it. Nothing where its begin was lost.
void ThreadTimeline::close(uint16_t begin_kind, const MergedEvent &end, const Flow &flow) {
    if (!is_open(begin_kind)) return;
    while (stack_.back().begin.kind != begin_kind) close_innermost(end.time_ns, nullptr);
    close_innermost(end.time_ns, &end, flow);
}

void ThreadTimeline::close_innermost(int64_t end_ns, const MergedEvent *end, const Flow &flow) {
    const Frame &frame = stack_.back();
    const EventShape &shape = recording_.shape(frame.begin.kind);
    Args args;
    add_begin_args(args, frame.begin, shape);
    const size_t known = args.size();
    add_end_args(args, frame.begin, end_ns, end, frame.extra);
    sink_.close(track_, label_of(frame.begin, shape), frame.begin.time_ns, end_ns, args, known, flow);
    stack_.pop_back();
    ++slices_;
}

void ThreadTimeline::note_on(uint16_t kind, uint64_t extra) {
    const auto frame =
        std::find_if(stack_.rbegin(), stack_.rend(), [kind](const Frame &f) { return f.begin.kind == kind; });
    if (frame != stack_.rend()) frame->extra = extra;
}

void ThreadTimeline::mark(const MergedEvent &event, const EventShape &shape, const Flow &flow) {
    const bool alarm = event.kind == kind_of(MachineEvent::violation) || event.kind == kind_of(MachineEvent::stalled);
    Args args;
    add_mark_args(args, event, shape);
    sink_.mark(track_, {shape.category, mark_label(event.kind, event.a, shape)}, event.time_ns, args, alarm, flow);
    ++marks_;
}

/// A slice whose length is known when it begins: what is open on the thread lies round it.
void ThreadTimeline::complete(const MergedEvent &event, const EventShape &shape) {
    Args args;
    if (!shape.a.empty()) args.add(shape.a, event.a);
    const Label label{shape.category, shape.name};
    sink_.open(track_, label, event.time_ns, args, {});
    const auto length_ns = static_cast<int64_t>(std::min<uint64_t>(event.b, INT64_MAX / 2));
    sink_.close(track_, label, event.time_ns, event.time_ns + length_ns, args, args.size(), {});
    ++slices_;
}

}  // namespace rcu_bench::trace
