// What spans threads in a recording: the arrows from call_rcu to callback and from the region's end to the resumed
// command, the row of each blob's unmap, and the number of callbacks pending.
#pragma once

#include <vector>

#include "trace/chrome_events.h"
#include "trace/recorder.h"

namespace rcu_bench::trace {

class CrossThread {
  public:
    CrossThread(ChromeEvents &chrome, uint32_t pid) : chrome_(chrome), pid_(pid) {}

    void write(const Recorder &recorder);

  private:
    struct Point {
        int64_t time_ns;
        uint64_t key;  // a callback's node, an unmap's resource
        int tid;
    };
    struct Step {
        int64_t time_ns;
        int64_t delta;
    };

    void collect(const ThreadLog &log);
    void write_flows(const char *name, std::vector<Point> &from, std::vector<Point> &to, int64_t to_offset_ns);
    void write_unmap_rows();
    void write_pending();

    ChromeEvents &chrome_;
    const uint32_t pid_;
    uint64_t next_flow_ = 1;
    std::vector<Point> calls_, callbacks_, unmaps_started_, regions_gone_, unmaps_finished_;
    std::vector<Step> pending_;
};

}  // namespace rcu_bench::trace
