#include "probe.h"

#include "trace/observer.h"

namespace rcu_bench::tracing_bench {

void probe_attach() {
    static trace::Recorder recorder(262'144);
    static trace::ThreadContext context;
    context.log = &recorder.attach("bench", trace::ThreadRole::host, 0);
    trace::current_thread = &context;
}

void probe(uint64_t a, uint64_t b) { trace::record(trace::MachineEvent{}, a, b); }

}  // namespace rcu_bench::tracing_bench
