// LTTng-UST: an event into a ring that overwrites (a snapshot session), into one that a consumer empties, and one that is off.
#include "part.h"

#if defined(RCU_BENCH_LTTNG)

#define TRACEPOINT_CREATE_PROBES
#define TRACEPOINT_DEFINE
#include "lttng_events.h"

namespace rcu_bench::tracing_bench {
namespace {

struct Overwrite {
    void operator()(uint64_t a, uint64_t b) const { tracepoint(rcu_bench_tracing, overwrite, a, b); }
    static bool attached() { return tracepoint_enabled(rcu_bench_tracing, overwrite); }
};

struct Discard {
    void operator()(uint64_t a, uint64_t b) const { tracepoint(rcu_bench_tracing, discard, a, b); }
    static bool attached() { return tracepoint_enabled(rcu_bench_tracing, discard); }
};

struct Off {
    void operator()(uint64_t a, uint64_t b) const { tracepoint(rcu_bench_tracing, off, a, b); }
    static bool attached() { return tracepoint_enabled(rcu_bench_tracing, off); }
};

}  // namespace

std::vector<Part> lttng_parts() {
    return {
        {"lttng_overwrite", loop_of<Overwrite>, Overwrite::attached},
        {"lttng_discard", loop_of<Discard>, Discard::attached},
        {"lttng_off", loop_of<Off>, Off::attached},
    };
}

}  // namespace rcu_bench::tracing_bench

#else

std::vector<rcu_bench::tracing_bench::Part> rcu_bench::tracing_bench::lttng_parts() { return {}; }

#endif
