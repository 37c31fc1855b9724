// The addon's surface. src/engine/binding.ts has its types.
#include <napi.h>

#include <cstring>

#include "addon/config_reader.h"
#include "addon/exploration_object.h"
#include "addon/names.h"
#include "addon/provider_inspection.h"
#include "addon/recording_functions.h"
#include "addon/result_object.h"
#include "addon/torture_object.h"
#include "addon/trial_object.h"
#include "provider/rcu_provider.h"
#include "trial/hot_paths.h"

namespace rcu_bench::addon {

namespace {

Napi::Value versions(const Napi::CallbackInfo &info) {
    const std::vector<std::string_view> names = provider::builtin_versions();
    Napi::Array array = Napi::Array::New(info.Env(), names.size());
    for (uint32_t i = 0; i < names.size(); ++i) array.Set(i, std::string(names[i]));
    return array;
}

Napi::Value arrivals(const Napi::CallbackInfo &info) {
    const workload::Config config = read_config(info[0].As<Napi::Object>());
    if (info.Env().IsExceptionPending()) return info.Env().Undefined();
    return arrivals_object(info.Env(), workload::draw_arrivals(config));
}

/// Null if this kernel offers the kind of barrier, otherwise the reason.
Napi::Value probe_membarrier(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    const auto kind = parse_membarrier(info[0].As<Napi::String>().Utf8Value());
    if (!kind) {
        Napi::TypeError::New(env, "no such kind of barrier").ThrowAsJavaScriptException();
        return env.Undefined();
    }
    const int error = platform::prepare_heavy_barrier(*kind);
    return error == 0 ? env.Null() : Napi::Value(Napi::String::New(env, strerror(error)));
}

/// measureHotPaths(version, membarrier, rounds): blocks JavaScript while it runs. Only bench/hot-paths.js calls it.
Napi::Value measure_hot_paths(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    const std::string version = info[0].ToString();
    const std::string membarrier = info[1].ToString();
    const auto heavy = parse_membarrier(membarrier);
    std::string error;
    if (!provider::is_builtin(version)) error = "'" + version + "' is not a built-in version";
    if (!heavy || platform::prepare_heavy_barrier(*heavy) != 0)
        error = "membarrier '" + membarrier + "' is not offered here";
    if (!error.empty()) {
        Napi::TypeError::New(env, error).ThrowAsJavaScriptException();
        return env.Undefined();
    }
    Napi::Object object = Napi::Object::New(env);
    for (const auto &[step, values_ns] : workload::measure_hot_paths(version, *heavy, info[2].ToNumber())) {
        object.Set(step, float64_array(env, values_ns));
    }
    return object;
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
    exports.Set("versions", Napi::Function::New(env, versions));
    exports.Set("arrivals", Napi::Function::New(env, arrivals));
    exports.Set("probeMembarrier", Napi::Function::New(env, probe_membarrier));
    exports.Set("measureHotPaths", Napi::Function::New(env, measure_hot_paths));
    exports.Set("inspectProvider", Napi::Function::New(env, inspect_provider));
    exports.Set("Trial", TrialObject::define(env));
    exports.Set("Torture", TortureObject::define(env));
    exports.Set("Exploration", ExplorationObject::define(env));
    exports.Set("standardScenarios", Napi::Function::New(env, standard_scenarios));
    exports.Set("delayPoints", Napi::Function::New(env, delay_point_names));
    exports.Set("exportTrace", Napi::Function::New(env, export_trace));
    exports.Set("inspectRecording", Napi::Function::New(env, inspect_recording));
    exports.Set("unmapStories", Napi::Function::New(env, unmap_stories));
    exports.Set("summarizeRecording", Napi::Function::New(env, summarize_recording));
    return exports;
}

}  // namespace

NODE_API_MODULE(rcu_bench, init)

}  // namespace rcu_bench::addon
