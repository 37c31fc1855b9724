#include "addon/exploration_outcome.h"

#include "rcu/probe_name.h"

namespace rcu_bench::addon {

namespace {

using explore::EntryKind;
using explore::LogEntry;

const char *name_of(explore::Ended ended) {
    switch (ended) {
        case explore::Ended::complete: return "complete";
        case explore::Ended::budget: return "budget";
        case explore::Ended::stopped: return "stopped";
        case explore::Ended::found: return "found";
    }
    return "stopped";
}

const char *name_of(explore::Op op) {
    switch (op) {
        case explore::Op::load: return "load";
        case explore::Op::store: return "store";
        case explore::Op::modify: return "modify";
        case explore::Op::fence: return "fence";
        case explore::Op::heavy_fence: return "heavy_fence";
        case explore::Op::lock: return "lock";
        case explore::Op::unlock: return "unlock";
        case explore::Op::futex_wait: return "futex_wait";
        case explore::Op::futex_wake: return "futex_wake";
        case explore::Op::post: return "post";
        case explore::Op::take: return "take";
        case explore::Op::clock: return "clock";
        case explore::Op::sleep: return "sleep";
    }
    return "";
}

std::string name_of(const LogEntry &entry) {
    switch (entry.kind) {
        case EntryKind::operation: return name_of(static_cast<explore::Op>(entry.code));
        case EntryKind::probe: return std::string(rcu::probe_name(static_cast<rcu::Probe>(entry.code)));
        case EntryKind::note: return std::string(explore::name_of(static_cast<explore::Property>(entry.code)));
    }
    return "";
}

const char *kind_of(const LogEntry &entry) {
    switch (entry.kind) {
        case EntryKind::operation: return "operation";
        case EntryKind::probe: return "probe";
        case EntryKind::note: return "note";
    }
    return "";
}

/// A missing number (no deadline, a node without a thread) is -1.
double number_of(uint64_t value) { return value == UINT64_MAX ? -1 : static_cast<double>(value); }

Napi::Array log_array(Napi::Env env, const std::vector<LogEntry> &log) {
    Napi::Array array = Napi::Array::New(env, log.size());
    for (uint32_t i = 0; i < log.size(); ++i) {
        Napi::Object entry = Napi::Object::New(env);
        entry.Set("kind", kind_of(log[i]));
        entry.Set("name", name_of(log[i]));
        entry.Set("thread", log[i].thread);
        entry.Set("step", static_cast<double>(log[i].step));
        entry.Set("timeNs", static_cast<double>(log[i].time_ns));
        entry.Set("a", number_of(log[i].a));
        entry.Set("b", number_of(log[i].b));
        array.Set(i, entry);
    }
    return array;
}

Napi::Object finding_object(Napi::Env env, const explore::Shown &shown) {
    const explore::Finding &finding = shown.finding;
    Napi::Object object = Napi::Object::New(env);
    object.Set("property", std::string(explore::name_of(finding.property)));
    object.Set("severity", explore::is_violation(finding.property) ? "violation" : "note");
    object.Set("count", static_cast<double>(finding.count));
    object.Set("preemptions", finding.preemptions);
    object.Set("schedule", explore::to_text(finding.schedule));
    object.Set("steps", static_cast<double>(explore::steps_of(finding.schedule)));
    if (finding.worst_ns >= 0) object.Set("worstNs", static_cast<double>(finding.worst_ns));
    object.Set("log", log_array(env, shown.log));
    return object;
}

}  // namespace

Napi::Object exploration_outcome(Napi::Env env, const explore::Outcome &outcome) {
    const explore::Report &report = outcome.report;
    Napi::Object object = Napi::Object::New(env);
    if (!outcome.scenario_error.message.empty()) {
        Napi::Object error = Napi::Object::New(env);
        error.Set("line", static_cast<double>(outcome.scenario_error.line));
        error.Set("column", static_cast<double>(outcome.scenario_error.column));
        error.Set("message", outcome.scenario_error.message);
        object.Set("scenarioError", error);
    }
    if (!outcome.replay_error.empty()) object.Set("replayError", outcome.replay_error);
    object.Set("ended", name_of(report.ended));
    object.Set("schedules", static_cast<double>(report.schedules));
    object.Set("pruned", static_cast<double>(report.pruned));
    object.Set("steps", static_cast<double>(report.steps));
    object.Set("states", static_cast<double>(report.states));
    object.Set("seconds", report.seconds);
    object.Set("memoryBytes", static_cast<double>(report.bytes));
    object.Set("memoryUsedUp", report.memory_used_up);
    if (report.worst_force_ns >= 0) object.Set("worstForceNs", static_cast<double>(report.worst_force_ns));
    Napi::Array threads = Napi::Array::New(env);
    for (const std::string &name : outcome.threads) threads.Set(threads.Length(), name);
    object.Set("threads", threads);
    Napi::Array findings = Napi::Array::New(env);
    for (const explore::Shown &shown : outcome.shown) findings.Set(findings.Length(), finding_object(env, shown));
    object.Set("findings", findings);
    object.Set("replayed", explore::to_text(outcome.replayed));
    object.Set("log", log_array(env, outcome.log));
    return object;
}

}  // namespace rcu_bench::addon
