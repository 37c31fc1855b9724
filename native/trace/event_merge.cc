#include "trace/event_merge.h"

#include <algorithm>

namespace rcu_bench::trace {

EventMerge::EventMerge(const Recording &recording) : recording_(recording) {
    for (uint32_t i = 0; i < recording.threads().size(); ++i) {
        const RecordedThread &recorded = recording.threads()[i];
        if (recorded.events == 0) continue;
        Cursor cursor{.thread = i, .recorded = &recorded};
        if (cursor.fill(recording)) {
            cursor.set_time(recording);
            cursors_.push_back(std::move(cursor));
        }
    }
}

/// The next piece of the thread's events; false, and done, when there is none.
bool EventMerge::Cursor::fill(const Recording &recording) {
    at = filled = 0;
    while (chunk < recorded->chunks.size()) {
        const EventChunk &here = recorded->chunks[chunk];
        if (read_of_chunk == here.count) {
            ++chunk;
            read_of_chunk = 0;
            continue;
        }
        const size_t wanted = std::min<size_t>(buffered, here.count - read_of_chunk);
        const uint64_t offset = here.offset + uint64_t{read_of_chunk} * sizeof(Event);
        filled = recording.read_at(offset, buffer.get(), wanted * sizeof(Event)) / sizeof(Event);
        read_of_chunk += static_cast<uint32_t>(wanted);
        if (filled > 0) return true;  // a file that shrinks while it is read ends early
    }
    done = true;
    return false;
}

/// The thread with the earliest event, and how long it stays that.
void EventMerge::choose() {
    current_ = nullptr;
    runner_up_ns_ = INT64_MAX;
    for (Cursor &cursor : cursors_) {
        if (cursor.done) continue;
        if (current_ == nullptr || cursor.time_ns < current_->time_ns) {
            if (current_ != nullptr) runner_up_ns_ = std::min(runner_up_ns_, current_->time_ns);
            current_ = &cursor;
        } else {
            runner_up_ns_ = std::min(runner_up_ns_, cursor.time_ns);
        }
    }
}

}  // namespace rcu_bench::trace
