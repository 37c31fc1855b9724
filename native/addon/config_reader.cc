#include "addon/config_reader.h"

#include <cstring>

#include "addon/fields.h"
#include "addon/names.h"

namespace rcu_bench::addon {

namespace {

workload::LoadOptions read_options(const Napi::Object &object) {
    workload::LoadOptions options;
    const Napi::Array names = object.GetPropertyNames();
    for (uint32_t i = 0; i < names.Length(); ++i) {
        const std::string name = names.Get(i).ToString();
        const Napi::Value value = object.Get(name);
        if (value.IsNumber()) options.set(name, value.As<Napi::Number>().DoubleValue());
        if (value.IsString()) options.set(name, value.As<Napi::String>().Utf8Value());
    }
    return options;
}

workload::Spread read_spread(const Napi::Object &object) {
    const Fields fields(object);
    return {fields.named<workload::Spread::Kind>("kind", parse_spread), fields.number("a"), fields.number("b")};
}

workload::MixActor read_actor(const Napi::Object &object) {
    const Fields fields(object);
    return {.name = fields.text("name"),
            .action = fields.named<workload::MixAction>("action", parse_mix_action),
            .every = read_spread(fields.object("every")),
            .lasts = read_spread(fields.object("lasts")),
            .burst = fields.count("burst"),
            .forces = fields.flag("forces"),
            .bql = fields.flag("bql"),
            .kick_ns = fields.ns("kickNs"),
            .from_ns = fields.ns("fromNs"),
            // This double is larger than an int64.
            .until_ns = fields.number("untilNs") < 9e18 ? fields.ns("untilNs") : INT64_MAX};
}

/// The options of the machine, which every load has, and those of blob-unmap. An option that the workload lacks
/// disables its part.
void read_machine(workload::Config &config) {
    const workload::LoadOptions &options = config.options;
    const auto number = [&options](const char *name) { return options.number_or(name, 0); };
    const auto ns = [&](const char *name) { return static_cast<int64_t>(number(name)); };
    const auto count = [&](const char *name) { return static_cast<uint32_t>(number(name)); };
    config.accel = parse_accel(options.word_or("accel", "none")).value_or(workload::Accel::none);
    config.vcpus = count("vcpus");
    config.exit_rate = number("exitRate");
    config.exit_handler_ns = ns("exitHandlerNs");
    config.section_ns = ns("sectionNs");
    config.kick_ns = ns("kickNs");
    config.io_rate = number("ioRate");
    config.io_section_ns = ns("ioSectionNs");
    config.virtqueues = count("virtqueues");
    config.commit_delay_ns = ns("commitDelayNs");
    if (config.workload != "blob-unmap") return;
    config.submit_rate = number("submitRate");
    config.render_ns = ns("renderNs");
    config.unmap_rate = number("unmapRate");
    config.burst = count("burst");
    config.frame_rate = number("frameRate");
    config.path = parse_blob_path(options.word("path")).value_or(workload::BlobPath::subregion);
    config.profile = parse_blob_profile(options.word("profile")).value_or(workload::BlobProfile::custom);
    config.arrivals = parse_arrival_kind(options.word("arrivals")).value_or(workload::ArrivalKind::fixed);
    config.maps_before = options.word("maps") == "before";
    config.grace_periods = count("gracePeriods");
    config.blob_bytes = static_cast<uint64_t>(number("blobBytes"));
    config.blobs = count("blobs");
}

}  // namespace

workload::Config read_config(const Napi::Object &object) {
    const Fields fields(object);
    workload::Config config;
    config.version = fields.text("version");
    config.provider_file = fields.text("providerFile");
    config.workload = fields.text("workload");
    config.options = read_options(fields.object("options"));
    for (const Napi::Object &actor : fields.objects("actors")) config.actors.push_back(read_actor(actor));
    config.build = {fields.named("membarrier", parse_membarrier), fields.named("gpBits", parse_gp_bits)};
    config.wait = fields.named("wait", parse_wait_backend);
    config.seed = static_cast<uint64_t>(fields.number("seed"));
    config.warmup_ns = fields.ns("warmupNs");
    config.duration_ns = fields.ns("durationNs");
    read_machine(config);
    config.measure_floors = fields.flag("measureFloors");
    config.pin_cpus = fields.integers("pinCpus");
    config.trace = {.events = static_cast<size_t>(fields.number("traceEvents")),
                    .stream_file = fields.text("traceStreamFile"),
                    .title = {fields.text("traceProcess"), fields.text("traceMeta")},
                    .trigger = fields.text("traceTrigger"),
                    .trigger_above_ns = fields.ns("traceTriggerAboveNs")};
    return config;
}

namespace {

torture::Delay read_delay(const Napi::Object &object) {
    const Fields fields(object);
    return {fields.named<rcu::Probe>("point", parse_delay_point), fields.ns("delayNs"), fields.number("probability")};
}

}  // namespace

torture::Config read_torture_config(const Napi::Object &object) {
    const Fields fields(object);
    torture::Config config;
    config.version = fields.text("version");
    config.provider_file = fields.text("providerFile");
    config.build = {fields.named("membarrier", parse_membarrier), fields.named("gpBits", parse_gp_bits)};
    config.wait = fields.named("wait", parse_wait_backend);
    config.seed = static_cast<uint64_t>(fields.number("seed"));
    config.duration_ns = fields.ns("durationNs");
    config.readers = fields.count("readers");
    config.writers = fields.count("writers");
    config.draw_delays = fields.flag("drawDelays");
    config.trace_events = static_cast<size_t>(fields.number("traceEvents"));
    for (const Napi::Object &delay : fields.objects("delays")) config.delays.push_back(read_delay(delay));
    return config;
}

bool can_run(Napi::Env env, const provider::Choice &rcu, const provider::Build &build) {
    if (env.IsExceptionPending()) return false;
    if (const int error = platform::prepare_heavy_barrier(build.heavy); error != 0) {
        Napi::Error::New(env, std::string("membarrier: ") + strerror(error)).ThrowAsJavaScriptException();
        return false;
    }
    if (rcu.file.empty() && provider::is_builtin(rcu.version)) return true;
    std::string error;
    if (provider::load(rcu, error) != nullptr) return true;
    Napi::Error::New(env, rcu.version + " cannot be loaded: " + error).ThrowAsJavaScriptException();
    return false;
}

}  // namespace rcu_bench::addon
