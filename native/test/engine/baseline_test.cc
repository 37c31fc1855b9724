// baseline: commit 55d98e3ede. Patches 1-3 of each version leave all of this as it is, so it is tested on them too; what
// they do change is in preparation_test.cc.
#include "engine/common.h"

#define POLLING_WITHOUT_REQUESTS "baseline", "v1@1", "v1@2", "v1@3", "v2@1", "v2@2", "v2@3", "v3@1", "v3@2", "v3@3"

namespace rcu_bench::scripted {

TEST_SUITE("baseline and patches 1-3") {

TEST_CASE("the grace period starts at once, and n is subtracted after it") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        auto &a = m.call("A");
        m.settle();
        CHECK(m.log.ms(Probe::gp_begin) == 0);
        CHECK(m.engine->pending() == 1);
        m.leave(r);
        m.pass(10);
        CHECK(a.runs == 1);
        CHECK(m.log.place(Probe::gp_end) < m.log.place(Probe::count_subtracted));
        CHECK(m.log.place(Probe::count_subtracted) < m.log.place(Probe::callback_begin));
        CHECK(m.engine->pending() == 0);
    }
}

TEST_CASE("a quiet grace period takes one round: no sleep, no force") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        auto &r = m.reader("R");
        m.call("A");
        m.settle();
        CHECK(m.log.nth(Probe::gp_end).step.a == 1);
        CHECK(m.log.nth(Probe::gp_end).step.b == 0);
        CHECK_FALSE(m.log.has(Probe::sleep_begin));
        CHECK_FALSE(m.log.has(Probe::force_decided));
        CHECK(kicks(r) == 0);
    }
}

TEST_CASE("a reader that leaves during a sleep is not noticed before its end: nothing cuts the plain sleep short") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        m.call("A");
        m.pass(3);
        CHECK_FALSE(r.waiting.load());
        m.leave(r);
        m.force();
        m.call("B");
        m.pass(6.9);
        CHECK_FALSE(m.log.has(Probe::gp_end));
        m.pass(0.1);
        CHECK(m.log.ms(Probe::gp_end) == 10);
        CHECK(m.log.nth(Probe::gp_end).step.b == 1);
        CHECK_FALSE(m.log.has(Probe::reader_signals));
    }
}

TEST_CASE("after five sleeps it forces, at the start of the sixth round, and from then on is woken by the reader") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        m.call("A");
        m.pass(49.9);
        CHECK(kicks(r) == 0);
        m.pass(0.2);
        CHECK(kicks(r) == 1);
        CHECK(reason(m) == id(ForceReason::sleeps_used));
        CHECK(m.log.ms(Probe::force_decided) == 50);
        CHECK(m.log.place(Probe::round_begin, 0, 5) < m.log.place(Probe::force_decided));
        CHECK(m.log.count(Probe::sleep_begin, 10'000'000) == 5);
        const size_t rounds = m.log.count(Probe::round_begin);
        m.pass(100.4);
        CHECK(m.log.count(Probe::round_begin) == rounds);
        CHECK(m.log.count(Probe::sleep_begin) == 5);
        CHECK(kicks(r) == 1);  // once a grace period
        m.leave(r);
        m.settle();
        CHECK(m.log.ms(Probe::gp_end) == doctest::Approx(m.now_ms()));
        CHECK(m.log.nth(Probe::gp_end).step.b == 5);
    }
}

TEST_CASE("30 callbacks force in the first round, before its scan: quiescent readers are kicked too") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        auto &ongoing = m.reader("ongoing");
        auto &quiescent = m.reader("quiescent");
        m.enter(ongoing);
        m.calls(30);
        m.settle();
        CHECK(reason(m) == id(ForceReason::threshold));
        CHECK(m.log.nth(Probe::force_decided).step.b == 30);
        CHECK(kicks(ongoing) == 1);
        CHECK(kicks(quiescent) == 1);
        CHECK(m.log.place(Probe::force_notify, 0, quiescent.id()) < m.log.place(Probe::scan_end));
        CHECK(ongoing.waiting.load());
        CHECK_FALSE(quiescent.waiting.load());  // moved aside
        CHECK_FALSE(m.log.has(Probe::sleep_begin));
    }
}

