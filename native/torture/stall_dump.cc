#include "torture/stall_dump.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "platform/clock.h"
#include "trace/event_shape.h"
#include "trace/labels.h"

namespace rcu_bench::torture {

namespace {

constexpr uint64_t events_of_each = 50;

std::string event_line(const trace::Event &event, int64_t ago_ns) {
    const auto kind = static_cast<uint16_t>(event.kind);
    const trace::EventShape &shape = trace::shape_of(kind);
    std::string what = shape.name.empty() ? "event " + std::to_string(event.kind) : std::string(shape.name);
    if (shape.shape == trace::Shape::begin)
        what = std::string(trace::slice_label(kind, event.a, event.b, shape)) + " begins";
    if (shape.shape == trace::Shape::mark) what = trace::mark_label(kind, event.a, shape);
    if (shape.shape == trace::Shape::end) {
        const trace::EventShape &begun = trace::shape_of(shape.begins);
        what = std::string(begun.name.empty() ? "it" : begun.name) + " ends";
    }
    char line[160];
    snprintf(line, sizeof line, "  %12.3f ms ago  %s", static_cast<double>(ago_ns) * 1e-6, what.c_str());
    return line;
}

/// The meaning of the RCU thread's wait.
const char *diagnosis(const std::string &rcu_thread, const provider::EngineState &engine) {
    if (rcu_thread.find("rcu_gp_event") != std::string::npos)
        return "lost signal: the RCU thread waits for a reader that will not signal";
    if (rcu_thread.find("has waited for") == std::string::npos) return "the RCU thread makes no progress";
    if (engine.link_broken) return "broken link: no producer completes it";
    return "lost wake-up: callbacks are queued, but nothing will wake the RCU thread";
}

}  // namespace

StallDump describe_stall(const provider::Provider &rcu, trace::Observer &observer) {
    StallDump dump;
    const provider::EngineState engine = rcu.engine_state();
    dump.kind = "no thread of the RCU was seen";
    dump.lines.push_back(rcu.describe());
    const int64_t now_ns = platform::monotonic_ns();
    observer.for_each_thread([&](const trace::ThreadContext &context) {
        dump.lines.push_back(context.name + ": " + context.activity.describe(now_ns));
        if (context.role == trace::ThreadRole::rcu) dump.kind = diagnosis(dump.lines.back(), engine);
    });
    dump.lines.insert(dump.lines.begin() + 1, dump.kind);
    return dump;
}

std::vector<std::string> last_events(trace::Recorder &recorder) {
    std::vector<std::string> lines;
    recorder.freeze();
    recorder.mark_clock();
    const trace::ClockMap clock = recorder.clock_map();
    const int64_t now_ns = platform::monotonic_ns();
    // By index: a thread that starts now may still add an empty log.
    for (size_t i = 0, logs = recorder.log_count(); i < logs; ++i) {
        const trace::ThreadLog &log = std::as_const(recorder).log(i);
        lines.push_back(log.name);
        const uint64_t written = log.written();
        const uint64_t first = std::max(log.first(), written > events_of_each ? written - events_of_each : 0);
        for (uint64_t index = first; index < written; ++index) {
            const trace::Event event = log.at(index);
            lines.push_back(event_line(event, now_ns - clock.to_ns(event.ticks)));
        }
    }
    return lines;
}

}  // namespace rcu_bench::torture
