// The same scripts run on any version, so that two versions can be compared by what they log.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scripted/machine.h"

namespace rcu_bench::scripted {

struct Scenario {
    std::string name;
    void (*play)(Machine &m);
};

const std::vector<Scenario> &scenarios();

/// How closely two logs are looked at.
enum class View {
    full,          ///< every probe, barrier and trim
    waits_masked,  ///< the same without what the waits were asked for
    outcome,       ///< what a user sees: grace periods, forces, kicks, callbacks, returns, with their times
};

/// The log of one version in one scenario; ends with when the RCU thread would wake up by itself.
std::string log_of(std::string_view version, const Scenario &scenario, View view, Kernel kernel = Kernel::linux64);

/// The names of the scenarios whose logs differ, comma-separated.
std::string differences(std::string_view older, std::string_view newer, View view, Kernel kernel = Kernel::linux64);
/// All of them.
std::string all_scenarios();
std::string all_scenarios_but(std::string_view name);

}  // namespace rcu_bench::scripted
