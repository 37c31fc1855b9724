// A scenario: threads, and what each does one step after another. Text becomes this in src/documents/scenario.ts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rcu_bench::explore {

enum class StepKind : uint8_t {
    call,               ///< call_rcu; `chain` further callbacks are queued one by the other
    force,              ///< force_rcu
    drain,              ///< drain_call_rcu
    synchronize,        ///< synchronize_rcu
    read,               ///< a section: of one load, or with a sleep of `ns` in it
    read_until_kicked,  ///< a section that a force ends; at most kick_limit_ns
    register_reader,
    unregister_reader,
    bql_lock,
    bql_unlock,
};

/// A vCPU that nobody kicks leaves its loop for another reason some day.
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
    std::vector<ScenarioThread> threads;  ///< the RCU thread is not among them: it is thread 0, these are 1 …
};

/// Callbacks that it has in all, those of drains and synchronize calls included.
size_t callbacks_of(const Scenario &scenario);
/// Empty, or why the explorer has no room for it.
std::string too_large(const Scenario &scenario);

}  // namespace rcu_bench::explore
