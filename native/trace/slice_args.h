// What a slice says beyond its name: what is known when it begins, and what only its end tells.
#pragma once

#include "trace/event_merge.h"
#include "trace/event_shape.h"
#include "trace/sink.h"

namespace rcu_bench::trace {

/// Nothing was noted on the slice.
inline constexpr uint64_t nothing_noted = UINT64_MAX;

void add_begin_args(Args &args, const MergedEvent &begin, const EventShape &shape);
/// `end` is null where the slice was closed by something else than its own end; `noted` is a grace period's ForceReason or
/// a round's ongoing readers.
void add_end_args(Args &args, const MergedEvent &begin, int64_t end_ns, const MergedEvent *end, uint64_t noted);
void add_mark_args(Args &args, const MergedEvent &event, const EventShape &shape);

}  // namespace rcu_bench::trace
