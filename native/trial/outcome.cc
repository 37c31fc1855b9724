#include "trial/outcome.h"

#include <utility>

#include "platform/clock.h"

namespace rcu_bench::workload {

namespace {

void collect_samples(Controller &controller, Result &result) {
    result.count("dropped_samples", 0);
    const trace::Accounting &accounting = controller.observer().accounting();
    result.take("grace_period.length", accounting.grace_period_ns());
    result.take("bql.wait", accounting.bql_wait_ns());
    for (const auto &reader : controller.readers().all()) result.take("section.length", reader->section_ns());
}

void collect_floors(const Floors &floors, Result &result) {
    if (!floors.handoff.empty()) result.samples["floor.handoff"] = floors.handoff;
    if (!floors.bql.empty()) result.samples["floor.bql"] = floors.bql;
    if (!floors.timedwait_overshoot.empty()) result.samples["floor.timedwait_overshoot"] = floors.timedwait_overshoot;
}

/// Names of ForceReason's values, in its order.
constexpr const char *reason_counters[trace::force_reasons] = {"forced_by_threshold", "forced_by_sleeps",
                                                               "forced_by_request",   "forced_by_event",
                                                               "forced_by_timeout",   "forced_by_drain"};

/// Of what a library does not tell there is no 0.
void collect_engine_counters(Controller &controller, Result &result) {
    const trace::Totals totals = controller.totals();
    const provider::Offers &offers = controller.provider().offers();
    result.count("callbacks", totals.callbacks_run);
    result.count("drains", totals.drains);
    if (offers.force) result.count("force_requests", totals.force_requests);
    if (offers.grace_periods) result.count("grace_periods", totals.grace_periods);
    if (offers.forces) {
        result.count("forced", totals.forced);
        for (size_t i = 0; i < trace::force_reasons; ++i) result.count(reason_counters[i], totals.forced_by[i]);
    }
    if (offers.waits) result.count("sleeps", totals.sleeps);
    if (offers.built_in) {
        result.count("forced_spurious", totals.forced_spurious);
        result.count("forced_leftover", totals.forced_leftover);
        result.count("rounds", totals.rounds);
        result.count("batches", totals.batches);
        result.count("broken_links", totals.broken_links);
        result.count("reader_signals", totals.reader_signals);
    }
}

void collect_machine_counters(Controller &controller, Result &result) {
    if (const auto usage = controller.rcu_usage()) {
        result.count("rcu_cpu_ns", usage->cpu_ns);
        result.count("rcu_wakeups", usage->wakeups);
    }
    if (!controller.config.pin_cpus.empty()) {
        const platform::CpuPlaces &places = controller.observer().places();
        result.count("pinned_threads", places.pinned());
        result.count("pin_refused", places.refused());
    }
    result.count("kicks", controller.readers().kicks());
    result.count("violations", controller.violations().count());
    result.count("dropped_events", controller.recorder() == nullptr ? 0 : controller.recorder()->dropped());
}

}  // namespace

Result outcome(Controller &controller, const Ending &ending) {
    Result result;
    result.measured_ns = controller.measured_ns();
    collect_samples(controller, result);
    collect_floors(controller.floors(), result);
    collect_engine_counters(controller, result);
    collect_machine_counters(controller, result);
    controller.load().collect(result);
    const provider::Misuses &misuses = controller.provider().misuses();
    result.report = controller.violations().evidence();
    for (std::string &line : misuses.lines()) result.report.push_back(std::move(line));
    if (controller.violations().count() > 0 || misuses.count(provider::Misuse::early_drain) > 0) {
        result.status = Status::gp_violation;
    } else if (misuses.of_lock() > 0) {
        result.status = Status::data_race_suspect;
    } else if (controller.stop_requested()) {
        result.status = Status::interrupted;
    }
    if (!ending.abandoned && controller.lost_callbacks() > 0) {
        if (result.status != Status::gp_violation) result.status = Status::stalled;
        result.report.push_back(std::to_string(controller.lost_callbacks()) +
                                " callbacks have never run, and the RCU was stopped");
    }
    if (ending.abandoned) {
        result.abandoned = true;
        if (!ending.overdue && result.status != Status::gp_violation) result.status = Status::stalled;
        result.overloaded = ending.overdue;  // in a stall the queue is long for another reason
        result.report.insert(result.report.end(), ending.report.begin(), ending.report.end());
    }
    return result;
}

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
