#include "trace/story.h"

#include <algorithm>

#include "trace/labels.h"
#include "trace/story_words.h"

namespace rcu_bench::trace {

using rcu::Probe;

namespace {

constexpr std::string_view bql_name = "BQL held by";

/// The one that began first, for numbers are given in that order; null where there is none.
template <class Flows>
auto first_of(const Flows &flows) -> decltype(&flows.begin()->second) {
    decltype(&flows.begin()->second) first = nullptr;
    for (const auto &[resource, unmap] : flows) {
        if (first == nullptr || unmap.flow < first->flow) first = &unmap;
    }
    return first;
}

}  // namespace

Story::Story(const Recording &recording, Sink &sink, Numbering numbering)
    : recording_(recording),
      sink_(sink),
      unmaps_(recording),
      in_section_(recording.threads().size()),
      next_track_(numbering.first_track),
      next_flow_(numbering.first_flow) {
    for (const RecordedThread &thread : recording.threads()) {
        timelines_.emplace_back(sink, recording, Track{thread.pid, thread.tid, next_track_++});
        process_of_.push_back(&processes_[thread.pid]);
    }
}

Written Story::tell() {
    introduce();
    EventMerge merge(recording_);
    MergedEvent event{};
    int64_t end_ns = recording_.end_ns();
    while (merge.next(event)) {
        on(event);
        end_ns = std::max(end_ns, event.time_ns);  // of a damaged file the last event need not be the latest
    }
    for (ThreadTimeline &timeline : timelines_) {
        timeline.finish(end_ns);
        written_.slices += timeline.slices();
        written_.marks += timeline.marks();
    }
    finish_bql_rows(end_ns);
    return written_;
}

/// Ordered as one thinks of the machine: by role, then as the threads came.
void Story::introduce() {
    for (const RecordedProcess &process : recording_.processes()) {
        sink_.process(process.pid, process.name, process.order);
    }
    const auto &threads = recording_.threads();
    for (size_t i = 0; i < threads.size(); ++i) {
        sink_.thread(timelines_[i].track(), threads[i].name, uint64_t{threads[i].order} * threads.size() + i);
        if (threads[i].lost > 0) {
            Args args;
            args.add("events", threads[i].lost);
            sink_.mark(timelines_[i].track(), {"recorder", "events lost"}, recording_.begin_ns(), args, false, {});
            ++written_.marks;
        }
    }
}

void Story::on(const MergedEvent &event) {
    Process &process = *process_of_[event.thread];
    timelines_[event.thread].on(event, flow_at(event, process));
    count(event, process);
    bql_row(event, process);
    if (recording_.shape(event.kind).shape == Shape::row) row(event);
    if (const UnmapStory *const unmap = unmaps_.on(event)) unmap_row(*unmap);
}

/// Arrows: from each call_rcu to its callback, and through all that an unmap waits for.
Flow Story::flow_at(const MergedEvent &event, Process &process) {
    switch (event.kind) {
        case kind_of(Probe::call_begin):
            process.calls[event.a] = next_flow_;
            return {Flow::Part::start, next_flow_++, "call_rcu"};
        case kind_of(Probe::callback_begin): {
            const auto call = process.calls.find(event.a);
            if (call == process.calls.end()) return {};  // its call_rcu was lost
            const uint64_t flow = call->second;
            process.calls.erase(call);
            ++written_.arrows;
            return {Flow::Part::end, flow, "call_rcu"};
        }
        case kind_of(MachineEvent::unmap_started):
            process.unmaps[event.a] = {next_flow_, event.time_ns};
            return {Flow::Part::start, next_flow_++, "unmap"};
        case kind_of(Probe::gp_begin): process.gp_begin_ns = event.time_ns; return {};
        case kind_of(Probe::gp_end): {
            // Of several that wait together the first is shown.
            const UnmapFlow *const unmap = first_of(process.unmaps);
            // An arrow cannot lead back in time, to a grace period that had begun before.
            if (unmap == nullptr || process.gp_begin_ns < unmap->begin_ns) return {};
            ++written_.arrows;
            return {Flow::Part::step, unmap->flow, "unmap"};
        }
        case kind_of(MachineEvent::unmap_completed): {
            const auto unmap = process.unmaps.find(event.a);
            if (unmap == process.unmaps.end()) return {};
            ++written_.arrows;
            return {Flow::Part::step, unmap->second.flow, "unmap"};
        }
        case kind_of(MachineEvent::unmap_finished): {
            const auto unmap = process.unmaps.find(event.a);
            if (unmap == process.unmaps.end()) return {};
            const uint64_t flow = unmap->second.flow;
            process.unmaps.erase(unmap);
            ++written_.arrows;
            return {Flow::Part::end, flow, "unmap"};
        }
        default: return {};
    }
}

void Story::count(const MergedEvent &event, Process &process) {
    const uint32_t pid = timelines_[event.thread].track().pid;
    switch (event.kind) {
        case kind_of(Probe::count_raised):
            process.pending = event.b;  // as the engine has it: a ring may lack what came before
            count(pid, "callbacks pending", event.time_ns, process.pending);
            return;
        case kind_of(Probe::count_subtracted):
            process.pending -= std::min(process.pending, event.a);
            count(pid, "callbacks pending", event.time_ns, process.pending);
            return;
        case kind_of(Probe::read_lock):
            if (in_section_[event.thread]) return;
            in_section_[event.thread] = true;
            count(pid, "readers in section", event.time_ns, ++process.in_section);
            return;
        case kind_of(Probe::read_unlock):
            if (!in_section_[event.thread]) return;
            in_section_[event.thread] = false;
            count(pid, "readers in section", event.time_ns, --process.in_section);
            return;
        default: break;
    }
    const EventShape &shape = recording_.shape(event.kind);
    if (shape.shape == Shape::counter) count(pid, shape.name, event.time_ns, event.a);
}

void Story::count(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) {
    sink_.counter(pid, name, at_ns, value);
    ++written_.counters;
}

/// Who holds the BQL: one at a time, on a row of its own.
void Story::bql_row(const MergedEvent &event, Process &process) {
    if (event.kind == kind_of(Probe::bql_acquired)) {
        process.bql_since_ns = event.time_ns;
        process.bql_holder = event.thread;
    } else if (event.kind == kind_of(Probe::bql_released) && process.bql_since_ns != 0) {
        write_bql_hold(process, event.thread, event.time_ns, {});
        process.bql_since_ns = 0;
    }
}

void Story::write_bql_hold(Process &process, uint32_t holder, int64_t end_ns, const Args &args) {
    const Row row{timelines_[holder].track().pid, "bql", bql_name, 0};
    if (!process.has_bql_row) {
        // Gives the row its name, where a format has none for rows.
        row_slice(row, bql_name, recording_.begin_ns(), recording_.end_ns(), {});
        process.has_bql_row = true;
    }
    row_slice(row, recording_.threads()[holder].name, process.bql_since_ns, end_ns, args);
}

/// Who holds it when the trace ends.
void Story::finish_bql_rows(int64_t end_ns) {
    Args args;
    args.add("unfinished", 1);
    for (auto &[pid, process] : processes_) {
        if (process.bql_since_ns == 0) continue;
        write_bql_hold(process, process.bql_holder, end_ns, args);
    }
}

/// A kind that is a row by itself.
void Story::row(const MergedEvent &event) {
    const EventShape &shape = recording_.shape(event.kind);
    Args args;
    if (!shape.a.empty()) args.add(shape.a, event.a);
    const auto length_ns = static_cast<int64_t>(std::min<uint64_t>(event.b, INT64_MAX / 2));
    row_slice({timelines_[event.thread].track().pid, shape.category, shape.name, event.a}, shape.name, event.time_ns,
              event.time_ns + length_ns, args);
}

/// One row a blob: the whole unmap, its stages in it, and in those what the time went to.
void Story::unmap_row(const UnmapStory &unmap) {
    const std::string name = "unmap of resource " + std::to_string(unmap.resource);
    const Row row{unmap.pid, "unmap", name, unmap.resource};
    Args whole;
    whole.add("grace_periods", unmap.grace_periods.size()).add("measured", unmap.measured ? 1 : 0);
    row_slice(row, name, unmap.begin_ns, unmap.end_ns, whole);
    for (size_t i = 0; i < unmap.intervals.size();) {
        size_t end = i;
        while (end < unmap.intervals.size() && unmap.intervals[end].stage == unmap.intervals[i].stage) ++end;
        const Interval &first = unmap.intervals[i], &last = unmap.intervals[end - 1];
        row_slice(row, stage_label(first.stage), first.begin_ns, last.end_ns, {});
        for (; i < end; ++i) {
            const Interval &interval = unmap.intervals[i];
            Args args;
            if (interval.who != no_thread) args.add("who", std::string_view(recording_.threads()[interval.who].name));
            if (interval.who_since_ns != 0) {
                args.add("in_section_ns", static_cast<uint64_t>(interval.end_ns - interval.who_since_ns));
                args.add("of_it_waiting_for_bql_ns", static_cast<uint64_t>(interval.who_bql_ns));
            }
            row_slice(row, cause_label(interval.cause), interval.begin_ns, interval.end_ns, args);
        }
    }
}

void Story::row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args) {
    sink_.row_slice(row, name, begin_ns, end_ns, args);
    ++written_.slices;
}

}  // namespace rcu_bench::trace
