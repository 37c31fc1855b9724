#include "addon/recording_functions.h"

#include "addon/opened.h"
#include "addon/promise_worker.h"

namespace rcu_bench::addon {

using trace::Recording;

namespace {

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

}  // namespace

Napi::Value inspect_recording(const Napi::CallbackInfo &info) {
    const std::string path = info[0].As<Napi::String>().Utf8Value();
    return run_off_the_event_loop(info.Env(), [path](std::string &) { return inspect(path); }, inspection_object);
}

}  // namespace rcu_bench::addon
