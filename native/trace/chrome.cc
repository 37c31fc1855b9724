#include "trace/chrome.h"

#include <algorithm>
#include <unistd.h>

#include "trace/chrome_events.h"
#include "trace/cross_thread.h"
#include "trace/thread_timeline.h"

namespace rcu_bench::trace {

namespace {

struct Span {
    int64_t begin_ns = INT64_MAX, end_ns = 0;
};

Span span_of(const Recorder &recorder) {
    Span span;
    for (const ThreadLog &log : recorder.logs()) {
        if (log.written() == 0) continue;
        span.begin_ns = std::min(span.begin_ns, log.at(log.dropped()).time_ns);
        span.end_ns = std::max(span.end_ns, log.at(log.written() - 1).time_ns);
    }
    if (span.end_ns == 0) span.begin_ns = 0;
    return span;
}

void name_tracks(const Recorder &recorder, uint32_t pid, const std::string &title, ChromeEvents &chrome) {
    chrome.metadata({pid, 0}, "process_name");
    chrome.arg("name", title).end();
    // Ordered as one thinks of the machine: by role, then as the threads came.
    uint64_t order = 0;
    for (const ThreadLog &log : recorder.logs()) {
        const Track track{pid, log.tid};
        chrome.metadata(track, "thread_name");
        chrome.arg("name", log.name).end();
        chrome.metadata(track, "thread_sort_index");
        chrome.arg("sort_index", static_cast<uint64_t>(log.role) * recorder.logs().size() + order++).end();
    }
}

/// A slice over the whole trace, which gives the row its name.
void open_bql_row(Track track, const Span &span, ChromeEvents &chrome) {
    chrome.async('b', track, "bql", "BQL held by", bql_row, span.begin_ns);
    chrome.end();
    chrome.async('e', track, "bql", "BQL held by", bql_row, span.end_ns);
    chrome.end();
}

}  // namespace

ChromeSummary write_chrome(const Recorder &recorder, const std::string &path, const std::string &title) {
    JsonOut out(path);
    const Span span = span_of(recorder);
    const auto pid = static_cast<uint32_t>(getpid());
    ChromeEvents chrome(out, span.begin_ns);
    out.raw("{\"traceEvents\":[");
    name_tracks(recorder, pid, title, chrome);
    open_bql_row({pid, 0}, span, chrome);
    for (const ThreadLog &log : recorder.logs()) ThreadTimeline(chrome, {pid, log.tid}, log).write(span.end_ns);
    CrossThread(chrome, pid).write(recorder);
    out.raw("\n],\"displayTimeUnit\":\"ns\",\"otherData\":{\"dropped_events\":").number(recorder.dropped()).raw("}}\n");
    return {.error = out.close(), .events = chrome.written()};
}

}  // namespace rcu_bench::trace
