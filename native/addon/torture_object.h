// A torture of one version as a JavaScript object. Its interface is that of a trial.
#pragma once

#include <napi.h>

#include <memory>

#include "torture/torture.h"

namespace rcu_bench::addon {

class TortureObject : public Napi::ObjectWrap<TortureObject> {
  public:
    static Napi::Function define(Napi::Env env);
    explicit TortureObject(const Napi::CallbackInfo &info);

  private:
    Napi::Value run(const Napi::CallbackInfo &info);
    Napi::Value progress(const Napi::CallbackInfo &info);
    void stop(const Napi::CallbackInfo &info);
    Napi::Value longest_ns(const Napi::CallbackInfo &info);
    Napi::Value write_recording(const Napi::CallbackInfo &info);

    int64_t created_ns_;
    std::shared_ptr<torture::Torture> torture_;
};

/// Names of the points at which a torture can delay.
Napi::Value delay_point_names(const Napi::CallbackInfo &info);

}  // namespace rcu_bench::addon
