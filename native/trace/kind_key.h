// The key of each kind of event, by which recordings name it: the enumerators' own names.
#pragma once

#include <cstdint>
#include <string_view>

#include "trace/event_kind.h"

namespace rcu_bench::trace {

inline constexpr uint16_t kind_count = static_cast<uint16_t>(MachineEvent::count_);

/// Empty for a number that is no kind.
std::string_view kind_key(uint16_t kind);
/// The kind of this key; kind_count where there is none.
uint16_t kind_of_key(std::string_view key);

}  // namespace rcu_bench::trace
