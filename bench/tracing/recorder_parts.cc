// rcu-bench's own recorder: inlined into a program, and as the addon's probes reach it.
#include "part.h"
#include "probe.h"
#include "trace/recorder.h"

namespace rcu_bench::tracing_bench {
namespace {

constexpr uint16_t kind = 1;

/// Rings of the size in the name: what fits into the caches, and the tool's default (8 MiB).
template <size_t events>
trace::ThreadLog &log_of() {
    static trace::Recorder recorder(events);
    static trace::ThreadLog &log = recorder.attach("bench", trace::ThreadRole::host, 0);
    return log;
}

template <size_t events>
struct Record {
    trace::ThreadLog &log = log_of<events>();
    void operator()(uint64_t a, uint64_t b) const { log.record(kind, a, b); }
};

struct Probe {
    void operator()(uint64_t a, uint64_t b) const { probe(a, b); }
};

}  // namespace

std::vector<Part> recorder_parts() {
    probe_attach();
    return {
        {"recorder_small", loop_of<Record<1024>>},
        {"recorder", loop_of<Record<262'144>>},
        {"recorder_probe", loop_of<Probe>},
    };
}

}  // namespace rcu_bench::tracing_bench
