// An exploration of one scenario as a JavaScript object.
#pragma once

#include <napi.h>

#include <memory>

#include "explore/exploration.h"

namespace rcu_bench::addon {

class ExplorationObject : public Napi::ObjectWrap<ExplorationObject> {
  public:
    static Napi::Function define(Napi::Env env);
    explicit ExplorationObject(const Napi::CallbackInfo &info);

  private:
    Napi::Value run(const Napi::CallbackInfo &info);
    Napi::Value schedules(const Napi::CallbackInfo &info);
    void stop(const Napi::CallbackInfo &info);

    std::shared_ptr<explore::Exploration> exploration_;
};

/// The scenarios of the explorer: {name, text} each.
Napi::Value standard_scenarios(const Napi::CallbackInfo &info);

}  // namespace rcu_bench::addon
