#include "addon/result_object.h"

#include <algorithm>

#include "addon/names.h"

namespace rcu_bench::addon {

namespace {

Napi::Object counters_object(Napi::Env env, const std::map<std::string, double> &counters) {
    Napi::Object object = Napi::Object::New(env);
    for (const auto &[name, value] : counters) object.Set(name, value);
    return object;
}

Napi::Array lines_array(Napi::Env env, const std::vector<std::string> &lines) {
    Napi::Array array = Napi::Array::New(env, lines.size());
    for (uint32_t i = 0; i < lines.size(); ++i) array.Set(i, lines[i]);
    return array;
}

}  // namespace

Napi::Float64Array float64_array(Napi::Env env, const std::vector<double> &values) {
    Napi::Float64Array array = Napi::Float64Array::New(env, values.size());
    std::copy(values.begin(), values.end(), array.Data());
    return array;
}

Napi::Object result_object(Napi::Env env, const workload::Result &result) {
    Napi::Object samples = Napi::Object::New(env);
    for (const auto &[metric, values] : result.samples) samples.Set(metric, float64_array(env, values));
    Napi::Object object = Napi::Object::New(env);
    object.Set("status", name_of(result.status));
    object.Set("measuredNs", static_cast<double>(result.measured_ns));
    object.Set("overloaded", result.overloaded);
    object.Set("abandoned", result.abandoned);
    object.Set("samples", samples);
    object.Set("counters", counters_object(env, result.counters));
    object.Set("report", lines_array(env, result.report));
    return object;
}

Napi::Object outcome_object(Napi::Env env, const torture::Outcome &outcome) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("verdict", name_of(outcome.verdict));
    object.Set("ranNs", static_cast<double>(outcome.ran_ns));
    object.Set("abandoned", outcome.abandoned);
    object.Set("counters", counters_object(env, outcome.counters));
    object.Set("evidence", lines_array(env, outcome.evidence));
    object.Set("lastEvents", lines_array(env, outcome.last_events));
    return object;
}

Napi::Object arrivals_object(Napi::Env env, const std::vector<workload::Arrival> &arrivals) {
    Napi::Float64Array times = Napi::Float64Array::New(env, arrivals.size());
    Napi::Float64Array resources = Napi::Float64Array::New(env, arrivals.size());
    Napi::Uint8Array types = Napi::Uint8Array::New(env, arrivals.size());
    for (size_t i = 0; i < arrivals.size(); ++i) {
        times[i] = static_cast<double>(arrivals[i].time_ns);
        resources[i] = static_cast<double>(arrivals[i].resource);
        types[i] = static_cast<uint8_t>(arrivals[i].type);
    }
    Napi::Object object = Napi::Object::New(env);
    object.Set("timeNs", times);
    object.Set("type", types);
    object.Set("resource", resources);
    return object;
}

}  // namespace rcu_bench::addon
