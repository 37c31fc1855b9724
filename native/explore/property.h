// The properties that an execution is checked for. docs/explore.md defines them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rcu_bench::explore {

enum class Property : uint8_t {
    // Violations: the execution ends with the step that shows one.
    deadlock,
    livelock,
    once,
    order,
    grace_period,
    drain,
    callback_bql,
    registry_lock,
    unregistered_reader,
    // Notes: nothing breaks, but time is lost or something happens without a request.
    promptness,
    spurious_force,
    leftover_force,
    sleep_budget,
    count_
};

inline constexpr size_t property_count = static_cast<size_t>(Property::count_);

constexpr bool is_violation(Property property) { return property < Property::promptness; }

constexpr std::string_view name_of(Property property) {
    switch (property) {
        case Property::deadlock: return "deadlock";
        case Property::livelock: return "livelock";
        case Property::once: return "once";
        case Property::order: return "order";
        case Property::grace_period: return "grace-period";
        case Property::drain: return "drain";
        case Property::callback_bql: return "callback-bql";
        case Property::registry_lock: return "registry-lock";
        case Property::unregistered_reader: return "unregistered-reader";
        case Property::promptness: return "promptness";
        case Property::spurious_force: return "spurious-force";
        case Property::leftover_force: return "leftover-force";
        case Property::sleep_budget: return "sleep-budget";
        case Property::count_: break;
    }
    return {};
}

constexpr std::optional<Property> property_named(std::string_view name) {
    for (size_t i = 0; i < property_count; ++i) {
        if (name_of(static_cast<Property>(i)) == name) return static_cast<Property>(i);
    }
    return std::nullopt;
}

constexpr uint32_t bit_of(Property property) { return uint32_t{1} << static_cast<uint32_t>(property); }

}  // namespace rcu_bench::explore
