#include "addon/recording_functions.h"

#include <set>

#include "addon/opened.h"
#include "addon/promise_worker.h"
#include "addon/result_object.h"
#include "trace/event_merge.h"
#include "trace/labels.h"
#include "trace/story_words.h"
#include "trace/unmap_story.h"

namespace rcu_bench::addon {

using trace::Recording;

namespace {

struct Stories {
    Opened opened;
    int64_t begin_ns = 0;
    std::vector<double> resource, begin, latency, measured;
    std::vector<std::pair<size_t, trace::UnmapStory>> whole;  // by index
    trace::UnmapStory slowest;                                // of the measured unmaps; length 0: there was none
    std::vector<std::string> threads;
    trace::UnmapTime time;  // of the measured unmaps
};

Stories collect_stories(const std::string &path, const std::set<size_t> &wanted) {
    const Recording recording(path);
    Stories stories;
    stories.opened = opened(recording);
    stories.begin_ns = recording.begin_ns();
    if (recording.error() != trace::OpenError::none) return stories;
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
        if (story->measured) {
            stories.time.add(*story);
            if (story->latency_ns() > stories.slowest.latency_ns()) stories.slowest = *story;
        }
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

/// Times count from the beginning of the unmap.
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

Napi::Object time_object(Napi::Env env, const trace::UnmapTime &time) {
    Napi::Object stages = Napi::Object::New(env);
    for (size_t i = 0; i < trace::stage_count; ++i) {
        if (time.stage_ns[i] == 0) continue;
        stages.Set(std::string(trace::stage_key(static_cast<trace::Stage>(i))), static_cast<double>(time.stage_ns[i]));
    }
    Napi::Object object = Napi::Object::New(env);
    object.Set("unmaps", static_cast<double>(time.unmaps));
    object.Set("stageNs", stages);
    object.Set("bqlNs", static_cast<double>(time.bql_ns));
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
    if (stories.slowest.latency_ns() > 0) object.Set("slowest", story_object(env, stories.slowest, stories));
    object.Set("time", time_object(env, stories.time));
    return object;
}

}  // namespace

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

}  // namespace rcu_bench::addon
