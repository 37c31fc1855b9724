// Each version and prefix against its neighbour: what changed is seen in the probes, or nothing is, and then why.
// A pair's differences are given as the list of the scenarios that show any, so that one more or one less fails.
#include "engine/common.h"
#include "engine/scenarios.h"

namespace rcu_bench::scripted {

namespace {

std::string outcome_of(std::string_view version, std::string_view scenario_name) {
    for (const Scenario &scenario : scenarios()) {
        if (scenario.name == scenario_name) return log_of(version, scenario, View::outcome);
    }
    throw ScriptError("no such scenario");
}

bool device_forces(std::string_view version) {
    for (const CatalogueEntry &entry : catalogue()) {
        if (entry.name == version) return entry.device_forces;
    }
    throw ScriptError("no such version");
}

std::string prefix(const char *series, int patches) { return series + ("@" + std::to_string(patches)); }

const std::string nothing;

/// Holds the RCU thread up, 24.8 days and 1.5 ms long, between the choice of an idle wait's deadline and the wait.
/// True if it then sleeps for ever.
bool held_up_idle_wait_hangs(const std::string &version) {
    Machine m(version, {.kernel = Kernel::win32, .started = false});
    m.run_until(m.rcu_thread, Probe::futex_wait_begin);
    m.world.set_clock(m.world.now_ns() + 2147483647ll * 1'000'000 + 1'500'000);
    m.resume(m.rcu_thread);
    return m.rcu_thread.blocked_for_ever();
}

}  // namespace

TEST_SUITE("neighbouring versions") {

TEST_CASE("the same version gives the same log twice") {
    for (const CatalogueEntry &entry : catalogue()) CHECK(differences(entry.name, entry.name, View::full) == nothing);
}

TEST_CASE("legacy -> baseline: no collection, polling in place of an event, forcing by count and time") {
    CHECK(differences("legacy", "baseline", View::outcome) == all_scenarios());
    CHECK(outcome_of("legacy", "quiet") ==
          "50ms RCU thread: gp_begin 1 1\n50ms RCU thread: gp_end 1 0\n50ms RCU thread: callback_begin A 0\n");
    CHECK(outcome_of("baseline", "quiet") ==
          "0ms RCU thread: gp_begin 1 1\n0ms RCU thread: gp_end 1 0\n0ms RCU thread: callback_begin A 0\n");
}

TEST_CASE("baseline -> vN@1: only what the futex is asked for, everywhere a thread sleeps on one") {
    FOR_EACH_OF(series, "v1", "v2", "v3") {
        // In "synchronize" the RCU thread is never woken, so it never comes to sleep anew.
        CHECK(differences("baseline", prefix(series, 1), View::full) == all_scenarios_but("synchronize"));
        CHECK(differences("baseline", prefix(series, 1), View::waits_masked) == nothing);
    }
}

TEST_CASE("vN@1 -> vN@2: only what the event wait is asked for: INT_MAX ms in place of no end") {
    FOR_EACH_OF(series, "v1", "v2", "v3") {
        CHECK(differences(prefix(series, 1), prefix(series, 2), View::full) == all_scenarios());
        CHECK(differences(prefix(series, 1), prefix(series, 2), View::waits_masked) == nothing);
    }
}

TEST_CASE("vN@2 -> vN@3: only synchronize_rcu") {
    FOR_EACH_OF(series, "v1", "v2", "v3") {
        CHECK(differences(prefix(series, 2), prefix(series, 3), View::full) == "synchronize");
    }
    CHECK(outcome_of("v3@2", "synchronize") ==
          "0ms synchronizer: gp_begin 0 0\n10ms synchronizer: gp_end 2 1\n10ms synchronizer: synchronize_end 0 0\n");
    CHECK(outcome_of("v3@3", "synchronize") ==
          "0ms RCU thread: gp_begin 1 1\n10ms RCU thread: gp_end 2 1\n10ms RCU thread: callback_begin @ 0\n"
          "10ms synchronizer: synchronize_end 0 0\n");
}

TEST_CASE("v1@3 -> v1@4: requests, the force after the scan, and v1's defects") {
    CHECK(differences("v1@3", "v1@4", View::outcome) ==
          "long section, 30 callbacks, drain when idle, drain during wait, request before fetch, request during wait, "
          "delayed wake-up, broken link");
    // A long section: the same times, but the force takes a round of its own.
    CHECK(outcome_of("v1@3", "long section") ==
          "0ms RCU thread: gp_begin 1 1\n50ms RCU thread: force_decided 1 1\n50ms RCU thread: force_notify R 0\n"
          "77ms RCU thread: gp_end 8 5\n77ms RCU thread: callback_begin A 0\n");
    CHECK(outcome_of("v1@4", "long section") ==
          "0ms RCU thread: gp_begin 1 1\n50ms RCU thread: force_decided 1 1\n50ms RCU thread: force_notify R 0\n"
          "77ms RCU thread: gp_end 9 5\n77ms RCU thread: callback_begin A 0\n");
}

TEST_CASE("vN@3 -> vN@4, v2 and v3: requests and drains cut the sleep, and nothing else changes") {
    FOR_EACH_OF(series, "v2", "v3") {
        CHECK(differences(prefix(series, 3), prefix(series, 4), View::outcome) ==
              "drain when idle, drain during wait, request before fetch, request during wait");
    }
    CHECK(outcome_of("v2@3", "request during wait") ==
          "0ms RCU thread: gp_begin 1 1\n10ms RCU thread: gp_end 2 1\n10ms RCU thread: callback_begin A 0\n");
    CHECK(outcome_of("v2@4", "request during wait") ==
          "0ms RCU thread: gp_begin 1 1\n3ms RCU thread: force_decided 2 1\n3ms RCU thread: force_notify R 0\n"
          "5ms RCU thread: gp_end 4 1\n5ms RCU thread: callback_begin A 0\n");
}

TEST_CASE("vN@4 -> vN@5: none in the engine, the patch is in the device, which now forces") {
    FOR_EACH_OF(series, "v1", "v2", "v3") {
        CHECK(differences(prefix(series, 4), prefix(series, 5), View::full) == nothing);
        CHECK_FALSE(device_forces(prefix(series, 4)));
        CHECK(device_forces(prefix(series, 5)));
    }
}

TEST_CASE("vN@5 -> vN: none, the name without a prefix is the whole series") {
    FOR_EACH_OF(series, "v1", "v2", "v3") {
        CHECK(differences(prefix(series, 5), series, View::full) == nothing);
        CHECK(device_forces(series));
    }
}

TEST_CASE("v1@4 ~ v1-sem: posts do not force, the first timeout does; both lose the wake-up") {
    CHECK(differences("v1@4", "v1-sem", View::full) == all_scenarios());
    CHECK(differences("v1@4", "v1-sem", View::outcome) ==
          "short section, long section, drain during wait, request during wait, synchronize, delayed wake-up");
    CHECK(outcome_of("v1-sem", "request during wait") ==
          "0ms RCU thread: gp_begin 1 1\n13ms RCU thread: force_decided 4 1\n13ms RCU thread: force_notify R 0\n"
          "13ms RCU thread: gp_end 3 2\n13ms RCU thread: callback_begin A 0\n");
}

TEST_CASE("v1@k -> v2@k, k = 1, 2, 3: none on 64-bit Linux; on 32-bit Linux the kernel is told another deadline") {
    for (const int k : {1, 2, 3}) {
        CAPTURE(k);
        CHECK(differences(prefix("v1", k), prefix("v2", k), View::full) == nothing);
        CHECK(differences(prefix("v1", k), prefix("v2", k), View::full, Kernel::win32) == nothing);
        // Seen in when the RCU thread would wake up by itself: the one wait that has a deadline so far is the endless one.
        CHECK(differences(prefix("v1", k), prefix("v2", k), View::full, Kernel::linux32_time64) == all_scenarios());
    }
}

TEST_CASE("v1 -> v2, from patch 4 on: forces before the scan, no spurious force, no lost wake-up") {
    const std::string expected =
        "long section, 30 callbacks, drain when idle, drain during wait, request before fetch, request during wait, "
        "delayed wake-up, broken link";
    CHECK(differences("v1@4", "v2@4", View::outcome) == expected);
    CHECK(differences("v1@5", "v2@5", View::outcome) == expected);
    CHECK(differences("v1", "v2", View::outcome) == expected);
    CHECK(outcome_of("v1", "broken link") == "0ms RCU thread: gp_begin 1 1\n0ms RCU thread: gp_end 1 0\n");
    CHECK(outcome_of("v2", "broken link") ==
          "0ms RCU thread: gp_begin 1 1\n0ms RCU thread: gp_end 1 0\n"
          "600ms RCU thread: callback_begin A 0\n"
          "600ms RCU thread: gp_begin 2 1\n600ms RCU thread: gp_end 1 0\n"
          "600ms RCU thread: callback_begin B 0\n600ms RCU thread: callback_begin C 0\n");
    CHECK(outcome_of("v1", "30 callbacks").find("force_notify Q") == std::string::npos);
    CHECK(outcome_of("v2", "30 callbacks").find("force_notify Q") != std::string::npos);
    CHECK(outcome_of("v1", "delayed wake-up").find("force_decided") != std::string::npos);
    CHECK(outcome_of("v2", "delayed wake-up").find("force_decided") == std::string::npos);
}

TEST_CASE("v2@k -> v3@k and v2 -> v3: none on Linux, 64 bits or 32: the algorithm is the same") {
    for (const int k : {1, 2, 3, 4, 5}) {
        CAPTURE(k);
        for (const Kernel kernel : {Kernel::linux64, Kernel::linux32_time64}) {
            CHECK(differences(prefix("v2", k), prefix("v3", k), View::full, kernel) == nothing);
        }
    }
    CHECK(differences("v2", "v3", View::full) == nothing);
    CHECK(device_forces("v2") == device_forces("v3"));
}

TEST_CASE("v2@k -> v3@k on Windows: none where no deadline passes before its wait, the same arithmetic then") {
    for (const int k : {1, 2, 3, 4, 5}) {
        CAPTURE(k);
        CHECK(differences(prefix("v2", k), prefix("v3", k), View::full, Kernel::win32) == nothing);
    }
}

TEST_CASE("v2@k -> v3@k on Windows, where it does: from patch 2 on v2 sleeps for ever, v3 goes on") {
    // Before patch 2 the one deadline is the endless one, which cannot pass: no difference can be shown.
    CHECK(held_up_idle_wait_hangs("v2@1"));
    CHECK(held_up_idle_wait_hangs("v3@1"));
    for (const int k : {2, 3, 4, 5}) {
        CAPTURE(k);
        CHECK(held_up_idle_wait_hangs(prefix("v2", k)));
        CHECK_FALSE(held_up_idle_wait_hangs(prefix("v3", k)));
    }
    CHECK(held_up_idle_wait_hangs("v2"));
    CHECK_FALSE(held_up_idle_wait_hangs("v3"));
    // The same for the 10 ms waits, which are passed in earnest: deadline_test.cc.
}

TEST_CASE("v3 -> example-v4: none where no callback queues another") {
    for (const Kernel kernel : {Kernel::linux64, Kernel::linux32_time64, Kernel::win32}) {
        CHECK(differences("v3", "example-v4", View::full, kernel) == nothing);
    }
    CHECK(device_forces("example-v4"));
    // Where one does: example_v4_test.cc.
}

}  // TEST_SUITE("neighbouring versions")

}  // namespace rcu_bench::scripted
