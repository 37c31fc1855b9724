#include "workload/trial.h"

#include <utility>

#include "platform/clock.h"
#include "workload/outcome.h"
#include "workload/stall_report.h"

namespace rcu_bench::workload {

namespace {
constexpr int64_t stall_margin_ns = 1'500'000'000;  // over the longest healthy step: reported within 2 s of it
}  // namespace

Trial::Trial(Config config) : machine_(new Machine(std::move(config))) {}

Trial::~Trial() {
    if (end_ != End::stalled) delete machine_;
}

Result Trial::run() {
    const int64_t bound_ns =
        longest_step_ns(machine_->config) + machine_->provider().longest_silence_ns() + stall_margin_ns;
    watchdog_.start({machine_->observer().accounting(), bound_ns, [this] { return machine_->comes_or_goes(); }},
                    [this] { ended(End::stalled); });
    controller_ = std::thread([this] {
        machine_->run();
        ended(End::finished);
    });
    std::vector<std::string> stall_report;
    if (wait_for_end() == End::stalled) {
        stall_report = describe_stall(*machine_);
        mark_stall();
        machine_->abandon();
        controller_.detach();
    } else {
        controller_.join();
    }
    watchdog_.stop();
    stream_error_ = machine_->finish_stream();
    return outcome(*machine_, stall_report);
}

/// In the trace, where it cannot be missed.
void Trial::mark_stall() {
    trace::Recorder *const recorder = machine_->recorder();
    machine_->observer().attach("watchdog", trace::ThreadRole::host);
    trace::record(trace::MachineEvent::stalled, machine_->provider().engine_state().pending);
    trace::Observer::detach();
    if (recorder != nullptr && machine_->config.trace.trigger == "stall") recorder->trigger();
}

Trial::End Trial::wait_for_end() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return end_ != End::none; });
    return end_;
}

void Trial::ended(End how) {
    const std::lock_guard guard(mutex_);
    if (end_ == End::none) end_ = how;
    changed_.notify_all();
}

}  // namespace rcu_bench::workload
