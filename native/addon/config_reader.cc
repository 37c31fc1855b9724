#include "addon/config_reader.h"

#include <cstring>

#include "addon/fields.h"
#include "addon/names.h"

namespace rcu_bench::addon {

workload::Config read_config(const Napi::Object &object) {
    const Fields fields(object);
    workload::Config config;
    config.version = fields.text("version");
    config.build = {fields.named("membarrier", parse_membarrier), fields.named("gpBits", parse_gp_bits)};
    config.wait = fields.named("wait", parse_wait_backend);
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

bool can_run(Napi::Env env, const std::string &version, const provider::Build &build) {
    if (env.IsExceptionPending()) return false;
    if (const int error = platform::prepare_heavy_barrier(build.heavy); error != 0) {
        Napi::Error::New(env, std::string("membarrier: ") + strerror(error)).ThrowAsJavaScriptException();
        return false;
    }
    if (!provider::is_builtin(version)) {
        Napi::Error::New(env, "no such version: " + version).ThrowAsJavaScriptException();
        return false;
    }
    return true;
}

}  // namespace rcu_bench::addon
