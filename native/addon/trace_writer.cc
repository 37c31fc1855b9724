#include "addon/trace_writer.h"

#include <cstring>

#include "trace/chrome.h"

namespace rcu_bench::addon {

Napi::Value write_trace(const Napi::CallbackInfo &info, const trace::Recorder &recorder) {
    const Napi::Env env = info.Env();
    const std::string path = info[0].As<Napi::String>().Utf8Value();
    const std::string title = info[1].As<Napi::String>().Utf8Value();
    const trace::ChromeSummary summary = trace::write_chrome(recorder, path, title);
    if (summary.error != 0) {
        Napi::Error error = Napi::Error::New(env, strerror(summary.error));
        error.Value().Set("errno", summary.error);
        error.ThrowAsJavaScriptException();
        return env.Undefined();
    }
    Napi::Object object = Napi::Object::New(env);
    object.Set("events", static_cast<double>(summary.events));
    object.Set("dropped", static_cast<double>(recorder.dropped()));
    return object;
}

}  // namespace rcu_bench::addon
