// Drains of a monitor: where they land, what they bring, and what each version makes of it.
#include "doctest/doctest.h"

#include <algorithm>

#include "load/whole_trial.h"

using namespace rcu_bench;
using test::least;
using test::median;
using test::run;
using test::sample_count;
using workload::Accel;
using workload::Result;
using workload::Status;
using workload::Trial;

namespace {

workload::Config drain_config(const std::string &version, const std::string &when) {
    workload::Config config = test::small_config(version);
    config.workload = "drain";
    config.accel = Accel::tcg;
    config.section_ns = 200'000'000;
    config.options.set("when", when);
    config.options.set("bql", "on");
    config.options.set("scene", "none");
    config.options.set("transactions", 2);
    config.options.set("gapNs", 2'000'000);
    config.options.set("holdNs", 2'000'000);
    return config;
}

}  // namespace

TEST_CASE("drain: every version drains, with the RCU thread asleep before each") {
    for (const std::string_view version : provider::builtin_versions()) {
        if (version.starts_with("broken")) continue;
        CAPTURE(version);
        workload::Config config = drain_config(std::string(version), "idle");
        config.duration_ns = 400'000'000;
        const Result result = run(config);
        CHECK(result.status == Status::pass);
        CHECK(sample_count(result, "drain.latency") > 0);
        CHECK(sample_count(result, "drain.bql") == sample_count(result, "drain.latency"));
        CHECK(static_cast<size_t>(result.counters.at("landed_idle")) == sample_count(result, "drain.latency"));
        const std::vector<double> &pending = result.samples.at("drain.pending");
        CHECK(std::all_of(pending.begin(), pending.end(), [](double n) { return n == 0; }));
        CHECK(sample_count(result, "drain.idle") == 0);  // one place: its samples are drain.latency's
    }
}

TEST_CASE("drain: idle, legacy collects for 50 ms first, baseline and v3 kick the vCPUs at once") {
    // The least of each: a busy machine delays some drains of every version.
    const double legacy = least(run(drain_config("legacy", "idle")).samples.at("drain.latency"));
    CHECK(legacy > 50e6);
    for (const char *version : {"baseline", "v3"}) {
        CAPTURE(version);
        const Result result = run(drain_config(version, "idle"));
        CHECK(legacy > 5 * least(result.samples.at("drain.latency")));
        CHECK(result.counters.at("kicks") > 0);
    }
}

TEST_CASE("drain: in an unforced grace period baseline waits for its poll, patch 4 wakes the RCU thread") {
    const Result baseline = run(drain_config("baseline", "polled"));
    const Result v3 = run(drain_config("v3", "polled"));
    for (const Result *result : {&baseline, &v3}) {
        CHECK(result->status == Status::pass);
        CHECK(sample_count(*result, "drain.latency") > 0);
        CHECK(static_cast<size_t>(result->counters.at("landed_polled")) == sample_count(*result, "drain.latency"));
        CHECK(result->counters.at("landed_idle") == 0);
        const std::vector<double> &pending = result->samples.at("drain.pending");
        CHECK(std::all_of(pending.begin(), pending.end(), [](double n) { return n == 1; }));  // the one that it started
    }
    CHECK(median(baseline.samples.at("drain.latency")) > 5 * least(v3.samples.at("drain.latency")));
}

TEST_CASE("drain: a forced grace period is what 30 callbacks bring, and legacy has none") {
    workload::Config config = drain_config("v3", "forced");
    config.kick_ns = 5'000'000;  // the grace period lasts as long
    const Result v3 = run(config);
    CHECK(sample_count(v3, "drain.latency") > 0);
    CHECK(static_cast<size_t>(v3.counters.at("landed_forced")) == sample_count(v3, "drain.latency"));
    config.version = "legacy";
    const Result legacy = run(config);
    CHECK(legacy.status == Status::pass);
    CHECK(sample_count(legacy, "drain.latency") == 0);
    CHECK(legacy.counters.at("landings_missed") > 0);
}

TEST_CASE("drain: a version without grace periods has nowhere else to land than beside the sleeping RCU thread") {
    const Result result = run(drain_config("none", "mixed"));
    CHECK(result.counters.at("landed_idle") > 0);
    CHECK(result.counters.at("landed_polled") + result.counters.at("landed_forced") == 0);
    CHECK(result.counters.at("landings_missed") > 0);
    CHECK(sample_count(result, "drain.idle") == sample_count(result, "drain.latency"));
}

