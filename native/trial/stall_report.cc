#include "trial/stall_report.h"

#include "platform/clock.h"

namespace rcu_bench::workload {

std::vector<std::string> describe_stall(Controller &controller) {
    std::vector<std::string> lines;
    lines.push_back(controller.provider().describe());
    lines.push_back(controller.load().describe());
    const int64_t now_ns = platform::monotonic_ns();
    controller.observer().for_each_thread([&](const trace::ThreadContext &context) {
        lines.push_back(context.name + ": " + context.activity.describe(now_ns));
    });
    return lines;
}

}  // namespace rcu_bench::workload
