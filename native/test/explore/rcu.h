// Scenarios and engines for the explorer's tests.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

#include "explore/rcu_program.h"
#include "explore/replay.h"
#include "explore/search.h"

namespace rcu_bench::explore {

inline constexpr int64_t ms = 1'000'000;

inline const Step a_call{.kind = StepKind::call};
inline const Step a_force{.kind = StepKind::force};
inline const Step a_drain{.kind = StepKind::drain};
inline const Step a_sync{.kind = StepKind::synchronize};
inline const Step a_short_read{.kind = StepKind::read};
inline const Step a_long_read{.kind = StepKind::read, .ns = 75 * ms};
inline const Step a_kicked_read{.kind = StepKind::read_until_kicked};
inline const Step registers{.kind = StepKind::register_reader};
inline const Step unregisters{.kind = StepKind::unregister_reader};
inline const Step takes_bql{.kind = StepKind::bql_lock};
inline const Step drops_bql{.kind = StepKind::bql_unlock};

inline Scenario scenario(std::vector<ScenarioThread> threads) {
    return {.name = "test", .threads = std::move(threads)};
}

inline Scenario three_producers() { return scenario({{"A", {a_call}}, {"B", {a_call}}, {"C", {a_call}}}); }

inline RcuProgram program(std::string_view version, const Scenario &its) {
    REQUIRE(map_arena());
    const MakeEngine make = engine_named(version);
    REQUIRE((make != nullptr));
    REQUIRE(too_large(its) == "");
    return RcuProgram(make, its);
}

inline Options bounded(uint32_t preemptions) {
    Options options;
    options.preemptions = preemptions;
    return options;
}

inline Report explored(std::string_view version, const Scenario &its, const Options &options) {
    RcuProgram made = program(version, its);
    return explore(made, options);
}

inline const Finding *finding(const Report &report, Property property) {
    const auto found = std::ranges::find(report.findings, property, &Finding::property);
    return found == report.findings.end() ? nullptr : &*found;
}

/// One that must be there.
inline Finding found(const Report &report, Property property) {
    const Finding *const its = finding(report, property);
    REQUIRE(its != nullptr);
    return its != nullptr ? *its : Finding{};
}

/// What is found, each with the fewest preemptions that it takes.
inline std::map<std::string, uint32_t> found_with(const Report &report) {
    std::map<std::string, uint32_t> found;
    for (const Finding &one : report.findings) found[std::string(name_of(one.property))] = one.preemptions;
    return found;
}

}  // namespace rcu_bench::explore