TEST_CASE("drain: without TCG a reader of the load's own holds the grace period open") {
    for (const Accel accel : {Accel::kvm, Accel::none}) {
        CAPTURE(static_cast<int>(accel));
        workload::Config config = drain_config("baseline", "polled");
        config.accel = accel;
        config.io_rate = 0;
        config.exit_rate = 100;
        const Result baseline = run(config);
        CHECK(baseline.counters.at("landed_polled") > 0);
        CHECK(baseline.counters.at("landed_polled") >
              baseline.counters.at("landings_missed"));  // a busy machine misses some
        CHECK(baseline.counters.at("kicks") == 0);
        config.version = "v3";
        CHECK(median(baseline.samples.at("drain.latency")) > 2 * median(run(config).samples.at("drain.latency")));
    }
}

TEST_CASE("drain: a long hold is no stall") {
    workload::Config config = drain_config("v3", "polled");
    const int64_t without_ns = workload::longest_step_ns(config);
    config.options.set("holdNs", 3'000'000'000);
    CHECK(workload::longest_step_ns(config) >= without_ns);
    CHECK(workload::longest_step_ns(config) > 3'000'000'000);
}

TEST_CASE("drain: without the BQL there is none to take again") {
    workload::Config config = drain_config("v3", "idle");
    config.options.set("bql", "off");
    const Result result = run(config);
    CHECK(sample_count(result, "drain.latency") > 0);
    CHECK(sample_count(result, "drain.bql") == 0);
}

TEST_CASE("drain: retaking the BQL is a part of the drain, long where others hold it") {
    workload::Config config = drain_config("v3", "idle");
    config.accel = Accel::kvm;
    config.vcpus = 2;
    config.exit_rate = 1000;
    config.exit_handler_ns = 1'000'000;  // the vCPUs want it all the time
    // A busy machine lets the vCPUs run so rarely that a few drains may all find the lock free.
    bool waited = false;
    for (int tries = 0; tries < 10 && !waited; ++tries) {
        const Result result = run(config);
        const std::vector<double> &whole = result.samples.at("drain.latency");
        const std::vector<double> &retaken = result.samples.at("drain.bql");
        REQUIRE(whole.size() == retaken.size());
        for (size_t i = 0; i < whole.size(); ++i) {
            CHECK(retaken[i] <= whole[i]);
            waited = waited || retaken[i] > 100'000;
        }
        config.seed += 1;
    }
    CHECK(waited);
}

TEST_CASE("drain: device-del drains behind the callbacks of its own transactions") {
    workload::Config config = drain_config("v3", "idle");
    config.accel = Accel::kvm;
    config.options.set("scene", "device-del");
    const Result result = run(config);
    CHECK(result.status == Status::pass);
    CHECK(sample_count(result, "drain.latency") > 0);
    CHECK(result.counters.at("callbacks") >= 2.0 * config.virtqueues * result.counters.at("drains"));
    const size_t landed = sample_count(result, "drain.idle") + sample_count(result, "drain.polled") +
                          sample_count(result, "drain.forced") + sample_count(result, "drain.between");
    CHECK(landed == sample_count(result, "drain.latency"));
}

TEST_CASE("drain: device-del's readers see that `none` frees their views under them") {
    workload::Config config = drain_config("none", "idle");
    config.options.set("scene", "device-del");
    const Result result = run(config);
    CHECK(result.status == Status::gp_violation);
}

TEST_CASE("drain: a stop ends it wherever it is") {
    for (const char *when : {"idle", "polled", "forced"}) {
        CAPTURE(when);
        workload::Config config = drain_config("legacy", when);
        config.accel = Accel::none;
        config.duration_ns = 60'000'000'000;
        Trial trial(config);
        std::thread stopper([&trial] {
            while (trial.phase() != workload::Phase::measure)
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            trial.request_stop();
        });
        const Result result = trial.run();
        stopper.join();
        CHECK(result.status == Status::interrupted);
        CHECK(result.measured_ns < 30'000'000'000);
    }
}
