#include "addon/recording_functions.h"

#include "addon/opened.h"
#include "addon/promise_worker.h"
#include "addon/result_object.h"
#include "trace/duration_sink.h"
#include "trace/story.h"

namespace rcu_bench::addon {

using trace::Recording;

namespace {

struct Summary {
    Opened opened;
    std::map<trace::DurationSink::Name, std::vector<double>> slices;
    std::map<trace::DurationSink::Name, uint64_t> marks;
};

Summary summarize(const std::string &path) {
    const Recording recording(path);
    Summary summary{.opened = opened(recording), .slices = {}, .marks = {}};
    if (recording.error() != trace::OpenError::none) return summary;
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

Napi::Value summarize_recording(const Napi::CallbackInfo &info) {
    const std::string path = info[0].As<Napi::String>().Utf8Value();
    return run_off_the_event_loop(info.Env(), [path](std::string &) { return summarize(path); }, summary_object);
}

}  // namespace rcu_bench::addon
