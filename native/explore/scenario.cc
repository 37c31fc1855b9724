#include "explore/scenario.h"

#include "explore/core.h"

namespace rcu_bench::explore {

namespace {

size_t callbacks_of(const Step &step) {
    switch (step.kind) {
        case StepKind::call: return 1 + step.chain;
        case StepKind::drain:
        case StepKind::synchronize: return 1;
        default: return 0;
    }
}

constexpr size_t most_steps = 100;  // of a thread: its sections are counted in a byte

}  // namespace

size_t callbacks_of(const Scenario &scenario) {
    size_t callbacks = 0;
    for (const ScenarioThread &thread : scenario.threads) {
        for (const Step &step : thread.steps) callbacks += callbacks_of(step);
    }
    return callbacks;
}

std::string too_large(const Scenario &scenario) {
    if (scenario.threads.size() >= max_threads) return "more than " + std::to_string(max_threads - 1) + " threads";
    if (callbacks_of(scenario) > max_callbacks) return "more than " + std::to_string(max_callbacks) + " callbacks";
    for (const ScenarioThread &thread : scenario.threads) {
        if (thread.steps.size() > most_steps) return "more than " + std::to_string(most_steps) + " steps of one thread";
    }
    return {};
}

}  // namespace rcu_bench::explore
