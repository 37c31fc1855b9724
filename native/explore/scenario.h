// A scenario: threads, and the steps of each thread. scenario_text.cc parses the text of a scenario.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rcu_bench::explore {

enum class StepKind : uint8_t {
    call,               ///< call_rcu; each of `chain` further callbacks is queued by the previous one
    force,              ///< force_rcu
    drain,              ///< drain_call_rcu
    synchronize,        ///< synchronize_rcu
    read,               ///< a section with one load, or with a sleep of `ns`
    read_until_kicked,  ///< a section that a force ends; at most kick_limit_ns
    register_reader,
    unregister_reader,
    bql_lock,
    bql_unlock,
};

/// A vCPU that nobody kicks leaves its loop for another reason after this time.
inline constexpr int64_t kick_limit_ns = 1'000'000'000;

struct Step {
    StepKind kind = StepKind::call;
    uint32_t chain = 0;
    int64_t ns = 0;
};

struct ScenarioThread {
    std::string name;
    std::vector<Step> steps;
};

struct Scenario {
    std::string name;
    std::vector<ScenarioThread> threads;  ///< without the RCU thread, which is thread 0; these are 1 …
};

/// The number of callbacks, including those of drains and synchronize calls.
size_t callbacks_of(const Scenario &scenario);
/// Empty, or why the scenario does not fit into the explorer.
std::string too_large(const Scenario &scenario);

}  // namespace rcu_bench::explore
