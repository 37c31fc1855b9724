#include "workload/trial.h"

#include <utility>

#include "platform/clock.h"
#include "workload/outcome.h"
#include "workload/stall_report.h"

namespace rcu_bench::workload {

namespace {
constexpr int64_t stall_margin_ns = 1'500'000'000;  // over the longest healthy step: reported within 2 s of it
}  // namespace

Trial::Trial(Config config) : shared_(std::make_shared<Shared>(std::move(config))) {}

int64_t Trial::step_bound_ns() const {
    return longest_step_ns(machine().config) + machine().provider().longest_silence_ns() + stall_margin_ns;
}

int64_t Trial::longest_ns() const {
    return longest_trial_ns(machine().config.warmup_ns + machine().config.duration_ns, step_bound_ns());
}

Result Trial::run() {
    Watchdog watchdog;
    watchdog.start({.observer = machine().observer(),
                    .provider = machine().provider(),
                    .step_bound_ns = step_bound_ns(),
                    .stage = [this] { return machine().stage(); },
                    .done = [this] { return done(); }},
                   [this](Alarm alarm) { shared_->ended(End::alarmed, std::move(alarm)); });
    std::thread controller([shared = shared_] {
        shared->machine.run();
        shared->ended(End::finished);
    });
    Ending ending;
    if (shared_->wait_for_end() == End::alarmed) {
        ending = {.abandoned = true, .overdue = shared_->alarm.overdue, .report = abandon()};
        controller.detach();
    } else {
        controller.join();
    }
    watchdog.stop();
    stream_error_ = machine().finish_stream();
    return outcome(machine(), ending);
}

/// @returns what everything is at, as lines
std::vector<std::string> Trial::abandon() {
    std::vector<std::string> report = describe_stall(machine());
    if (const std::string &why = shared_->alarm.why; !why.empty()) report.insert(report.begin(), why);
    mark_stall();
    machine().abandon();
    abandoned_ = true;
    return report;
}

/// In the trace, where it cannot be missed.
void Trial::mark_stall() {
    trace::Recorder *const recorder = machine().recorder();
    machine().observer().attach("watchdog", trace::ThreadRole::host);
    trace::record(trace::MachineEvent::stalled, machine().provider().engine_state().pending);
    trace::Observer::detach();
    if (recorder != nullptr && machine().config.trace.trigger == "stall") recorder->trigger();
}

Trial::End Trial::Shared::wait_for_end() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return end != End::none; });
    return end;
}

void Trial::Shared::ended(End how, Alarm why) {
    const std::lock_guard guard(mutex);
    if (end != End::none) return;
    end = how;
    alarm = std::move(why);
    changed.notify_all();
}

}  // namespace rcu_bench::workload
