// Every version of the catalogue on real threads, in both membarrier modes.
#include <doctest/doctest.h>

#include <string>

#include "live/engine.h"
#include "live/stress.h"

namespace rcu_bench::live {

namespace {

/// Patch 4 of v1 and its variant: the unlocked walk and the lost wake-up.
bool has_v1s_defects(std::string_view version) {
    return version == "v1" || version == "v1-sem" || version == "v1@4" || version == "v1@5";
}

void check_version(std::string_view version, platform::HeavyBarrier heavy) {
    StressOptions options{.heavy = heavy};
    // TSan reports the unlocked walk, as it should (tsan_v1_walk.cc); and a lost wake-up is no reason to hang here.
    if (has_v1s_defects(version)) {
        options.churn = false;
        options.rescue_after_ms = 150;
    }
    const StressResult result = stress(version, options);
    INFO("version ", doctest::String(std::string(version).c_str()), ", membarrier ",
         heavy != platform::HeavyBarrier::fence);
    CHECK(result.run == result.queued);
    CHECK(result.queued > 0);
    CHECK(result.sections > 0);
    CHECK(result.drains > 0);
    CHECK(result.synchronizes > 0);
    CHECK(result.out_of_order == 0);
    CHECK(result.without_bql == 0);
    CHECK(result.early_callbacks == 0);
    CHECK(result.early_synchronizes == 0);
    CHECK(result.early_drains == 0);
    CHECK(result.reclaimed_seen == 0);
    if (result.rescues > 0) {
        MESSAGE("known defect, ", doctest::String(std::string(version).c_str()),
                ": lost wake-up, rescued by force_rcu ", result.rescues, " times");
    }
}

void check_all(platform::HeavyBarrier heavy) {
    REQUIRE(platform::prepare_heavy_barrier(heavy) == 0);
    for (const auto &entry : catalogue()) {
        if (entry.name != "none") check_version(entry.name, heavy);
    }
}

}  // namespace

TEST_SUITE("live") {

TEST_CASE("every version keeps its promises on real threads, membarrier off") {
    check_all(platform::HeavyBarrier::fence);
}

TEST_CASE("every version keeps its promises on real threads, membarrier on (private expedited)") {
    if (platform::prepare_heavy_barrier(platform::HeavyBarrier::private_expedited) != 0) {
        MESSAGE("SKIPPED: this kernel has no private expedited membarrier");
        return;
    }
    check_all(platform::HeavyBarrier::private_expedited);
}

TEST_CASE("the global membarrier too (one version: it is slow)") {
    if (platform::prepare_heavy_barrier(platform::HeavyBarrier::global) != 0) {
        MESSAGE("SKIPPED: this kernel has no global membarrier");
        return;
    }
    check_version("v3", platform::HeavyBarrier::global);
}

TEST_CASE("none is seen to violate: the same checks find callbacks and returns that came too early") {
    const StressResult result = stress("none", {.touch_payload = false});
    CHECK(result.run == result.queued);
    CHECK(result.early_callbacks > 0);
    CHECK(result.early_synchronizes > 0);
    CHECK(result.reclaimed_seen > 0);
    CHECK(result.out_of_order == 0);  // it is a queue all the same
    CHECK(result.without_bql == 0);
    CHECK(result.early_drains == 0);
    CHECK(ProbeCounter::count(rcu::Probe::callback_end) > 0);
}

}  // TEST_SUITE("live")

}  // namespace rcu_bench::live
