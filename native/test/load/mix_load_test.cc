// The workload mix: each action does what it says, in its phase.
#include "doctest/doctest.h"

#include <cmath>

#include "load/whole_trial.h"

using namespace rcu_bench;
using test::ms;
using test::small_config;
using workload::MixAction;
using workload::MixActor;
using workload::Result;
using workload::Spread;

namespace {

Spread every(double ns) { return {Spread::Kind::fixed, ns, 0}; }

Result run(const std::string &version, std::vector<MixActor> actors) {
    workload::Config config = small_config(version);
    config.workload = "mix";
    config.accel = workload::Accel::none;
    config.io_rate = 0;
    config.blobs = 1;
    config.virtqueues = 0;
    config.actors = std::move(actors);
    return test::run(config);
}

size_t samples_of(const Result &result, const char *metric) {
    const auto at = result.samples.find(metric);
    return at == result.samples.end() ? 0 : at->second.size();
}

}  // namespace

TEST_CASE("mix: every action runs, and brings its metric") {
    const Result result = run(
        "v3",
        {{.name = "reader", .action = MixAction::section, .every = every(5 * ms), .lasts = every(1 * ms)},
         {.name = "exit", .action = MixAction::section, .every = every(5 * ms), .lasts = every(0.01 * ms), .bql = true},
         {.name = "writer", .action = MixAction::call, .every = every(20 * ms), .burst = 3},
         {.name = "unmaps", .action = MixAction::chain, .every = every(40 * ms), .forces = true, .bql = true},
         {.name = "monitor", .action = MixAction::drain, .every = every(50 * ms), .bql = true},
         {.name = "caller", .action = MixAction::synchronize, .every = every(50 * ms)},
         {.name = "forcer", .action = MixAction::force, .every = every(100 * ms)},
         {.name = "main loop", .action = MixAction::hold_bql, .every = every(10 * ms), .lasts = every(0.1 * ms)}});
    CHECK(result.status == workload::Status::pass);
    for (const char *metric :
         {"section.length", "call.latency", "chain.latency", "drain.latency", "synchronize.latency"}) {
        CAPTURE(metric);
        CHECK(samples_of(result, metric) > 0);
    }
    CHECK(samples_of(result, "call.latency") % 3 == 0);
    CHECK(result.counters.at("unanswered") == 0);
    CHECK(result.counters.at("drains") > 0);
    // Drains and the forcer request too; the device of v3 has its own.
    CHECK(result.counters.at("force_requests") > result.counters.at("drains"));
}

TEST_CASE("mix: only a version whose device forces does so for its unmaps") {
    const std::vector<MixActor> unmaps{
        {.name = "unmaps", .action = MixAction::chain, .every = every(40 * ms), .forces = true}};
    CHECK(run("v3@4", unmaps).counters.at("force_requests") == 0);
    CHECK(run("v3@5", unmaps).counters.at("force_requests") > 0);
}

TEST_CASE("mix: a chain waits for two grace periods, a call for one") {
    const MixActor reader{
        .name = "reader", .action = MixAction::section, .every = every(20 * ms), .lasts = every(20 * ms)};
    const Result result = run("none", {{.name = "calls", .action = MixAction::chain, .every = every(40 * ms)}});
    CHECK(result.counters.at("callbacks") >= 2.0 * static_cast<double>(samples_of(result, "chain.latency")));
    const Result waits =
        run("baseline", {reader, {.name = "unmaps", .action = MixAction::chain, .every = every(100 * ms)}});
    CHECK(waits.counters.at("grace_periods") >= 2.0 * static_cast<double>(samples_of(waits, "chain.latency")));
}

TEST_CASE("mix: a thread acts in its phase only") {
    const Result result =
        run("v3", {{.name = "early", .action = MixAction::call, .every = every(10 * ms), .until_ns = 300'000'000},
                   {.name = "late", .action = MixAction::drain, .every = every(10 * ms), .from_ns = 5'000'000'000}});
    // 300 ms of the measured time; in its warm-up it acts unmeasured.
    CHECK(samples_of(result, "call.latency") <= 31);
    CHECK(samples_of(result, "call.latency") > 0);
    CHECK(samples_of(result, "drain.latency") == 0);
}

TEST_CASE("mix: a kick ends a section that a force asks to end; without one it lasts") {
    const auto sections = [](int64_t kick_ns) {
        return run("v3", {{.name = "vCPU",
                           .action = MixAction::section,
                           .every = every(0.001 * ms),
                           .lasts = every(200 * ms),
                           .kick_ns = kick_ns},
                          {.name = "monitor", .action = MixAction::drain, .every = every(20 * ms)}});
    };
    const Result kicked = sections(50'000), unkicked = sections(-1);
    CHECK(kicked.counters.at("kicks") > 0);
    CHECK(unkicked.counters.at("kicks") == 0);
    CHECK(samples_of(kicked, "drain.latency") > 2 * samples_of(unkicked, "drain.latency"));
}

TEST_CASE("mix: a kick that came before a section does not end it") {
    const Result result =
        run("v3", {{.name = "monitor", .action = MixAction::drain, .every = every(20 * ms), .until_ns = 450'000'000},
                   {.name = "vCPU",
                    .action = MixAction::section,
                    .every = every(50 * ms),
                    .lasts = every(20 * ms),
                    .kick_ns = 50'000,
                    .from_ns = 500'000'000}});
    CHECK(result.counters.at("kicks") > 0);
    REQUIRE(samples_of(result, "section.length") > 0);
    CHECK(result.samples.at("section.length").front() >= 20 * ms);
}

TEST_CASE("mix: the end of a run does not wait for a long section") {
    const int64_t begin_ns = platform::monotonic_ns();
    const Result result = run(
        "v3", {{.name = "vfio", .action = MixAction::section, .every = every(1 * ms), .lasts = every(50'000 * ms)}});
    CHECK(result.status == workload::Status::pass);
    CHECK(platform::monotonic_ns() - begin_ns < 20'000'000'000);
}

TEST_CASE("mix: calls that were due and never begun are counted, and the trial is overloaded") {
    const Result result = run("v3", {{.name = "calls",
                                      .action = MixAction::call,
                                      .every = every(0.001 * ms),
                                      .burst = 200,
                                      .until_ns = 50'000'000}});
    CHECK(result.counters.at("unissued") > 0);
    const double asked = result.counters.at("actions") + result.counters.at("unissued");
    CHECK(std::abs(asked - 50'000) <= 1);  // one each us of its phase: no machine queues 200 million callbacks a second
    CHECK(result.overloaded);
}

TEST_CASE("mix: what its callers wait for has nothing that is due") {
    const Result result = run("v3", {{.name = "monitor", .action = MixAction::drain, .every = every(0.001 * ms)}});
    CHECK(result.counters.at("unissued") == 0);
    CHECK(result.counters.at("late_arrivals") == 0);
    CHECK_FALSE(result.overloaded);
}
