#include "addon/torture_object.h"

#include "addon/config_reader.h"
#include "addon/promise_worker.h"
#include "addon/result_object.h"
#include "addon/recording_writer.h"
#include "platform/clock.h"

namespace rcu_bench::addon {

Napi::Function TortureObject::define(Napi::Env env) {
    return DefineClass(
        env, "Torture",
        {InstanceMethod<&TortureObject::run>("run"), InstanceMethod<&TortureObject::progress>("progress"),
         InstanceMethod<&TortureObject::stop>("stop"), InstanceMethod<&TortureObject::longest_ns>("longestNs"),
         InstanceMethod<&TortureObject::write_recording>("writeRecording")});
}

TortureObject::TortureObject(const Napi::CallbackInfo &info) : ObjectWrap(info), created_ns_(platform::monotonic_ns()) {
    const torture::Config config = read_torture_config(info[0].As<Napi::Object>());
    if (!can_run(info.Env(), {config.version, config.provider_file}, config.build)) return;
    torture_ = std::make_shared<torture::Torture>(config);
}

Napi::Value TortureObject::run(const Napi::CallbackInfo &info) {
    return run_off_the_event_loop(
        info.Env(),
        [torture = torture_](std::string &error) {
            torture::Outcome outcome = torture->run();
            if (!outcome.refusal.empty()) error = "the RCU cannot be started: " + outcome.refusal;
            return outcome;
        },
        outcome_object);
}

Napi::Value TortureObject::progress(const Napi::CallbackInfo &info) {
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("elapsedNs", static_cast<double>(platform::monotonic_ns() - created_ns_));
    object.Set("callbacks", static_cast<double>(torture_->callbacks()));
    return object;
}

Napi::Value TortureObject::longest_ns(const Napi::CallbackInfo &info) {
    return Napi::Number::New(info.Env(), static_cast<double>(torture_->longest_ns()));
}

void TortureObject::stop(const Napi::CallbackInfo &) { torture_->request_stop(); }

Napi::Value TortureObject::write_recording(const Napi::CallbackInfo &info) {
    return addon::write_recording(info, torture_->recorder());
}

Napi::Value delay_point_names(const Napi::CallbackInfo &info) {
    Napi::Array names = Napi::Array::New(info.Env());
    for (const trace::DelayPoint &point : trace::delay_points()) names.Set(names.Length(), std::string(point.name));
    return names;
}

}  // namespace rcu_bench::addon
