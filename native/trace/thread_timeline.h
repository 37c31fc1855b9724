// One thread's ring as slices and marks on its track. A stack pairs begins with ends, so that slices nest whatever was
// lost: what a wrapped ring or a stall left open is closed where it has to be.
#pragma once

#include <vector>

#include "trace/chrome_events.h"
#include "trace/recorder.h"

namespace rcu_bench::trace {

/// The async row on which all threads show when they hold the BQL; one at a time.
inline constexpr uint64_t bql_row = 1;

class ThreadTimeline {
  public:
    ThreadTimeline(ChromeEvents &chrome, Track track, const ThreadLog &log)
        : chrome_(chrome), track_(track), log_(log) {}

    /// `end_ns` is the trace's end: slices that are still open reach to it.
    void write(int64_t end_ns);

  private:
    struct Frame {
        Event begin;
        uint64_t extra = no_extra;  // a grace period's ForceReason, a round's ongoing readers
    };
    static constexpr uint64_t no_extra = UINT64_MAX;

    void on(const Event &event);
    void open(const Event &event);
    void close(uint16_t begin_kind, const Event &end);
    void mark(const Event &event);
    void note_on(uint16_t kind, uint64_t extra);
    void write_slice(const Frame &frame, int64_t end_ns, const Event *end);
    void write_wait_args(const Frame &frame, int64_t end_ns, const Event *end);
    void write_grace_period_args(const Frame &frame, const Event *end);
    bool is_open(uint16_t kind) const;

    ChromeEvents &chrome_;
    const Track track_;
    const ThreadLog &log_;
    std::vector<Frame> stack_;
    int64_t bql_since_ns_ = 0;  // 0: not held, as far as the ring shows
};

}  // namespace rcu_bench::trace
