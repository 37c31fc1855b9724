// ns per outermost read lock + unlock, inlined, as the workloads get it. Each figure is the best of several rounds: the
// machines are shared.
#include <algorithm>
#include <cstdio>
#include <memory>

#include "live/counting_platform.h"
#include "rcu/read_side.h"

namespace {

using namespace rcu_bench;
using rcu::ReadBarrier;
using rcu::ReadProbes;

struct NoProbes {
    static void on(rcu::Probe, uint64_t, uint64_t) {}
};
using Quiet = platform::Real<NoProbes>;

constexpr int64_t pairs = 20'000'000;
constexpr int rounds = 7;

/// Body(n) does n pairs.
template <class Body>
void report(const char *what, int64_t n, Body body) {
    double best = 1e9;
    for (int round = 0; round < rounds; ++round) {
        const int64_t begin = platform::monotonic_ns();
        body(n);
        best = std::min(best, static_cast<double>(platform::monotonic_ns() - begin) / static_cast<double>(n));
    }
    std::printf("%-44s %7.2f ns\n", what, best);
}

template <class P, ReadBarrier barrier, ReadProbes probes>
void report_pairs(const char *what, int64_t n) {
    using Side = rcu::ReadSide<P, barrier, probes>;
    // On the heap, as the workloads' are: a static of a library is found through a table of addresses.
    const auto own_gp = std::make_unique<rcu::GraceState<P>>();
    const auto own_reader = std::make_unique<rcu::Reader<P>>();
    report(what, n, [&gp = *own_gp, &reader = *own_reader](int64_t count) {
        for (int64_t i = 0; i < count; ++i) {
            Side::lock(gp, reader);
            asm volatile("" ::: "memory");
            Side::unlock(gp, reader);
        }
    });
}

}  // namespace

extern "C" int bench_main() {
    report("empty loop (floor)", pairs, [](int64_t count) {
        for (int64_t i = 0; i < count; ++i) asm volatile("" ::: "memory");
    });
    report("2 locked ors of the stack (floor of 2 fences)", pairs / 4, [](int64_t count) {
        for (int64_t i = 0; i < count; ++i) {
            asm volatile("lock orq $0, (%%rsp)\n\tlock orq $0, (%%rsp)" ::: "memory", "cc");
        }
    });
    report_pairs<Quiet, ReadBarrier::compiler, ReadProbes::off>("membarrier on, probes off", pairs);
    report_pairs<Quiet, ReadBarrier::full, ReadProbes::off>("membarrier off, probes off", pairs / 4);
    report_pairs<live::Platform, ReadBarrier::compiler, ReadProbes::on>("membarrier on, probes counted", pairs / 4);
    report_pairs<live::Platform, ReadBarrier::full, ReadProbes::on>("membarrier off, probes counted", pairs / 4);
    return 0;
}
