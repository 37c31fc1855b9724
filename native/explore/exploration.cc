#include "explore/exploration.h"

#include "explore/rcu_program.h"
#include "explore/replay.h"
#include "explore/search.h"

namespace rcu_bench::explore {

namespace {

std::atomic<bool> busy{false};

Outcome failed(std::string why) {
    Outcome outcome;
    outcome.error = std::move(why);
    return outcome;
}

void search(RcuProgram &program, const Options &options, Outcome &outcome) {
    outcome.report = explore(program, options);
    for (const Finding &found : outcome.report.findings) {
        Shown shown{.finding = found, .log = {}};
        shown.finding.schedule = shrink(program, options, found.property, found.schedule);
        Replay again = replay(program, options, shown.finding.schedule);
        shown.finding.preemptions = again.preemptions;
        shown.log = std::move(again.log);
        outcome.shown.push_back(std::move(shown));
    }
}

void play(RcuProgram &program, const Options &options, const Schedule &schedule, Outcome &outcome) {
    Replay again = replay(program, options, schedule);
    outcome.replay_error = std::move(again.error);
    outcome.report = std::move(again.report);
    outcome.replayed = std::move(again.schedule);
    outcome.log = std::move(again.log);
    for (const Finding &found : outcome.report.findings) outcome.shown.push_back({.finding = found, .log = {}});
}

}  // namespace

Outcome Exploration::run() {
    if (busy.exchange(true, std::memory_order_acquire)) return failed("another exploration runs in this process");
    Outcome outcome = run_alone();
    busy.store(false, std::memory_order_release);
    return outcome;
}

Outcome Exploration::run_alone() {
    const MakeEngine make = engine_named(request_.version);
    if (make == nullptr) return failed("no such version: " + request_.version);
    if (!map_arena())
        return failed("the memory at the explorer's fixed address is taken by something else in this process");
    ParsedScenario parsed = parse_scenario(request_.scenario_name, request_.scenario_text);
    Outcome outcome;
    outcome.scenario_error = parsed.error;
    if (!parsed.error.message.empty()) return outcome;
    for (const ScenarioThread &thread : parsed.scenario.threads) outcome.threads.push_back(thread.name);
    RcuProgram program(make, parsed.scenario);
    Options options = request_.options;
    options.stop = &stop_;
    options.progress = &schedules_;
    if (request_.schedule) {
        play(program, options, *request_.schedule, outcome);
    } else {
        search(program, options, outcome);
    }
    return outcome;
}

}  // namespace rcu_bench::explore
