// The events of one thread as slices and marks on its track. A stack pairs beginnings with ends, so that slices nest
// whatever was lost: slices that a wrapped ring or a stall left open are closed where necessary.
#pragma once

#include <vector>

#include "trace/event_merge.h"
#include "trace/sink.h"

namespace rcu_bench::trace {

class ThreadTimeline {
  public:
    ThreadTimeline(Sink &sink, const Recording &recording, Track track)
        : sink_(sink), recording_(recording), track_(track) {}

    /// Handles the next event of the thread, with its part of an arrow.
    void on(const MergedEvent &event, const Flow &flow);
    /// Ends the trace: open slices extend to its end.
    void finish(int64_t end_ns);

    const Track &track() const { return track_; }
    uint64_t slices() const { return slices_; }
    uint64_t marks() const { return marks_; }

  private:
    struct Frame {
        MergedEvent begin;
        uint64_t extra;  // the ForceReason of a grace period, or the ongoing readers of a round
    };

    void open(const MergedEvent &event, const EventShape &shape, const Flow &flow);
    void close(uint16_t begin_kind, const MergedEvent &end, const Flow &flow);
    void close_innermost(int64_t end_ns, const MergedEvent *end, const Flow &flow = {});
    void mark(const MergedEvent &event, const EventShape &shape, const Flow &flow);
    void complete(const MergedEvent &event, const EventShape &shape);
    void note_on(uint16_t kind, uint64_t extra);
    bool is_open(uint16_t kind) const;
    Label label_of(const MergedEvent &begin, const EventShape &shape) const;

    Sink &sink_;
    const Recording &recording_;
    const Track track_;
    std::vector<Frame> stack_;
    uint64_t slices_ = 0, marks_ = 0;
};

}  // namespace rcu_bench::trace
