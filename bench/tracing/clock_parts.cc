// The floor, and what reading a clock costs.
#include "part.h"
#include "platform/clock.h"

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace rcu_bench::tracing_bench {
namespace {

struct Nothing {
    void operator()(uint64_t, uint64_t) const {}
};

#if defined(__x86_64__)
struct Rdtsc {
    void operator()(uint64_t, uint64_t b) const { untraced(__rdtsc(), b); }
};
#endif

struct ClockGettime {
    void operator()(uint64_t, uint64_t b) const { untraced(static_cast<uint64_t>(platform::monotonic_ns()), b); }
};

}  // namespace

std::vector<Part> clock_parts() {
    return {
        {"untraced", loop_of<Nothing>},
#if defined(__x86_64__)
        {"rdtsc", loop_of<Rdtsc>},
#endif
        {"clock_gettime", loop_of<ClockGettime>},
    };
}

}  // namespace rcu_bench::tracing_bench
