// USDT: a probe that nobody listens to, and one that bpftrace does (by its name: `attached`). Each has a semaphore, which
// the kernel raises for a listener: that is how this process knows.
#include "part.h"

#if defined(RCU_BENCH_USDT)

#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

extern "C" {
[[gnu::section(".probes")]] volatile unsigned short rcu_bench_tracing_off_semaphore;
[[gnu::section(".probes")]] volatile unsigned short rcu_bench_tracing_attached_semaphore;
}

namespace rcu_bench::tracing_bench {
namespace {

// Fired without a look at the semaphore: a nop is cheaper than the look.
struct Off {
    void operator()(uint64_t a, uint64_t b) const { STAP_PROBE2(rcu_bench_tracing, off, a, b); }
    static bool attached() { return rcu_bench_tracing_off_semaphore != 0; }
};

struct Attached {
    void operator()(uint64_t a, uint64_t b) const { STAP_PROBE2(rcu_bench_tracing, attached, a, b); }
    static bool attached() { return rcu_bench_tracing_attached_semaphore != 0; }
};

}  // namespace

std::vector<Part> usdt_parts() {
    return {{"usdt_off", loop_of<Off>, Off::attached}, {"usdt_attached", loop_of<Attached>, Attached::attached}};
}

}  // namespace rcu_bench::tracing_bench

#else

std::vector<rcu_bench::tracing_bench::Part> rcu_bench::tracing_bench::usdt_parts() { return {}; }

#endif
