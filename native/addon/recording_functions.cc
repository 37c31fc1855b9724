#include "addon/recording_functions.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "addon/fields.h"
#include "addon/promise_worker.h"
#include "trace/duration_sink.h"
#include "trace/export.h"
#include "trace/labels.h"
#include "trace/story.h"
#include "trace/story_words.h"

namespace rcu_bench::addon {

namespace {

using trace::OpenError;
using trace::Recording;

const char *name_of(OpenError error) {
    switch (error) {
        case OpenError::none: return "none";
        case OpenError::system: return "system";
        case OpenError::not_a_recording: return "not-a-recording";
        case OpenError::unknown_version: return "unknown-version";
    }
    return "";
}

/// What TypeScript makes an error of: {error, reason, version}; an empty object where there is none.
struct Opened {
    OpenError error = OpenError::none;
    int system_error = 0;
    uint32_t version = 0;
};

Opened opened(const Recording &recording) { return {recording.error(), recording.system_error(), recording.version()}; }

void put_opened(Napi::Object object, const Opened &opened) {
    if (opened.error == OpenError::none) return;
    object.Set("error", name_of(opened.error));
    object.Set("reason", std::string(strerror(opened.system_error)));
    object.Set("version", opened.version);
}

Napi::Float64Array float64_array(Napi::Env env, const std::vector<double> &values) {
    Napi::Float64Array array = Napi::Float64Array::New(env, values.size());
    std::copy(values.begin(), values.end(), array.Data());
    return array;
}

std::vector<std::string> texts(const Napi::Value &value) {
    std::vector<std::string> list;
    const auto array = value.As<Napi::Array>();
    for (uint32_t i = 0; i < array.Length(); ++i) list.push_back(array.Get(i).ToString().Utf8Value());
    return list;
}

trace::ExportPart read_part(const Napi::Object &object) {
    const Fields fields(object);
    trace::ExportPart part;
    part.recording = fields.text("recording");
    part.from_ns = fields.ns("fromNs");
    const double to_ns = fields.number("toNs");  // Infinity: to the end
    part.to_ns = to_ns >= 9e18 ? INT64_MAX : static_cast<int64_t>(to_ns);
    part.at_ns = fields.ns("atNs");
    part.process = fields.text("process");
    part.pid = fields.count("pid");
    part.categories = texts(object.Get("categories"));
    return part;
}

Napi::Object export_object(Napi::Env env, const trace::ExportResult &result) {
    Napi::Object object = Napi::Object::New(env);
    put_opened(object, {result.open_error, result.read_error, result.version});
    object.Set("part", static_cast<double>(result.part));
    object.Set("writeErrno", result.write_error);
    object.Set("writeReason", std::string(strerror(result.write_error)));
    object.Set("slices", static_cast<double>(result.written.slices));
    object.Set("marks", static_cast<double>(result.written.marks));
    object.Set("counters", static_cast<double>(result.written.counters));
    object.Set("arrows", static_cast<double>(result.written.arrows));
    object.Set("recorded", static_cast<double>(result.recorded));
    object.Set("dropped", static_cast<double>(result.dropped));
    object.Set("threads", static_cast<double>(result.threads));
    return object;
}

struct Inspection {
    Opened opened;
    std::vector<std::string> meta;
    std::vector<trace::RecordedProcess> processes;
    std::vector<trace::RecordedThread> threads;
    int64_t begin_ns = 0, end_ns = 0, clock_error_ns = 0;
    bool whole = false;
    uint64_t damaged_at = 0;
};

Inspection inspect(const std::string &path) {
    const Recording recording(path);
    Inspection inspection{.opened = opened(recording),
                          .meta = recording.meta(),
                          .processes = recording.processes(),
                          .threads = recording.threads(),
                          .begin_ns = recording.begin_ns(),
                          .end_ns = recording.end_ns(),
                          .clock_error_ns = recording.clock().error_ns(),
                          .whole = recording.whole(),
                          .damaged_at = recording.damaged_at()};
    for (trace::RecordedThread &thread : inspection.threads) thread.chunks.clear();
    return inspection;
}

Napi::Object inspection_object(Napi::Env env, const Inspection &inspection) {
    Napi::Object object = Napi::Object::New(env);
    put_opened(object, inspection.opened);
    Napi::Array meta = Napi::Array::New(env);
    for (const std::string &text : inspection.meta) meta.Set(meta.Length(), text);
    Napi::Array processes = Napi::Array::New(env);
    for (const trace::RecordedProcess &process : inspection.processes) {
        Napi::Object entry = Napi::Object::New(env);
        entry.Set("pid", process.pid);
        entry.Set("name", process.name);
        entry.Set("order", process.order);
        processes.Set(processes.Length(), entry);
    }
    Napi::Array threads = Napi::Array::New(env);
    for (const trace::RecordedThread &thread : inspection.threads) {
        Napi::Object entry = Napi::Object::New(env);
        entry.Set("pid", thread.pid);
        entry.Set("tid", thread.tid);
        entry.Set("name", thread.name);
        entry.Set("order", thread.order);
        entry.Set("events", static_cast<double>(thread.events));
        entry.Set("lost", static_cast<double>(thread.lost));
        threads.Set(threads.Length(), entry);
    }
    object.Set("meta", meta);
    object.Set("processes", processes);
    object.Set("threads", threads);
    object.Set("spanNs", static_cast<double>(inspection.end_ns - inspection.begin_ns));
    object.Set("clockErrorNs", static_cast<double>(inspection.clock_error_ns));
    object.Set("whole", inspection.whole);
    object.Set("damagedAt", static_cast<double>(inspection.damaged_at));
    return object;
}

struct Stories {
    Opened opened;
    int64_t begin_ns = 0;
    std::vector<double> resource, begin, latency, measured;
    std::vector<std::pair<size_t, trace::UnmapStory>> whole;  // by index
    std::vector<std::string> threads;
};

Stories collect_stories(const std::string &path, const std::set<size_t> &wanted) {
    const Recording recording(path);
    Stories stories;
    stories.opened = opened(recording);
    stories.begin_ns = recording.begin_ns();
    if (recording.error() != OpenError::none) return stories;
    for (const trace::RecordedThread &thread : recording.threads()) stories.threads.push_back(thread.name);
    trace::UnmapStories unmaps(recording);
    trace::EventMerge merge(recording);
    trace::MergedEvent event{};
    while (merge.next(event)) {
        const trace::UnmapStory *const story = unmaps.on(event);
        if (story == nullptr) continue;
        const size_t index = stories.latency.size();
        stories.resource.push_back(static_cast<double>(story->resource));
        stories.begin.push_back(static_cast<double>(story->begin_ns - recording.begin_ns()));
        stories.latency.push_back(static_cast<double>(story->latency_ns()));
        stories.measured.push_back(story->measured ? 1 : 0);
        if (wanted.contains(index)) stories.whole.emplace_back(index, *story);
    }
    return stories;
}

Napi::Object interval_object(Napi::Env env, const trace::Interval &interval, const Stories &stories, int64_t base_ns) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("beginNs", static_cast<double>(interval.begin_ns - base_ns));
    object.Set("endNs", static_cast<double>(interval.end_ns - base_ns));
    object.Set("stage", std::string(trace::stage_key(interval.stage)));
    object.Set("cause", std::string(trace::cause_key(interval.cause)));
    if (interval.who != trace::no_thread) object.Set("who", stories.threads[interval.who]);
    if (interval.who_since_ns != 0) {
        object.Set("sectionNs", static_cast<double>(interval.end_ns - interval.who_since_ns));
        object.Set("sectionBqlNs", static_cast<double>(interval.who_bql_ns));
    }
    return object;
}

/// Times are counted from the unmap's begin.
Napi::Object story_object(Napi::Env env, const trace::UnmapStory &story, const Stories &stories) {
    Napi::Object object = Napi::Object::New(env);
    Napi::Array intervals = Napi::Array::New(env, story.intervals.size());
    for (uint32_t i = 0; i < story.intervals.size(); ++i) {
        intervals.Set(i, interval_object(env, story.intervals[i], stories, story.begin_ns));
    }
    Napi::Array grace_periods = Napi::Array::New(env);
    for (const trace::AwaitedGracePeriod &gp : story.grace_periods) {
        Napi::Object entry = Napi::Object::New(env);
        entry.Set("beginNs", static_cast<double>(gp.begin_ns - story.begin_ns));
        entry.Set("endNs", static_cast<double>(gp.end_ns - story.begin_ns));
        if (gp.forced) entry.Set("forced", std::string(trace::reason_label(*gp.forced)));
        entry.Set("rounds", static_cast<double>(gp.rounds));
        entry.Set("sleeps", static_cast<double>(gp.sleeps));
        grace_periods.Set(grace_periods.Length(), entry);
    }
    object.Set("resource", static_cast<double>(story.resource));
    object.Set("atNs", static_cast<double>(story.begin_ns - stories.begin_ns));
    object.Set("latencyNs", static_cast<double>(story.latency_ns()));
    object.Set("measured", story.measured);
    object.Set("intervals", intervals);
    object.Set("gracePeriods", grace_periods);
    return object;
}

Napi::Object stories_object(Napi::Env env, const Stories &stories) {
    Napi::Object object = Napi::Object::New(env);
    put_opened(object, stories.opened);
    object.Set("resource", float64_array(env, stories.resource));
    object.Set("atNs", float64_array(env, stories.begin));
    object.Set("latencyNs", float64_array(env, stories.latency));
    object.Set("measured", float64_array(env, stories.measured));
    Napi::Object whole = Napi::Object::New(env);
    for (const auto &[index, story] : stories.whole) {
        whole.Set(static_cast<uint32_t>(index), story_object(env, story, stories));
    }
    object.Set("stories", whole);
    return object;
}

struct Summary {
    Opened opened;
    std::map<trace::DurationSink::Name, std::vector<double>> slices;
    std::map<trace::DurationSink::Name, uint64_t> marks;
};

Summary summarize(const std::string &path) {
    const Recording recording(path);
    Summary summary{.opened = opened(recording), .slices = {}, .marks = {}};
    if (recording.error() != OpenError::none) return summary;
    trace::DurationSink sink;
    trace::Story(recording, sink).tell();
    summary.slices = sink.slices();
    summary.marks = sink.marks();
    return summary;
}

Napi::Object summary_object(Napi::Env env, const Summary &summary) {
    Napi::Object object = Napi::Object::New(env);
    put_opened(object, summary.opened);
    Napi::Array slices = Napi::Array::New(env), marks = Napi::Array::New(env);
    for (const auto &[name, lengths] : summary.slices) {
        Napi::Object entry = Napi::Object::New(env);
        entry.Set("category", name.first);
        entry.Set("name", name.second);
        entry.Set("lengthNs", float64_array(env, lengths));
        slices.Set(slices.Length(), entry);
    }
    for (const auto &[name, count] : summary.marks) {
        Napi::Object entry = Napi::Object::New(env);
        entry.Set("category", name.first);
        entry.Set("name", name.second);
        entry.Set("count", static_cast<double>(count));
        marks.Set(marks.Length(), entry);
    }
    object.Set("slices", slices);
    object.Set("marks", marks);
    return object;
}

}  // namespace

