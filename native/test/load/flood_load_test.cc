// The load flood, in whole trials.
#include "doctest/doctest.h"

#include <algorithm>
#include <cmath>

#include "load/whole_trial.h"

using namespace rcu_bench;
using test::flood_config;
using test::run;
using workload::Accel;
using workload::Result;
using workload::Status;
using workload::Trial;

TEST_CASE("flood: every version runs every callback of every burst") {
    for (const std::string_view version : provider::builtin_versions()) {
        if (version.starts_with("broken")) continue;
        CAPTURE(version);
        workload::Config config = flood_config(std::string(version), 50);
        config.duration_ns = 400'000'000;
        const Result result = run(config);
        const double floods = result.counters.at("floods");
        CHECK(result.status == Status::pass);
        CHECK_FALSE(result.overloaded);
        CHECK(floods > 0);
        CHECK(result.counters.at("unanswered") == 0);
        CHECK(result.counters.at("flood_callbacks") == 50 * floods);
        CHECK(result.samples.at("callback.latency").size() == static_cast<size_t>(50 * floods));
        CHECK(result.samples.at("flood.latency").size() == static_cast<size_t>(floods));
        CHECK(result.samples.at("call.time").size() == static_cast<size_t>(floods));
    }
}

TEST_CASE("flood: batches are no more than what was queued, and held memory is whole objects") {
    workload::Config config = flood_config("baseline", 40);
    config.options.set("producers", 2);
    config.options.set("arrivals", "poisson");
    const Result result = run(config);
    const std::vector<double> &batches = result.samples.at("batch.size");
    CHECK(*std::min_element(batches.begin(), batches.end()) >= 1);
    CHECK(batches.size() == result.samples.at("progress.gap").size());
    for (const double held : result.samples.at("memory.held")) {
        CHECK(held >= 512);
        CHECK(std::fmod(held, 512) == 0);
    }
    CHECK(result.counters.at("flood_callbacks") == 40 * result.counters.at("floods"));
}

TEST_CASE("flood: a burst over 30 forces under TCG, single callbacks do not") {
    for (const std::string version : {"baseline", "v3"}) {
        CAPTURE(version);
        workload::Config config = flood_config(version, 200);
        config.accel = Accel::tcg;
        const Result many = run(config);
        CHECK(many.counters.at("forced_by_threshold") > 0);
        CHECK(many.counters.at("kicks") > 0);
        config.options.set("flood", 1);
        config.options.set("burstRate", 5);
        const Result single = run(config);
        CHECK(single.counters.at("floods") > 0);
        CHECK(single.counters.at("forced_by_threshold") == 0);
    }
}

TEST_CASE("flood: a stalled RCU is reported with what it owes") {
    const Result result = run(flood_config("broken-stall", 100));
    CHECK(result.status == Status::stalled);
    CHECK(std::any_of(result.report.begin(), result.report.end(),
                      [](const std::string &line) { return line.find("have not run") != std::string::npos; }));
}
