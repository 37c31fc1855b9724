// `new Trial(config)` in JavaScript.
#pragma once

#include <napi.h>

#include <memory>

#include "trial/trial.h"

namespace rcu_bench::addon {

class TrialObject : public Napi::ObjectWrap<TrialObject> {
  public:
    static Napi::Function define(Napi::Env env);
    explicit TrialObject(const Napi::CallbackInfo &info);

  private:
    Napi::Value run(const Napi::CallbackInfo &info);
    Napi::Value progress(const Napi::CallbackInfo &info);
    void stop(const Napi::CallbackInfo &info);
    Napi::Value longest_ns(const Napi::CallbackInfo &info);
    Napi::Value write_recording(const Napi::CallbackInfo &info);

    /// Shared with the worker that runs the trial.
    std::shared_ptr<workload::Trial> trial_;
    int64_t created_ns_;
};

}  // namespace rcu_bench::addon
