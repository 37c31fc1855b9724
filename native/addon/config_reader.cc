#include "addon/config_reader.h"

#include "addon/names.h"

namespace rcu_bench::addon {

namespace {

class Fields {
  public:
    explicit Fields(const Napi::Object &object) : object_(object) {}

    double number(const char *name) const {
        const Napi::Value value = object_.Get(name);
        if (value.IsNumber()) return value.As<Napi::Number>().DoubleValue();
        complain(name, "a number");
        return 0;
    }
    int64_t ns(const char *name) const { return static_cast<int64_t>(number(name)); }
    uint32_t count(const char *name) const { return static_cast<uint32_t>(number(name)); }

    std::string text(const char *name) const {
        const Napi::Value value = object_.Get(name);
        if (value.IsString()) return value.As<Napi::String>().Utf8Value();
        complain(name, "a string");
        return {};
    }

    bool flag(const char *name) const {
        const Napi::Value value = object_.Get(name);
        if (value.IsBoolean()) return value.As<Napi::Boolean>().Value();
        complain(name, "a boolean");
        return false;
    }

    std::vector<int> integers(const char *name) const {
        const Napi::Value value = object_.Get(name);
        std::vector<int> list;
        if (!value.IsArray()) {
            complain(name, "an array");
            return list;
        }
        const auto array = value.As<Napi::Array>();
        for (uint32_t i = 0; i < array.Length(); ++i) list.push_back(array.Get(i).ToNumber().Int32Value());
        return list;
    }

    template <class Value>
    Value named(const char *name, std::optional<Value> (*parse)(std::string_view)) const {
        const std::optional<Value> value = parse(text(name));
        if (value) return *value;
        complain(name, "a known name");
        return {};
    }

  private:
    void complain(const char *name, const char *expected) const {
        const Napi::Env env = object_.Env();
        if (env.IsExceptionPending()) return;
        Napi::TypeError::New(env, std::string("config.") + name + " is not " + expected).ThrowAsJavaScriptException();
    }

    const Napi::Object &object_;
};

}  // namespace

workload::Config read_config(const Napi::Object &object) {
    const Fields fields(object);
    workload::Config config;
    config.version = fields.text("version");
    config.heavy = fields.named("membarrier", parse_membarrier);
    config.accel = fields.named("accel", parse_accel);
    config.seed = static_cast<uint64_t>(fields.number("seed"));
    config.warmup_ns = fields.ns("warmupNs");
    config.duration_ns = fields.ns("durationNs");
    config.vcpus = fields.count("vcpus");
    config.exit_rate = fields.number("exitRate");
    config.exit_handler_ns = fields.ns("exitHandlerNs");
    config.section_ns = fields.ns("sectionNs");
    config.kick_ns = fields.ns("kickNs");
    config.io_rate = fields.number("ioRate");
    config.io_section_ns = fields.ns("ioSectionNs");
    config.submit_rate = fields.number("submitRate");
    config.render_ns = fields.ns("renderNs");
    config.unmap_rate = fields.number("unmapRate");
    config.burst = fields.count("burst");
    config.grace_periods = fields.count("gracePeriods");
    config.virtqueues = fields.count("virtqueues");
    config.commit_delay_ns = fields.ns("commitDelayNs");
    config.blob_bytes = static_cast<uint64_t>(fields.number("blobBytes"));
    config.blobs = fields.count("blobs");
    config.measure_floors = fields.flag("measureFloors");
    config.pin_cpus = fields.integers("pinCpus");
    config.trace_events = static_cast<size_t>(fields.number("traceEvents"));
    return config;
}

}  // namespace rcu_bench::addon
