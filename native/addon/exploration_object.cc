#include "addon/exploration_object.h"

#include "addon/exploration_outcome.h"
#include "addon/fields.h"
#include "addon/promise_worker.h"
#include "explore/standard_scenarios.h"

namespace rcu_bench::addon {

namespace {

std::optional<explore::Strategy> parse_strategy(std::string_view name) {
    if (name == "dfs") return explore::Strategy::dfs;
    if (name == "pct") return explore::Strategy::pct;
    if (name == "random") return explore::Strategy::random;
    return std::nullopt;
}

std::optional<explore::ComeBack> parse_come_back(std::string_view name) {
    if (name == "snapshot") return explore::ComeBack::snapshot;
    if (name == "replay") return explore::ComeBack::replay;
    return std::nullopt;
}

uint32_t read_past(Napi::Env env, const Napi::Value &names) {
    uint32_t past = 0;
    const auto array = names.As<Napi::Array>();
    for (uint32_t i = 0; i < array.Length(); ++i) {
        const std::string name = array.Get(i).ToString();
        const auto property = explore::property_named(name);
        if (property) {
            past |= explore::bit_of(*property);
        } else {
            Napi::TypeError::New(env, "config.past: no such property: " + name).ThrowAsJavaScriptException();
        }
    }
    return past;
}

/// Leaves a pending exception if a field differs from the types in src/engine/binding.ts.
explore::Request read_request(const Napi::Object &object) {
    const Fields fields(object);
    explore::Request request;
    request.version = fields.text("version");
    request.scenario_name = fields.text("scenarioName");
    request.scenario_text = fields.text("scenarioText");
    explore::Options &options = request.options;
    options.preemptions = fields.count("preemptions");
    options.strategy = fields.named("strategy", parse_strategy);
    options.come_back = fields.named("comeBack", parse_come_back);
    options.stops_at_violation = true;
    options.prune = fields.flag("prune");
    options.atomic_calls = fields.flag("atomicCalls");
    options.early_timers = fields.flag("earlyTimers");
    options.seed = static_cast<uint64_t>(fields.number("seed"));
    options.memory_bytes = static_cast<size_t>(fields.number("memoryBytes"));
    const double budget_ns = fields.number("budgetNs");
    if (budget_ns > 0) options.budget_ns = static_cast<int64_t>(budget_ns);
    options.past = read_past(object.Env(), object.Get("past"));
    const Napi::Value schedule = object.Get("schedule");
    if (schedule.IsString()) {
        request.schedule = explore::parse_schedule(schedule.As<Napi::String>().Utf8Value());
        if (!request.schedule && !object.Env().IsExceptionPending())
            Napi::TypeError::New(object.Env(), "config.schedule is no schedule").ThrowAsJavaScriptException();
    }
    return request;
}

}  // namespace

Napi::Function ExplorationObject::define(Napi::Env env) {
    return DefineClass(
        env, "Exploration",
        {InstanceMethod<&ExplorationObject::run>("run"), InstanceMethod<&ExplorationObject::schedules>("schedules"),
         InstanceMethod<&ExplorationObject::stop>("stop")});
}

ExplorationObject::ExplorationObject(const Napi::CallbackInfo &info) : ObjectWrap(info) {
    explore::Request request = read_request(info[0].As<Napi::Object>());
    if (info.Env().IsExceptionPending()) return;
    exploration_ = std::make_shared<explore::Exploration>(std::move(request));
}

Napi::Value ExplorationObject::run(const Napi::CallbackInfo &info) {
    return run_off_the_event_loop(
        info.Env(),
        [exploration = exploration_](std::string &error) {
            explore::Outcome outcome = exploration->run();
            error = outcome.error;
            return outcome;
        },
        exploration_outcome);
}

Napi::Value ExplorationObject::schedules(const Napi::CallbackInfo &info) {
    return Napi::Number::New(info.Env(), static_cast<double>(exploration_->schedules()));
}

void ExplorationObject::stop(const Napi::CallbackInfo &) { exploration_->request_stop(); }

Napi::Value standard_scenarios(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    Napi::Array scenarios = Napi::Array::New(env);
    for (const explore::StandardScenario &scenario : explore::standard_scenarios) {
        Napi::Object object = Napi::Object::New(env);
        object.Set("name", std::string(scenario.name));
        object.Set("text", std::string(scenario.text));
        scenarios.Set(scenarios.Length(), object);
    }
    return scenarios;
}

}  // namespace rcu_bench::addon