Napi::Value export_trace(const Napi::CallbackInfo &info) {
    const auto object = info[0].As<Napi::Object>();
    const Fields fields(object);
    std::vector<trace::ExportPart> parts;
    for (const Napi::Object &part : fields.objects("parts")) parts.push_back(read_part(part));
    const bool perfetto = fields.text("format") == "perfetto";
    const std::string path = fields.text("path");
    if (info.Env().IsExceptionPending()) return info.Env().Undefined();
    const auto format = perfetto ? trace::TraceFormat::perfetto : trace::TraceFormat::chrome;
    return run_off_the_event_loop(
        info.Env(), [parts, format, path](std::string &) { return trace::export_trace(parts, format, path); },
        export_object);
}

Napi::Value inspect_recording(const Napi::CallbackInfo &info) {
    const std::string path = info[0].As<Napi::String>().Utf8Value();
    return run_off_the_event_loop(info.Env(), [path](std::string &) { return inspect(path); }, inspection_object);
}

Napi::Value unmap_stories(const Napi::CallbackInfo &info) {
    const std::string path = info[0].As<Napi::String>().Utf8Value();
    std::set<size_t> wanted;
    const auto indexes = info[1].As<Napi::Array>();
    for (uint32_t i = 0; i < indexes.Length(); ++i) {
        wanted.insert(static_cast<size_t>(indexes.Get(i).ToNumber().Int64Value()));
    }
    return run_off_the_event_loop(
        info.Env(), [path, wanted](std::string &) { return collect_stories(path, wanted); }, stories_object);
}

Napi::Value summarize_recording(const Napi::CallbackInfo &info) {
    const std::string path = info[0].As<Napi::String>().Utf8Value();
    return run_off_the_event_loop(info.Env(), [path](std::string &) { return summarize(path); }, summary_object);
}

}  // namespace rcu_bench::addon
