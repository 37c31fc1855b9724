// Patches 1-3 of the series: how one waits, and who runs synchronize_rcu's grace period.
#include "engine/common.h"

#define BEFORE_PATCH_3 "baseline", "v1@1", "v1@2", "v2@1", "v2@2", "v3@1", "v3@2"
#define FROM_PATCH_3 "v1@3", "v1@4", "v1@5", "v1", "v1-sem", "v2@3", "v2@4", "v2@5", "v2", "v3@3", "v3@4", "v3@5", "v3"
#define FROM_PATCH_2 "v1@2", "v1@3", "v1@4", "v1", "v2@2", "v2@3", "v2@4", "v2", "v3@2", "v3@3", "v3@4", "v3"

namespace rcu_bench::scripted {

namespace {

/// How the wait for a forced reader is asked for: ms of the event wait, deadline of the futex wait.
struct Wait {
    uint64_t event_ms;
    uint64_t futex_deadline;
};

Wait forced_wait(Machine &m) {
    m.enter(m.reader("R"));
    m.calls(30);
    m.settle();
    return {m.log.nth(Probe::event_wait_begin, 1, id(EventName::gp)).step.b, m.log.nth(Probe::futex_wait_begin).step.b};
}

}  // namespace

TEST_SUITE("patches 1-3") {

TEST_CASE("before the series no wait knows a deadline") {
    FOR_EACH_OF(version, "legacy", "baseline") {
        Machine m(version);
        m.enter(m.reader("R"));
        m.drain();
        m.pass(100);
        CHECK(m.log.count(Probe::futex_wait_begin) >= 2);
        for (const Entry &entry : m.log.entries()) {
            if (entry.step.probe == Probe::futex_wait_begin) CHECK(entry.step.b == UINT64_MAX);
            if (entry.step.probe == Probe::event_wait_begin) CHECK(entry.step.b == UINT64_MAX);
        }
    }
}

TEST_CASE("patch 1: the futex wait has become a timed one without an end") {
    FOR_EACH_OF(version, "v1@1", "v2@1", "v3@1") {
        Machine m(version);
        const Wait wait = forced_wait(m);
        CHECK(wait.event_ms == UINT64_MAX);
        CHECK(wait.futex_deadline == INT64_MAX);
        CHECK(m.rcu_thread.blocked_for_ever());
    }
}

TEST_CASE("patch 2: the untimed event wait passes INT_MAX ms, 24.8 days") {
    FOR_EACH_OF(version, FROM_PATCH_2) {
        Machine m(version);
        const Wait wait = forced_wait(m);
        CHECK(wait.event_ms == 2147483647);
        CHECK(static_cast<int64_t>(wait.futex_deadline) == m.world.now_ns() + 2147483647ll * 1'000'000);
    }
}

TEST_CASE("patch 2: after 24.8 days the untimed wait ends, and the round is merely repeated") {
    FOR_EACH_OF(version, "v1@2", "v2@2", "v3@2", "v1", "v2", "v3") {
        Machine m(version);
        forced_wait(m);
        const size_t rounds = m.log.count(Probe::round_begin);
        m.pass(2147483646.0);
        CHECK(m.log.count(Probe::round_begin) == rounds);
        m.pass(1);
        CHECK(m.log.count(Probe::round_begin) == rounds + 1);
        CHECK(m.log.nth(Probe::scan_end, rounds).step.a == 1);
    }
}

TEST_CASE("before patch 3 synchronize_rcu runs a grace period in its caller, under a mutex") {
    FOR_EACH_OF(version, BEFORE_PATCH_3) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        Thread &first = m.synchronize("first");
        Thread &second = m.synchronize("second");
        m.call("A");
        m.pass(25);
        CHECK(m.log.count(Probe::gp_begin) == 1);
        CHECK(m.log.nth(Probe::gp_begin).thread == "first");
        CHECK(m.log.nth(Probe::gp_begin).step.b == 0);
        m.leave(r);
        m.pass(10);
        CHECK(first.finished());
        CHECK(second.finished());
        CHECK(m.log.count(Probe::gp_begin) == 3);
        CHECK(m.log.count(Probe::gp_begin, 0) == 2);
        for (size_t n = 0; n < 2; ++n) CHECK(m.log.place(Probe::gp_end, n) < m.log.place(Probe::gp_begin, n + 1));
    }
}

TEST_CASE("before patch 3 the caller's grace period is forced by the same rules as the RCU thread's") {
    FOR_EACH_OF(version, BEFORE_PATCH_3) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        m.synchronize();
        m.pass(51);
        CHECK(reason(m) == id(ForceReason::sleeps_used));
        CHECK(m.log.nth(Probe::force_decided).thread == "synchronizer");
        CHECK(kicks(r) == 1);
    }
}

TEST_CASE(
    "from patch 3 on synchronize_rcu queues a callback and waits for it: the RCU thread alone runs grace periods") {
    FOR_EACH_OF(version, FROM_PATCH_3) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        Thread &first = m.synchronize("first");
        Thread &second = m.synchronize("second");
        CHECK(m.log.count(Probe::call_begin) == 2);
        m.settle();
        for (const Entry &entry : m.log.entries()) {
            if (entry.step.probe == Probe::gp_begin) CHECK(entry.thread == "RCU thread");
        }
        CHECK_FALSE(first.finished());
        m.leave(r);
        m.pass(10);
        CHECK(first.finished());
        CHECK(second.finished());
        CHECK(m.log.count(Probe::gp_begin) == 1);  // one grace period serves both
        CHECK(m.log.count(Probe::callback_begin) == 2);
    }
}

TEST_CASE("from patch 3 on synchronize_rcu waits for the BQL as every callback does") {
    FOR_EACH_OF(version, FROM_PATCH_3) {
        Machine m(version);
        m.hold_bql(4);
        m.synchronize();
        m.pass(20);
        CHECK(m.log.ms(Probe::synchronize_end) == 4);
    }
    FOR_EACH_OF(version, BEFORE_PATCH_3) {
        Machine m(version);
        m.hold_bql(4);
        m.synchronize();
        m.pass(20);
        CHECK(m.log.ms(Probe::synchronize_end) == 0);
    }
}

}  // TEST_SUITE("patches 1-3")

}  // namespace rcu_bench::scripted
