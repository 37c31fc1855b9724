#include "support/moments.h"

#include <algorithm>

#include "support/random.h"

namespace rcu_bench::workload {

namespace {

constexpr uint64_t phases_stream = 3;
constexpr double busy_share = 0.25;
constexpr double mean_busy_ns = 250e6;
constexpr double mean_calm_ns = mean_busy_ns * (1 - busy_share) / busy_share;

std::vector<int64_t> even(double period_ns, double jitter, int64_t end_ns, Random random) {
    std::vector<int64_t> moments;
    for (uint64_t i = 0;; ++i) {
        const double index = static_cast<double>(i) + 0.5 + jitter * (random.unit() - 0.5);
        const auto at_ns = static_cast<int64_t>(index * period_ns);
        if (at_ns >= end_ns) return moments;
        moments.push_back(at_ns);
    }
}

/// A Poisson process from `begin_ns` to `end_ns`.
void add_random(double mean_ns, double begin_ns, double end_ns, Random &random, std::vector<int64_t> &moments) {
    for (double at_ns = begin_ns + random.exponential(mean_ns); at_ns < end_ns; at_ns += random.exponential(mean_ns)) {
        moments.push_back(static_cast<int64_t>(at_ns));
    }
}

/// An interrupted Poisson process: busy and calm phases of random length.
std::vector<int64_t> interrupted(double period_ns, double end_ns, Random random, Random phases) {
    std::vector<int64_t> moments;
    bool busy = phases.unit() < busy_share;
    for (double at_ns = 0; at_ns < end_ns; busy = !busy) {
        const double length_ns = phases.exponential(busy ? mean_busy_ns : mean_calm_ns);
        if (busy) add_random(period_ns * busy_share, at_ns, std::min(at_ns + length_ns, end_ns), random, moments);
        at_ns += length_ns;
    }
    return moments;
}

}  // namespace

std::vector<int64_t> draw_moments(ArrivalKind kind, uint64_t seed, double period_ns, double jitter, int64_t end_ns,
                                  uint64_t stream) {
    Random random(seed, stream);
    const auto end = static_cast<double>(end_ns);
    switch (kind) {
        case ArrivalKind::fixed: return even(period_ns, jitter, end_ns, random);
        case ArrivalKind::bursts: return interrupted(period_ns, end, random, Random(seed, phases_stream));
        case ArrivalKind::poisson: break;
    }
    std::vector<int64_t> moments;
    add_random(period_ns, 0, end, random, moments);
    return moments;
}

}  // namespace rcu_bench::workload
