// The load read-side, in whole trials.
#include "doctest/doctest.h"

#include <algorithm>

#include "load/whole_trial.h"
#include "platform/barrier.h"

using namespace rcu_bench;
using test::least;
using test::read_side_config;
using test::run;
using workload::Result;
using workload::Status;
using workload::Trial;

TEST_CASE("read-side: idle, there are pairs and no grace period") {
    const Result result = run(read_side_config("v3", "idle"));
    CHECK(result.status == Status::pass);
    CHECK(result.samples.at("read.pair").size() == static_cast<size_t>(result.counters.at("read_chunks")));
    CHECK(result.counters.at("read_pairs") == 1024 * result.counters.at("read_chunks"));
    CHECK(result.counters.at("read_pairs_ns") > 0);
    CHECK(least(result.samples.at("floor.loop")) < least(result.samples.at("read.nested")));
    CHECK(least(result.samples.at("read.nested")) < least(result.samples.at("read.pair")));
    CHECK(result.counters.at("grace_periods") == 0);
    CHECK(result.counters.at("read_chunks_in_gp") == 0);
    CHECK(result.counters.at("force_requests") == 0);
    CHECK_FALSE(result.samples.contains("grace_period.rate"));
    CHECK_FALSE(result.samples.contains("synchronize.latency"));
}

TEST_CASE("read-side: polled, a reader holds each grace period open") {
    for (const std::string version : {"legacy", "baseline", "v1", "v3"}) {
        CAPTURE(version);
        const Result result = run(read_side_config(version, "polled"));
        CHECK(result.status == Status::pass);
        CHECK(least(result.samples.at("grace_period.length")) >= 30e6);
        CHECK(result.counters.at("read_chunks_in_gp") > 0);
        CHECK(result.counters.at("force_requests") == 0);
    }
}

TEST_CASE("read-side: forced, by request where a version has one, else by 30 callbacks") {
    const Result requested = run(read_side_config("v3", "forced"));
    CHECK(requested.counters.at("forced_by_request") > 0);
    CHECK(requested.counters.at("forced_by_threshold") == 0);
    CHECK(requested.samples.at("grace_period.rate").size() > 0);
    for (const std::string version : {"baseline", "v3@3"}) {
        CAPTURE(version);
        const Result counted = run(read_side_config(version, "forced"));
        CHECK(counted.counters.at("force_requests") == 0);
        CHECK(counted.counters.at("forced_by_threshold") > 0);
    }
}

TEST_CASE("read-side: a storm of requests, and none where no version offers one") {
    const Result storm = run(read_side_config("v3", "storm"));
    CHECK(storm.counters.at("force_requests") > storm.counters.at("grace_periods"));
    CHECK_FALSE(storm.counters.contains("not_offered"));
    CHECK(storm.samples.at("read.pair").size() > 0);
    for (const std::string version : {"legacy", "baseline", "v3@3", "none"}) {
        CAPTURE(version);
        const Result absent = run(read_side_config(version, "storm"));
        CHECK(absent.status == Status::pass);
        CHECK(absent.counters.at("not_offered") == 1);
        CHECK_FALSE(absent.samples.contains("read.pair"));
    }
}

TEST_CASE("read-side: reads and updates are counted together") {
    workload::Config config = read_side_config("baseline", "idle");
    config.options.set("readers", 2);
    config.options.set("updaters", 1);
    config.options.set("nested", "off");  // as rcutorture's readers
    const Result result = run(config);
    CHECK(result.counters.at("synchronizes") > 0);
    CHECK(result.samples.at("synchronize.latency").size() == static_cast<size_t>(result.counters.at("synchronizes")));
    CHECK(result.counters.at("grace_periods") > 0);
    CHECK_FALSE(result.samples.contains("read.nested"));
    CHECK(result.samples.at("read.pair").size() == static_cast<size_t>(result.counters.at("read_chunks")));
}

TEST_CASE("read-side: with membarrier on the pair has no fence") {
    workload::Config config = read_side_config("v3", "idle");
    const double with_fences = least(run(config).samples.at("read.pair"));
    if (platform::prepare_heavy_barrier(platform::HeavyBarrier::private_expedited) != 0) {
        MESSAGE("SKIPPED: this kernel has no membarrier");
        return;
    }
    config.build.heavy = platform::HeavyBarrier::private_expedited;
    CHECK(least(run(config).samples.at("read.pair")) < with_fences);
}
