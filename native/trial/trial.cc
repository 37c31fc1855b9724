#include "trial/trial.h"

#include <utility>

#include "platform/clock.h"
#include "trial/outcome.h"

namespace rcu_bench::workload {

namespace {
constexpr int64_t stall_margin_ns =
    1'500'000'000;  // beyond the longest healthy step; a stall is reported within 2 s of it
}  // namespace

Trial::Trial(Config config) : shared_(std::make_shared<Shared>(std::move(config))) {}

int64_t Trial::step_bound_ns() const {
    return longest_step_ns(controller().config) + controller().provider().longest_silence_ns() + stall_margin_ns;
}

int64_t Trial::longest_ns() const {
    return longest_trial_ns(controller().config.warmup_ns + controller().config.duration_ns, step_bound_ns());
}

Result Trial::run() {
    Watchdog watchdog;
    watchdog.start({.observer = controller().observer(),
                    .provider = controller().provider(),
                    .step_bound_ns = step_bound_ns(),
                    .stage = [this] { return controller().stage(); },
                    .done = [this] { return done(); }},
                   [this](Alarm alarm) { shared_->ended(End::alarmed, std::move(alarm)); });
    std::thread thread([shared = shared_] {
        shared->controller.run();
        shared->ended(End::finished);
    });
    Ending ending;
    if (shared_->wait_for_end() == End::alarmed) {
        ending = {.abandoned = true, .overdue = shared_->alarm.overdue, .report = abandon()};
        thread.detach();
    } else {
        thread.join();
    }
    watchdog.stop();
    stream_error_ = controller().finish_stream();
    return outcome(controller(), ending);
}

/// @returns a line for each part of the trial
std::vector<std::string> Trial::abandon() {
    std::vector<std::string> report;
    if (const std::string &why = shared_->alarm.why; !why.empty()) report.push_back(why);
    for (std::string &line : describe_stall(controller())) report.push_back(std::move(line));
    mark_stall();
    controller().abandon();
    abandoned_ = true;
    return report;
}

/// Marks the stall in the trace.
void Trial::mark_stall() {
    trace::Recorder *const recorder = controller().recorder();
    controller().observer().attach("watchdog", trace::ThreadRole::host);
    trace::record(trace::MachineEvent::stalled, controller().provider().engine_state().pending);
    trace::Observer::detach();
    if (recorder != nullptr && controller().config.trace.trigger == "stall") recorder->trigger();
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
