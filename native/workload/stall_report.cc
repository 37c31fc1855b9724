#include "workload/stall_report.h"

#include "platform/clock.h"

namespace rcu_bench::workload {

std::vector<std::string> describe_stall(Machine &machine) {
    std::vector<std::string> lines;
    lines.push_back(machine.provider().describe());
    lines.push_back(machine.load().describe());
    const int64_t now_ns = platform::monotonic_ns();
    machine.observer().for_each_thread([&](const trace::ThreadContext &context) {
        lines.push_back(context.name + ": " + context.activity.describe(now_ns));
    });
    return lines;
}

}  // namespace rcu_bench::workload
