// The JSON events of Chrome's format, one function for each phase that Perfetto handles.
#pragma once

#include "trace/json_out.h"

namespace rcu_bench::trace {

/// Where an event lies.
struct Track {
    uint32_t pid;
    int tid;
};

class ChromeEvents {
  public:
    /// Times are given as CLOCK_MONOTONIC ns and written relative to `base_ns`.
    ChromeEvents(JsonOut &out, int64_t base_ns) : out_(out), base_ns_(base_ns) {}

    // Each of these begins an event and leaves its `args` open: add them with arg(), then end().
    void slice(Track track, const char *category, std::string_view name, int64_t begin_ns, int64_t end_ns);
    void instant(Track track, const char *category, std::string_view name, int64_t at_ns, char scope);
    void async(char phase, Track track, const char *category, std::string_view name, uint64_t id, int64_t at_ns);
    void counter(Track track, std::string_view name, int64_t at_ns);
    void metadata(Track track, const char *what);

    void flow(char phase, Track track, const char *name, uint64_t id, int64_t at_ns);  // without args; complete

    ChromeEvents &arg(const char *name, uint64_t value);
    ChromeEvents &arg(const char *name, std::string_view text);
    void end();

    uint64_t written() const { return written_; }

  private:
    void begin(char phase, Track track, std::string_view name);
    void category(const char *name) { out_.raw(",\"cat\":\"").raw(name).raw("\""); }
    void at(int64_t ns) { out_.raw(",\"ts\":").microseconds(ns - base_ns_); }
    void open_args() {
        out_.raw(",\"args\":{");
        first_arg_ = true;
    }
    void name_arg(const char *name);

    JsonOut &out_;
    const int64_t base_ns_;
    uint64_t written_ = 0;
    bool first_arg_ = true;
};

}  // namespace rcu_bench::trace
