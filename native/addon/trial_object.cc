#include "addon/trial_object.h"

#include <cstring>

#include "addon/config_reader.h"
#include "addon/names.h"
#include "addon/promise_worker.h"
#include "addon/result_object.h"
#include "addon/recording_writer.h"
#include "platform/clock.h"

namespace rcu_bench::addon {

Napi::Function TrialObject::define(Napi::Env env) {
    return DefineClass(
        env, "Trial",
        {InstanceMethod<&TrialObject::run>("run"), InstanceMethod<&TrialObject::progress>("progress"),
         InstanceMethod<&TrialObject::stop>("stop"), InstanceMethod<&TrialObject::longest_ns>("longestNs"),
         InstanceMethod<&TrialObject::write_recording>("writeRecording")});
}

TrialObject::TrialObject(const Napi::CallbackInfo &info) : ObjectWrap(info), created_ns_(platform::monotonic_ns()) {
    const workload::Config config = read_config(info[0].As<Napi::Object>());
    if (!can_run(info.Env(), {config.version, config.provider_file}, config.build)) return;
    if (!workload::is_workload(config.workload)) {
        Napi::Error::New(info.Env(), "no such workload: " + config.workload).ThrowAsJavaScriptException();
        return;
    }
    trial_ = std::make_shared<workload::Trial>(config);
}

Napi::Value TrialObject::run(const Napi::CallbackInfo &info) {
    return run_off_the_event_loop(
        info.Env(),
        [trial = trial_](std::string &error) {
            workload::Result result = trial->run();
            if (trial->error() != 0)
                error = std::string("cannot set up the blobs' memory: ") + strerror(trial->error());
            if (!trial->refusal().empty()) error = "the RCU cannot be started: " + trial->refusal();
            return result;
        },
        result_object);
}

Napi::Value TrialObject::progress(const Napi::CallbackInfo &info) {
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("phase", name_of(trial_->phase()));
    object.Set("elapsedNs", static_cast<double>(platform::monotonic_ns() - created_ns_));
    object.Set("done", static_cast<double>(trial_->done()));
    return object;
}

Napi::Value TrialObject::longest_ns(const Napi::CallbackInfo &info) {
    return Napi::Number::New(info.Env(), static_cast<double>(trial_->longest_ns()));
}

void TrialObject::stop(const Napi::CallbackInfo &) { trial_->request_stop(); }

Napi::Value TrialObject::write_recording(const Napi::CallbackInfo &info) {
    trace::Recorder *const recorder = trial_->recorder();
    if (recorder != nullptr) return addon::write_recording(info, *recorder, trial_->stream_error());
    Napi::Error::New(info.Env(), "this trial was not traced").ThrowAsJavaScriptException();
    return info.Env().Undefined();
}

}  // namespace rcu_bench::addon
