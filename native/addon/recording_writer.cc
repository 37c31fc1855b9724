#include "addon/recording_writer.h"

#include <cstring>

#include "trace/recording_writer.h"

namespace rcu_bench::addon {

void throw_errno(Napi::Env env, int errno_value) {
    Napi::Error error = Napi::Error::New(env, strerror(errno_value));
    error.Value().Set("errno", errno_value);
    error.ThrowAsJavaScriptException();
}

Napi::Value write_recording(const Napi::CallbackInfo &info, trace::Recorder &recorder, int stream_error) {
    const Napi::Env env = info.Env();
    const std::string path = info[0].As<Napi::String>().Utf8Value();
    const trace::RecordingTitle title{info[1].As<Napi::String>().Utf8Value(), info[2].As<Napi::String>().Utf8Value()};
    const int error = path.empty() ? stream_error : trace::write_recording(recorder, path, title);
    if (error != 0) {
        throw_errno(env, error);
        return env.Undefined();
    }
    Napi::Object object = Napi::Object::New(env);
    object.Set("dropped", static_cast<double>(recorder.dropped()));
    object.Set("triggered", recorder.triggered());
    object.Set("clock", trace::event_clock_name());
    object.Set("clockErrorNs", static_cast<double>(recorder.clock_map().error_ns()));
    return object;
}

}  // namespace rcu_bench::addon
