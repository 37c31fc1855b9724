// A trial's result as a JavaScript object; samples stay binary.
#pragma once

#include <napi.h>

#include "torture/torture.h"
#include "load/arrivals.h"
#include "trial/trial.h"

namespace rcu_bench::addon {

Napi::Float64Array float64_array(Napi::Env env, const std::vector<double> &values);

Napi::Object result_object(Napi::Env env, const workload::Result &result);
Napi::Object outcome_object(Napi::Env env, const torture::Outcome &outcome);
Napi::Object arrivals_object(Napi::Env env, const std::vector<workload::Arrival> &arrivals);

}  // namespace rcu_bench::addon
