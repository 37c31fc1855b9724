// none: no grace period at all.
#include "engine/common.h"

namespace rcu_bench::scripted {

TEST_SUITE("none") {

TEST_CASE("a callback runs under the BQL while a section that began before it is still open") {
    Machine m("none");
    auto &r = m.reader("R");
    m.enter(r);
    auto &a = m.call("A");
    m.settle();
    CHECK(a.runs == 1);
    CHECK(a.bql_was_held);
    CHECK(r.ctr.load() != 0);
}

TEST_CASE("there is no grace period, no sleep, no force; synchronize_rcu returns at once") {
    Machine m("none");
    auto &r = m.reader("R");
    m.enter(r);
    m.calls(40);
    m.force();
    CHECK(m.synchronize().finished());
    m.pass(1000);
    for (const Probe point : {Probe::gp_begin, Probe::gp_advanced, Probe::scan_end, Probe::force_decided,
                              Probe::force_begin, Probe::sleep_begin}) {
        CHECK_FALSE(m.log.has(point));
    }
    CHECK(m.log.count(StepKind::heavy_barrier) == 0);
    CHECK(kicks(r) == 0);
    CHECK(m.log.count(Probe::callback_end) == 40);
}

TEST_CASE("drain_call_rcu still returns after the callbacks queued before it") {
    Machine m("none");
    m.hold_bql(3);
    auto &a = m.call("A");
    Thread &drainer = m.drain();
    m.settle();
    CHECK_FALSE(drainer.finished());
    m.pass(3);
    CHECK(drainer.finished());
    CHECK(a.runs == 1);
}

}  // TEST_SUITE("none")

}  // namespace rcu_bench::scripted
