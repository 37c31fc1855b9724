#include "torture/stall_dump.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "platform/clock.h"
#include "trace/event_shape.h"
#include "trace/labels.h"

namespace rcu_bench::torture {

namespace {

constexpr uint64_t events_of_each = 50;

std::string event_line(const trace::Event &event, int64_t now_ns) {
    const trace::EventShape &shape = trace::shape_of(event.kind);
    std::string what = shape.name != nullptr ? shape.name : "event " + std::to_string(event.kind);
    if (shape.shape == trace::Shape::begin) what = std::string(trace::slice_label(event, shape)) + " begins";
    if (shape.shape == trace::Shape::mark) what = trace::mark_label(event, shape);
    if (shape.shape == trace::Shape::end) {
        const trace::EventShape &begun = trace::shape_of(shape.begins);
        what = std::string(begun.name == nullptr ? "it" : begun.name) + " ends";
    }
    char line[160];
    snprintf(line, sizeof line, "  %12.3f ms ago  %s", static_cast<double>(now_ns - event.time_ns) * 1e-6,
             what.c_str());
    return line;
}

}  // namespace

std::vector<std::string> describe_state(const provider::Provider &rcu, trace::Observer &observer) {
    std::vector<std::string> lines;
    const provider::EngineState engine = rcu.engine_state();
    char line[256];
    snprintf(line, sizeof line,
             "no progress: %" PRIu32 " callbacks pending, the queue's link is %s, %s force request outstanding",
             engine.pending, engine.link_broken ? "broken" : "whole", engine.force_outstanding ? "a" : "no");
    lines.emplace_back(line);
    if (engine.pending > 0 && !engine.link_broken) {
        lines.emplace_back(
            "a lost wake-up, if the RCU thread sleeps: what is pending can be reached, and nobody will say so");
    }
    const int64_t now_ns = platform::monotonic_ns();
    observer.for_each_thread([&](const trace::ThreadContext &context) {
        lines.push_back(context.name + ": " + context.activity.describe(now_ns));
    });
    return lines;
}

std::vector<std::string> last_events(const trace::Recorder &recorder) {
    std::vector<std::string> lines;
    const int64_t now_ns = platform::monotonic_ns();
    for (const trace::ThreadLog &log : recorder.logs()) {
        lines.push_back(log.name);
        const uint64_t written = log.written();
        const uint64_t first = std::max(log.dropped(), written > events_of_each ? written - events_of_each : 0);
        for (uint64_t index = first; index < written; ++index) lines.push_back(event_line(log.at(index), now_ns));
    }
    return lines;
}

}  // namespace rcu_bench::torture
