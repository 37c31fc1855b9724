// The language of scenarios: docs/explore.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "explore/scenario.h"

namespace rcu_bench::explore {

/// An error in a text. Lines and columns count from 1, columns in bytes.
struct ScenarioError {
    size_t line = 0;
    size_t column = 0;
    std::string message;  ///< empty: no error
};

struct ParsedScenario {
    Scenario scenario;
    ScenarioError error;
};

ParsedScenario parse_scenario(std::string_view name, std::string_view text);

}  // namespace rcu_bench::explore
