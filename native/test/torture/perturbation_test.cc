// Delays at the engine's probes.
#include "doctest/doctest.h"

#include <set>
#include <string>

#include "platform/clock.h"
#include "trace/observer.h"

using namespace rcu_bench;
using rcu::Probe;
using trace::Perturbation;

namespace {

/// How many of `times` passages took at least `ns`.
int delayed(const Perturbation &perturbation, Probe point, int times, int64_t ns) {
    uint64_t luck = 1;
    int count = 0;
    for (int i = 0; i < times; ++i) {
        const int64_t begin_ns = platform::monotonic_ns();
        perturbation.at(point, luck);
        if (platform::monotonic_ns() - begin_ns >= ns) ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("perturbation: only the point that was named, as often as was asked, for as long") {
    Perturbation perturbation;
    perturbation.set(Probe::enqueue_swapped, 200'000, 1.0);
    CHECK(delayed(perturbation, Probe::enqueue_swapped, 10, 200'000) == 10);
    perturbation.set(Probe::enqueue_swapped, 100'000, 0.25);
    // A busy machine may add delays of its own and take none away: 400 draws of 1/4 are below 60 once in 10 000 years.
    CHECK(delayed(perturbation, Probe::enqueue_swapped, 400, 100'000) > 60);
    perturbation.clear();
    perturbation.set(Probe::fetch, 50'000'000, 1.0);
    const int64_t begin_ns = platform::monotonic_ns();
    for (int i = 0; i < 1000; ++i) delayed(perturbation, Probe::enqueue_swapped, 1, 0);
    CHECK(platform::monotonic_ns() - begin_ns < 5'000'000'000);  // had they been delayed, it were 50 s
}

TEST_CASE("perturbation: probability 0 is never, and short delays are spun") {
    Perturbation perturbation;
    perturbation.set(Probe::fetch, 1'000'000'000, 0);
    CHECK(delayed(perturbation, Probe::fetch, 100, 1'000'000'000) == 0);
    perturbation.set(Probe::fetch, 5'000, 1.0);
    CHECK(delayed(perturbation, Probe::fetch, 10, 5'000) == 10);
}

TEST_CASE("perturbation: the names are distinct, and so are the points") {
    std::set<std::string> names;
    std::set<Probe> probes;
    for (const trace::DelayPoint &point : trace::delay_points()) {
        names.emplace(point.name);
        probes.insert(point.probe);
    }
    CHECK(names.size() == trace::delay_points().size());
    CHECK(probes.size() == trace::delay_points().size());
}

TEST_CASE("perturbation: threads that attach after perturb() are delayed by their probes, others are not") {
    Perturbation perturbation;
    perturbation.set(Probe::fetch, 2'000'000, 1.0);
    trace::Observer observer(nullptr, 16);
    const auto takes = [&] {
        observer.attach("thread", trace::ThreadRole::host);
        const int64_t begin_ns = platform::monotonic_ns();
        for (int i = 0; i < 5; ++i) trace::LiveProbes::on(Probe::fetch, 0, 0);
        trace::Observer::detach();
        return platform::monotonic_ns() - begin_ns;
    };
    observer.perturb(perturbation);
    CHECK(takes() >= 10'000'000);
}
