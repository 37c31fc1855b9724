// The standard scenarios of the explorer. docs/explore.md explains them.
#pragma once

#include <array>
#include <string_view>

namespace rcu_bench::explore {

struct StandardScenario {
    std::string_view name;
    std::string_view text;
};

inline constexpr std::array standard_scenarios{
    StandardScenario{"three-producers", R"(
A: call
B: call
C: call
)"},
    StandardScenario{"long-reader", R"(
P: call
R: read long
)"},
    StandardScenario{"drain", R"(
D: drain
A: call
B: call
R: read until kicked
)"},
    StandardScenario{"drain-under-bql", R"(
M: bql { call, drain }
A: call
R: read short
)"},
    StandardScenario{"synchronize", R"(
S: sync
A: call
R: read 25ms
)"},
    StandardScenario{"half-done-call", R"(
A: call
B: call+force
R: read 25ms
S: read long
)"},
    StandardScenario{"force-while-idle", R"(
F: force, call
A: call
R: read long
)"},
    StandardScenario{"force-mid-grace-period", R"(
A: call
B: call+force
R: read until kicked
)"},
    StandardScenario{"unregister-while-forcing", R"(
A: call+force
R: read short, unregister
S: register, read 25ms, unregister
)"},
    StandardScenario{"chained-callbacks", R"(
A: call chain 1
F: call+force
R: read 25ms
S: read long
)"},
};

}  // namespace rcu_bench::explore
