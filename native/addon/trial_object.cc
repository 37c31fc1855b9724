#include "addon/trial_object.h"

#include <cstring>

#include "addon/config_reader.h"
#include "addon/names.h"
#include "addon/result_object.h"
#include "addon/trace_writer.h"
#include "platform/clock.h"

namespace rcu_bench::addon {

namespace {

/// Waits for the trial off the event loop.
class RunWorker : public Napi::AsyncWorker {
  public:
    RunWorker(Napi::Env env, std::shared_ptr<workload::Trial> trial)
        : AsyncWorker(env), deferred_(Napi::Promise::Deferred::New(env)), trial_(std::move(trial)) {}

    Napi::Promise promise() const { return deferred_.Promise(); }

    void Execute() override {
        result_ = trial_->run();
        if (const int error = trial_->error(); error != 0) {
            SetError(std::string("cannot set up the blobs' memory: ") + strerror(error));
        }
    }
    void OnOK() override { deferred_.Resolve(result_object(Env(), result_)); }
    void OnError(const Napi::Error &error) override { deferred_.Reject(error.Value()); }

  private:
    Napi::Promise::Deferred deferred_;
    std::shared_ptr<workload::Trial> trial_;
    workload::Result result_;
};

}  // namespace

Napi::Function TrialObject::define(Napi::Env env) {
    return DefineClass(
        env, "Trial",
        {InstanceMethod<&TrialObject::run>("run"), InstanceMethod<&TrialObject::progress>("progress"),
         InstanceMethod<&TrialObject::stop>("stop"), InstanceMethod<&TrialObject::write_trace>("writeTrace")});
}

TrialObject::TrialObject(const Napi::CallbackInfo &info) : ObjectWrap(info), created_ns_(platform::monotonic_ns()) {
    const workload::Config config = read_config(info[0].As<Napi::Object>());
    const Napi::Env env = info.Env();
    if (env.IsExceptionPending()) return;
    if (const int error = platform::prepare_heavy_barrier(config.build.heavy); error != 0) {
        Napi::Error::New(env, std::string("membarrier: ") + strerror(error)).ThrowAsJavaScriptException();
        return;
    }
    if (!provider::is_builtin(config.version)) {
        Napi::Error::New(env, "no such version: " + config.version).ThrowAsJavaScriptException();
        return;
    }
    version_ = config.version;
    trial_ = std::make_shared<workload::Trial>(config);
}

Napi::Value TrialObject::run(const Napi::CallbackInfo &info) {
    auto *const worker = new RunWorker(info.Env(), trial_);  // deletes itself
    const Napi::Promise promise = worker->promise();
    worker->Queue();
    return promise;
}

Napi::Value TrialObject::progress(const Napi::CallbackInfo &info) {
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("phase", name_of(trial_->phase()));
    object.Set("elapsedNs", static_cast<double>(platform::monotonic_ns() - created_ns_));
    object.Set("unmaps", static_cast<double>(trial_->unmaps()));
    return object;
}

void TrialObject::stop(const Napi::CallbackInfo &) { trial_->request_stop(); }

Napi::Value TrialObject::write_trace(const Napi::CallbackInfo &info) {
    const trace::Recorder *const recorder = trial_->recorder();
    if (recorder != nullptr) return addon::write_trace(info, *recorder);
    Napi::Error::New(info.Env(), "this trial was not traced").ThrowAsJavaScriptException();
    return info.Env().Undefined();
}

}  // namespace rcu_bench::addon
