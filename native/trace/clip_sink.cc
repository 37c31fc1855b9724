#include "trace/clip_sink.h"

#include <algorithm>

namespace rcu_bench::trace {

namespace {

/// Either may be "for ever".
int64_t sum_or_most(int64_t begin_ns, int64_t offset_ns) {
    return offset_ns > INT64_MAX - begin_ns ? INT64_MAX : begin_ns + offset_ns;
}

}  // namespace

ClipSink::ClipSink(Sink &to, const ExportPart &part, int64_t begin_ns)
    : Sink(true),
      to_(to),
      part_(part),
      from_ns_(sum_or_most(begin_ns, part.from_ns)),
      to_ns_(sum_or_most(begin_ns, part.to_ns)),
      shift_ns_(part.at_ns - from_ns_),
      categories_(part.categories.begin(), part.categories.end()) {}

bool ClipSink::wanted(std::string_view category) const { return categories_.empty() || categories_.contains(category); }

void ClipSink::process(uint32_t theirs, std::string_view name, uint32_t order) {
    if (part_.pid != 0) order = part_.pid;
    to_.process(pid(theirs), part_.process.empty() ? name : std::string_view(part_.process), order);
}

void ClipSink::thread(const Track &track, std::string_view name, uint64_t order) {
    to_.thread(own(track), name, order);
}

/// A slice that was open when the window began, begins with it.
void ClipSink::tell_open(const Track &track, std::vector<Slice> &stack) {
    for (Slice &slice : stack) {
        if (slice.told) continue;
        slice.told = true;
        slice.begin_ns = clamp(slice.begin_ns);
        to_.open(own(track), slice.label, moved(slice.begin_ns), slice.known, {});
    }
}

Flow ClipSink::passing(const Flow &flow, int64_t at_ns) {
    if (flow.part == Flow::Part::none || !inside(at_ns)) return {};
    if (flow.part == Flow::Part::start) {
        flows_.insert(flow.id);
        return flow;
    }
    if (!flows_.contains(flow.id)) return {};
    ++written_.arrows;
    if (flow.part == Flow::Part::end) flows_.erase(flow.id);
    return flow;
}

void ClipSink::open(const Track &track, const Label &label, int64_t at_ns, const Args &known, const Flow &flow) {
    if (!wanted(label.category)) return;
    std::vector<Slice> &stack = stacks_[track.number];
    if (inside(at_ns)) {
        tell_open(track, stack);
        to_.open(own(track), label, moved(at_ns), known, passing(flow, at_ns));
    }
    stack.push_back({label, at_ns, known, inside(at_ns)});
}

void ClipSink::close(const Track &track, const Label &label, int64_t, int64_t end_ns, const Args &args, size_t known,
                     const Flow &flow) {
    if (!wanted(label.category)) return;
    std::vector<Slice> &stack = stacks_[track.number];
    if (stack.empty()) return;
    // What was told to begin is told to end, though it may take no time at the window's very begin.
    if (stack.back().told || (end_ns > from_ns_ && stack.back().begin_ns < to_ns_)) {
        tell_open(track, stack);
        const int64_t end = clamp(end_ns);
        to_.close(own(track), label, moved(stack.back().begin_ns), moved(end), args, known, passing(flow, end_ns));
        ++written_.slices;
    }
    stack.pop_back();
}

void ClipSink::mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
                    const Flow &flow) {
    if (!wanted(label.category) || !inside(at_ns)) return;
    tell_open(track, stacks_[track.number]);
    to_.mark(own(track), label, moved(at_ns), args, all_threads, passing(flow, at_ns));
    ++written_.marks;
}

/// Counters are of no category: they go with all of them, or are asked for by their own.
void ClipSink::counter(uint32_t theirs, std::string_view name, int64_t at_ns, uint64_t value) {
    if (!wanted("counter") || !inside(at_ns)) return;
    to_.counter(pid(theirs), name, moved(at_ns), value);
    ++written_.counters;
}

void ClipSink::row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args) {
    if (!wanted(row.category) || end_ns <= from_ns_ || begin_ns >= to_ns_) return;
    const Row here{pid(row.pid), row.category, row.name, row.key};
    to_.row_slice(here, name, moved(clamp(begin_ns)), moved(clamp(end_ns)), args);
    ++written_.slices;
}

}  // namespace rcu_bench::trace
