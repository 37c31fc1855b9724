#include "workload/stall_report.h"

#include <cinttypes>
#include <cstdio>

#include "platform/clock.h"

namespace rcu_bench::workload {

std::vector<std::string> describe_stall(Machine &machine) {
    std::vector<std::string> lines;
    const provider::EngineState engine = machine.provider().engine_state();
    char line[256];
    snprintf(line, sizeof line,
             "no progress: %" PRIu32 " callbacks pending, the queue's link is %s, %s force request outstanding",
             engine.pending, engine.link_broken ? "broken" : "whole", engine.force_outstanding ? "a" : "no");
    lines.emplace_back(line);
    lines.push_back(machine.load().describe());
    const int64_t now_ns = platform::monotonic_ns();
    machine.observer().for_each_thread([&](const trace::ThreadContext &context) {
        lines.push_back(context.name + ": " + context.activity.describe(now_ns));
    });
    return lines;
}

}  // namespace rcu_bench::workload