TEST_CASE("29 callbacks do not force") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        m.enter(m.reader("R"));
        m.calls(29);
        m.settle();
        CHECK_FALSE(m.log.has(Probe::force_decided));
    }
}

TEST_CASE("the threshold counts the batch in progress and what came after it, and is looked at after each sleep") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        auto &ongoing = m.reader("ongoing");
        auto &quiescent = m.reader("quiescent");
        m.enter(ongoing);
        m.calls(20);
        m.pass(4);
        m.calls(10);
        m.pass(5);
        CHECK_FALSE(m.log.has(Probe::force_decided));
        m.pass(1);
        CHECK(m.log.ms(Probe::force_decided) == 10);
        CHECK(reason(m) == id(ForceReason::threshold));
        CHECK(kicks(ongoing) == 1);
        CHECK(kicks(quiescent) == 0);  // moved aside by the first round's scan
    }
}

TEST_CASE("a drain forces, though not before the sleep in progress is over") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        m.call("A");
        m.pass(3);
        Thread &drainer = m.drain();
        m.pass(6.9);
        CHECK_FALSE(m.log.has(Probe::force_decided));
        m.pass(0.1);
        CHECK(reason(m) == id(ForceReason::drain));
        CHECK(kicks(r) == 1);
        m.leave(r);
        m.settle();
        CHECK(drainer.finished());  // the second batch, with the drain's own callback, found no reader
        CHECK(m.log.count(Probe::gp_begin) == 2);
    }
}

TEST_CASE("a drain's own grace period is forced in its first round") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        auto &ongoing = m.reader("ongoing");
        auto &quiescent = m.reader("quiescent");
        m.enter(ongoing);
        Thread &drainer = m.drain();
        m.settle();
        CHECK(reason(m) == id(ForceReason::drain));
        CHECK(kicks(ongoing) == 1);
        CHECK(kicks(quiescent) == 1);
        m.pass(2);
        m.leave(ongoing);
        m.settle();
        CHECK(drainer.finished());
        CHECK(m.log.ms(Probe::drain_end) == 2);
    }
}

TEST_CASE("once the drain is over its flag is gone: the next grace period polls") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        auto &r = m.reader("R");
        CHECK(!m.drain().finished());
        m.settle();
        m.restart_log();
        m.enter(r);
        m.call("A");
        m.pass(12);
        CHECK_FALSE(m.log.has(Probe::force_decided));
        CHECK(m.log.count(Probe::sleep_begin) == 2);
    }
}

TEST_CASE("force_rcu does not exist yet: nothing happens") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        m.enter(m.reader("R"));
        m.call("A");
        m.pass(3);
        const size_t before = m.log.entries().size();
        m.force();
        CHECK(m.log.entries().size() == before);
        CHECK_FALSE(m.engine->force_outstanding());
        m.pass(10);
        CHECK_FALSE(m.log.has(Probe::force_decided));
    }
}

TEST_CASE("each call_rcu sets the event, whatever the count was") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        m.calls(3);
        CHECK(m.log.count(Probe::event_set, id(EventName::ready)) == 3);
    }
}

TEST_CASE("the forced walk holds the registry's lock") {
    FOR_EACH_OF(version, POLLING_WITHOUT_REQUESTS) {
        Machine m(version);
        m.reader("R");
        m.calls(30);
        m.run_until(m.rcu_thread, Probe::force_notify);
        CHECK(m.registry_locked());
    }
}

}  // TEST_SUITE("baseline and patches 1-3")

}  // namespace rcu_bench::scripted
