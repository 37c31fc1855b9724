#include "trace/export.h"

#include <memory>
#include <optional>

#include "trace/chrome_sink.h"
#include "trace/clip_sink.h"
#include "trace/story.h"
#include "trace/track_event_sink.h"

namespace rcu_bench::trace {

namespace {

bool is_whole(const ExportPart &part) {
    return part.from_ns == 0 && part.to_ns == INT64_MAX && part.at_ns == 0 && part.pid == 0 && part.process.empty() &&
           part.categories.empty();
}

/// All of it, straight to the file; or what the part asks for. A moved part lies on the file's own time line.
Written tell(const Recording &recording, const ExportPart &part, Sink &sink, Numbering &numbering) {
    if (is_whole(part)) {
        Story story(recording, sink, numbering);
        const Written written = story.tell();
        numbering = story.next_numbering();
        return written;
    }
    ClipSink clip(sink, part, recording.begin_ns());
    Story story(recording, clip, numbering);
    story.tell();
    numbering = story.next_numbering();
    return clip.written();
}

void add(Written &sum, const Written &more) {
    sum.slices += more.slices;
    sum.marks += more.marks;
    sum.counters += more.counters;
    sum.arrows += more.arrows;
}

}  // namespace

ExportResult export_trace(const std::vector<ExportPart> &parts, TraceFormat format, const std::string &path) {
    ExportResult result;
    std::vector<std::unique_ptr<Recording>> recordings;  // all stay open: sinks keep the addresses of their texts
    for (const ExportPart &part : parts) {
        const Recording &recording = *recordings.emplace_back(std::make_unique<Recording>(part.recording));
        result.open_error = recording.error();
        result.read_error = recording.system_error();
        result.version = recording.version();
        result.part = recordings.size() - 1;
        if (result.open_error != OpenError::none) return result;
        result.recorded += recording.event_count();
        result.dropped += recording.lost();
        result.threads += recording.threads().size();
    }
    const bool whole = parts.size() == 1 && is_whole(parts.front());
    const int64_t begin_ns = whole ? recordings.front()->begin_ns() : 0;
    FileOut out(path);
    std::optional<ChromeSink> chrome;
    std::optional<TrackEventSink> track_event;
    if (format == TraceFormat::chrome) chrome.emplace(out, begin_ns);
    if (format == TraceFormat::perfetto) track_event.emplace(out, begin_ns);
    Sink &sink = chrome ? static_cast<Sink &>(*chrome) : *track_event;
    Numbering numbering;
    for (size_t i = 0; i < parts.size(); ++i) add(result.written, tell(*recordings[i], parts[i], sink, numbering));
    if (chrome) chrome->finish(result.dropped);
    result.write_error = out.close();
    return result;
}

}  // namespace rcu_bench::trace
