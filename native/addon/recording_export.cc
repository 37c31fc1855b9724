#include "addon/recording_functions.h"

#include <cstring>

#include "addon/fields.h"
#include "addon/opened.h"
#include "addon/promise_worker.h"
#include "trace/export.h"

namespace rcu_bench::addon {

namespace {

std::vector<std::string> texts(const Napi::Value &value) {
    std::vector<std::string> list;
    const auto array = value.As<Napi::Array>();
    for (uint32_t i = 0; i < array.Length(); ++i) list.push_back(array.Get(i).ToString().Utf8Value());
    return list;
}

/// A double beyond the range of int64 must not be cast.
int64_t clamped_ns(double ns) { return ns >= 9e18 ? INT64_MAX : static_cast<int64_t>(ns); }

trace::ExportPart read_part(const Napi::Object &object) {
    const Fields fields(object);
    trace::ExportPart part;
    part.recording = fields.text("recording");
    part.from_ns = clamped_ns(fields.number("fromNs"));
    part.to_ns = clamped_ns(fields.number("toNs"));  // Infinity: to the end
    part.at_ns = fields.ns("atNs");
    part.process = fields.text("process");
    part.pid = fields.count("pid");
    part.categories = texts(object.Get("categories"));
    return part;
}

Napi::Object export_object(Napi::Env env, const trace::ExportResult &result) {
    Napi::Object object = Napi::Object::New(env);
    put_opened(object, {result.open_error, result.read_error, result.version});
    object.Set("part", static_cast<double>(result.part));
    object.Set("writeErrno", result.write_error);
    object.Set("writeReason", std::string(strerror(result.write_error)));
    object.Set("slices", static_cast<double>(result.written.slices));
    object.Set("marks", static_cast<double>(result.written.marks));
    object.Set("counters", static_cast<double>(result.written.counters));
    object.Set("arrows", static_cast<double>(result.written.arrows));
    object.Set("recorded", static_cast<double>(result.recorded));
    object.Set("dropped", static_cast<double>(result.dropped));
    object.Set("threads", static_cast<double>(result.threads));
    return object;
}

}  // namespace

Napi::Value export_trace(const Napi::CallbackInfo &info) {
    const auto object = info[0].As<Napi::Object>();
    const Fields fields(object);
    std::vector<trace::ExportPart> parts;
    for (const Napi::Object &part : fields.objects("parts")) parts.push_back(read_part(part));
    const bool perfetto = fields.text("format") == "perfetto";
    const std::string path = fields.text("path");
    if (info.Env().IsExceptionPending()) return info.Env().Undefined();
    const auto format = perfetto ? trace::TraceFormat::perfetto : trace::TraceFormat::chrome;
    return run_off_the_event_loop(
        info.Env(), [parts, format, path](std::string &) { return trace::export_trace(parts, format, path); },
        export_object);
}

}  // namespace rcu_bench::addon
