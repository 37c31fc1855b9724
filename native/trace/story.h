// Feeds a recording to a sink: tracks and their names, slices and marks of each thread, rows and arrows across threads,
// and counters. One pass, in constant memory.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "trace/event_merge.h"
#include "trace/sink.h"
#include "trace/thread_timeline.h"
#include "trace/unmap_story.h"

namespace rcu_bench::trace {

/// Numbers that must differ from those of another recording in the same file.
struct Numbering {
    uint32_t first_track = 1;
    uint64_t first_flow = 1;
};

class Story {
  public:
    Story(const Recording &recording, Sink &sink, Numbering numbering = {});

    /// Feeds the whole recording.
    Written tell();
    /// The first free numbers for a further recording.
    Numbering next_numbering() const { return {next_track_, next_flow_}; }

  private:
    struct UnmapFlow {
        uint64_t flow;
        int64_t begin_ns;
    };
    /// State across the threads of a process.
    struct Process {
        std::unordered_map<uint64_t, uint64_t> calls;    // node -> flow of the call that queued the node
        std::unordered_map<uint64_t, UnmapFlow> unmaps;  // by resource
        int64_t gp_begin_ns = 0;                         // beginning of the newest grace period
        uint64_t pending = 0;                            // pending callbacks
        uint64_t in_section = 0;                         // readers in a section
        int64_t bql_since_ns = 0;                        // 0: not held, as far as the recording shows
        uint32_t bql_holder = no_thread;
        bool has_bql_row = false;
    };

    void introduce();
    void on(const MergedEvent &event);
    Flow flow_at(const MergedEvent &event, Process &process);
    void count(const MergedEvent &event, Process &process);
    void count(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value);
    void bql_row(const MergedEvent &event, Process &process);
    void write_bql_hold(Process &process, uint32_t holder, int64_t end_ns, const Args &args);
    void finish_bql_rows(int64_t end_ns);
    void row(const MergedEvent &event);
    void unmap_row(const UnmapStory &unmap);
    void row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args);

    const Recording &recording_;
    Sink &sink_;
    UnmapStories unmaps_;
    std::vector<ThreadTimeline> timelines_;
    std::vector<Process *> process_of_;  // by thread
    std::map<uint32_t, Process> processes_;
    std::vector<bool> in_section_;  // by thread
    uint32_t next_track_;
    uint64_t next_flow_;
    Written written_;
};

}  // namespace rcu_bench::trace
