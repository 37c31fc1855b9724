// The arguments of a slice: what is known at its beginning, and what is known only at its end.
#pragma once

#include "trace/event_merge.h"
#include "trace/event_shape.h"
#include "trace/sink.h"

namespace rcu_bench::trace {

/// No value was noted on the slice.
inline constexpr uint64_t nothing_noted = UINT64_MAX;

void add_begin_args(Args &args, const MergedEvent &begin, const EventShape &shape);
/// `end` is null if something else than the slice's own end closed the slice. `noted` is the ForceReason of a grace
/// period or the number of ongoing readers of a round.
void add_end_args(Args &args, const MergedEvent &begin, int64_t end_ns, const MergedEvent *end, uint64_t noted);
void add_mark_args(Args &args, const MergedEvent &event, const EventShape &shape);

}  // namespace rcu_bench::trace
