// Merges the events of all threads of a recording in order of time, in constant memory.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "trace/recorder.h"
#include "trace/recording.h"

namespace rcu_bench::trace {

struct MergedEvent {
    int64_t time_ns;  ///< CLOCK_MONOTONIC; within a thread never before the previous event
    uint16_t kind;    ///< of Recording::shape()
    uint32_t thread;  ///< position in Recording::threads()
    uint64_t a, b;
};

class EventMerge {
  public:
    explicit EventMerge(const Recording &recording);

    /// Returns false at the end.
    bool next(MergedEvent &event) {
        if (current_ == nullptr || current_->time_ns > runner_up_ns_) {
            choose();
            if (current_ == nullptr) return false;
        }
        const Event &raw = current_->buffer[current_->at];
        event = {current_->time_ns, recording_.kind_of(raw.kind), current_->thread, raw.a, raw.b};
        current_->advance(recording_);
        if (current_->done) current_ = nullptr;
        return true;
    }

  private:
    static constexpr size_t buffered = 4096;

    struct Cursor {
        uint32_t thread;
        const RecordedThread *recorded;
        size_t chunk = 0;
        uint32_t read_of_chunk = 0;
        std::unique_ptr<Event[]> buffer{new Event[buffered]};
        size_t at = 0, filled = 0;
        int64_t time_ns = INT64_MIN;
        bool done = false;

        void advance(const Recording &recording) {
            if (++at >= filled && !fill(recording)) return;
            set_time(recording);
        }
        bool fill(const Recording &recording);
        void set_time(const Recording &recording) {
            const int64_t now = std::min(recording.time_ns(*recorded, buffer[at].ticks), recording.latest_ns());
            if (now > time_ns) time_ns = now;
        }
    };

    void choose();

    const Recording &recording_;
    std::vector<Cursor> cursors_;
    Cursor *current_ = nullptr;
    int64_t runner_up_ns_ = INT64_MIN;
};

}  // namespace rcu_bench::trace
