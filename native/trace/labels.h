// Names of slices and marks that depend on an event's values.
#pragma once

#include <string_view>

#include "trace/event_shape.h"

namespace rcu_bench::trace {

std::string_view slice_label(uint64_t kind, uint64_t a, uint64_t b, const EventShape &shape);
std::string_view mark_label(uint64_t kind, uint64_t a, const EventShape &shape);
/// Of a rcu::ForceReason, in words.
std::string_view reason_label(uint64_t reason);

}  // namespace rcu_bench::trace
