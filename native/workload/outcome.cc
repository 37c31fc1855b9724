#include "workload/outcome.h"

namespace rcu_bench::workload {

namespace {

void append(std::vector<double> &to, const trace::SampleBuffer &from) {
    to.insert(to.end(), from.begin(), from.begin() + from.size());
}

uint64_t read(const std::atomic<uint64_t> &counter) { return counter.load(std::memory_order_relaxed); }

void collect_samples(Machine &machine, Result &result) {
    const BlobSamples &device = machine.device().samples();
    const trace::Accounting &accounting = machine.observer().accounting();
    const std::pair<const char *, const trace::SampleBuffer &> buffers[] = {
        {"unmap.latency", device.unmap_latency},   {"unmap.guest", device.unmap_guest},
        {"callback.gp1", device.callback_gp1},     {"callback.gp2", device.callback_gp2},
        {"blocked.time", device.blocked_time},     {"command.latency", device.command_latency},
        {"submit.latency", device.submit_latency}, {"grace_period.length", accounting.grace_period_ns()},
        {"bql.wait", accounting.bql_wait_ns()},
    };
    double dropped = 0;
    const auto take = [&](const char *metric, const trace::SampleBuffer &buffer) {
        dropped += static_cast<double>(buffer.dropped());
        if (buffer.size() > 0) append(result.samples[metric], buffer);
    };
    for (const auto &[metric, buffer] : buffers) take(metric, buffer);
    for (const auto &reader : machine.readers().all()) take("section.length", reader->section_ns());
    result.counters["dropped_samples"] = dropped;
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

void collect_engine_counters(Machine &machine, Result &result) {
    const trace::Totals totals = machine.totals();
    const auto put = [&result](const char *name, uint64_t value) {
        result.counters[name] = static_cast<double>(value);
    };
    put("grace_periods", totals.grace_periods);
    put("forced", totals.forced);
    put("forced_spurious", totals.forced_spurious);
    put("forced_leftover", totals.forced_leftover);
    for (size_t i = 0; i < trace::force_reasons; ++i) put(reason_counters[i], totals.forced_by[i]);
    put("force_requests", totals.force_requests);
    put("drains", totals.drains);
    put("sleeps", totals.sleeps);
    put("rounds", totals.rounds);
    put("batches", totals.batches);
    put("broken_links", totals.broken_links);
    put("callbacks", totals.callbacks_run);
    const ThreadUsage usage = machine.rcu_usage();
    put("rcu_cpu_ns", usage.cpu_ns);
    put("rcu_wakeups", usage.wakeups);
    put("dropped_events", machine.recorder() == nullptr ? 0 : machine.recorder()->dropped());
}

void collect_device_counters(const Machine &machine, Result &result) {
    const BlobCounters &device = machine.device().counters();
    const auto put = [&result](const char *name, uint64_t value) {
        result.counters[name] = static_cast<double>(value);
    };
    put("unmaps", read(device.unmaps));
    put("maps", read(device.maps));
    put("submits", read(device.submits));
    put("gp2", read(device.gp2));
    put("gp2_forced", read(device.gp2_forced));
    put("unmaps_waited_1gp", read(device.waited_1));
    put("unmaps_waited_2gp", read(device.waited_2));
    put("unmaps_waited_more", read(device.waited_more));
    put("unmaps_behind_gp", read(device.behind_grace_period));
    put("bursts", read(device.bursts));
    put("bursts_behind", read(device.bursts_behind));
    put("map_errors", read(device.map_errors));
    put("unanswered", machine.queue().depth());
    put("late_arrivals", machine.guest().late());
    put("kicks", machine.readers().kicks());
    put("violations", machine.violations().count());
    result.overloaded = 2 * read(device.bursts_behind) > read(device.bursts) || machine.queue().depth() > 0;
}

}  // namespace

Result outcome(Machine &machine, const std::vector<std::string> &stall_report) {
    Result result;
    result.measured_ns = machine.measured_ns();
    collect_samples(machine, result);
    collect_floors(machine.floors(), result);
    collect_engine_counters(machine, result);
    collect_device_counters(machine, result);
    result.report = machine.violations().evidence();
    if (machine.violations().count() > 0) {
        result.status = Status::gp_violation;
    } else if (machine.stop_requested()) {
        result.status = Status::interrupted;
    }
    if (!stall_report.empty()) {
        if (result.status != Status::gp_violation) result.status = Status::stalled;
        result.overloaded = false;  // the queue is long for another reason
        result.report.insert(result.report.end(), stall_report.begin(), stall_report.end());
    }
    return result;
}

}  // namespace rcu_bench::workload
