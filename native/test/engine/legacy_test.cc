// legacy: QEMU up to 10.1.
#include "engine/common.h"

namespace rcu_bench::scripted {

TEST_SUITE("legacy") {

TEST_CASE("a lone callback waits 50 ms, in five sleeps, before its grace period begins") {
    Machine m("legacy");
    auto &a = m.call("A");
    m.pass(49);
    CHECK(m.log.count(Probe::gp_begin) == 0);
    CHECK(m.log.count(Probe::sleep_begin, 10'000'000) == 5);
    m.pass(1);
    CHECK(m.log.ms(Probe::gp_begin) == 50);
    CHECK(m.log.ms(Probe::callback_begin, 0, a.id()) == 50);
}

TEST_CASE("30 callbacks start the grace period at once, 29 do not") {
    Machine thirty("legacy");
    thirty.calls(30);
    thirty.settle();
    CHECK(thirty.log.ms(Probe::gp_begin) == 0);
    CHECK(thirty.log.nth(Probe::fetch).step.a == 30);
    CHECK(thirty.log.place(Probe::sleep_begin) > thirty.log.place(Probe::batch_end));  // the next, idle round's

    Machine twenty_nine("legacy");
    twenty_nine.calls(29);
    twenty_nine.pass(100);
    CHECK(twenty_nine.log.ms(Probe::gp_begin) == 50);
}

TEST_CASE("the 30th callback ends the collection where the count is next read, not at once") {
    Machine m("legacy");
    m.calls(29);
    m.pass(15);
    m.call("30th");
    m.pass(100);
    CHECK(m.log.ms(Probe::gp_begin) == 20);
    CHECK(m.log.nth(Probe::fetch).step.a == 30);
}

TEST_CASE("callbacks that come during the collection join the batch and do not prolong it") {
    Machine m("legacy");
    m.call("A");
    m.pass(45);
    m.call("B");
    m.pass(55);
    CHECK(m.log.ms(Probe::gp_begin) == 50);
    CHECK(m.log.nth(Probe::gp_begin).step.a == 2);
    CHECK(m.log.count(Probe::gp_begin) == 1);
}

TEST_CASE("with nothing to do it sleeps 10 ms, resets the event, re-reads, trims, waits") {
    Machine m("legacy", {.started = false});
    m.settle();
    CHECK(m.log.text({Probe::sleep_begin, Probe::event_reset, Probe::idle_trim}) ==
          "0ms RCU thread: sleep_begin 10000000 0\n");
    m.pass(1000);
    CHECK(m.log.text({Probe::sleep_begin, Probe::event_reset, Probe::idle_trim, Probe::event_wait_begin}) ==
          "0ms RCU thread: sleep_begin 10000000 0\n"
          "10ms RCU thread: event_reset 1 0\n"
          "10ms RCU thread: idle_trim 0 0\n"
          "10ms RCU thread: event_wait_begin 1 no_deadline\n");
    CHECK(m.rcu_thread.blocked_for_ever());
}

TEST_CASE("a round that found nothing is no try: a callback from its sleep still gets five of its own") {
    Machine m("legacy", {.started = false});
    m.pass(5);
    m.call("A");
    m.pass(200);
    CHECK(m.log.ms(Probe::event_reset, 0, id(EventName::ready)) == 10);
    CHECK(m.log.ms(Probe::gp_begin) == 60);
    // The re-read after the reset found it: no trim before the grace period.
    CHECK(m.log.place(Probe::idle_trim) > m.log.place(Probe::gp_begin));
}

TEST_CASE("n is subtracted before the grace period") {
    Machine m("legacy");
    auto &r = m.reader("R");
    m.enter(r);
    m.call("A");
    m.pass(60);
    CHECK(m.log.place(Probe::count_subtracted) < m.log.place(Probe::gp_begin));
    CHECK(m.engine->pending() == 0);
    CHECK_FALSE(m.log.has(Probe::callback_begin));
}

TEST_CASE("every round resets the event, asks all readers to signal, then has a barrier, then scans") {
    Machine m("legacy");
    auto &ongoing = m.reader("ongoing");
    auto &quiescent = m.reader("quiescent");
    m.enter(ongoing);
    m.calls(30);
    m.run_until(m.rcu_thread, Probe::round_begin);
    m.run_until(m.rcu_thread, Probe::event_reset, id(EventName::gp));
    CHECK_FALSE(ongoing.waiting.load());
    m.run_until(m.rcu_thread, at_heavy_barrier());
    CHECK(ongoing.waiting.load());
    CHECK(quiescent.waiting.load());
    m.run_until(m.rcu_thread, Probe::scan_end);
    CHECK(ongoing.waiting.load());
    CHECK_FALSE(quiescent.waiting.load());
}

TEST_CASE("the grace period waits on the event alone, and ends when the last reader signals") {
    Machine m("legacy");
    auto &first = m.reader("first");
    auto &second = m.reader("second");
    m.enter(first);
    m.enter(second);
    m.calls(30);
    m.pass(500);
    CHECK(m.rcu_thread.blocked_for_ever());
    CHECK(m.log.count(Probe::round_begin) == 1);  // no timer makes another round
    m.leave(first);
    m.pass(7);
    CHECK(m.log.nth(Probe::scan_end, 1).step.a == 1);
    CHECK(m.rcu_thread.blocked_for_ever());
    m.leave(second);
    m.settle();
    CHECK(m.log.ms(Probe::gp_end) == 507);
    CHECK(m.log.nth(Probe::gp_end).step.a == 3);  // rounds
    CHECK(m.log.nth(Probe::gp_end).step.b == 0);  // sleeps
    CHECK(m.log.count(Probe::event_reset, id(EventName::gp)) == 3);
}

TEST_CASE("neither 30 callbacks nor time calls a force notifier") {
    Machine m("legacy");
    auto &r = m.reader("R");
    m.enter(r);
    m.calls(40);
    m.pass(5000);
    CHECK(kicks(r) == 0);
    CHECK_FALSE(m.log.has(Probe::force_decided));
}

TEST_CASE("while a drain is in progress, every round kicks the readers found ongoing and no others") {
    Machine m("legacy");
    auto &first = m.reader("first");
    auto &second = m.reader("second");
    auto &quiescent = m.reader("quiescent");
    m.enter(first);
    m.enter(second);
    Thread &drainer = m.drain();
    m.pass(50);
    CHECK(reason(m) == id(ForceReason::drain));
    CHECK(kicks(first) == 1);
    CHECK(kicks(second) == 1);
    CHECK(kicks(quiescent) == 0);
    m.leave(first);
    m.settle();
    CHECK(kicks(first) == 1);
    CHECK(kicks(second) == 2);
    m.leave(second);
    m.settle();
    CHECK(drainer.finished());
    CHECK(m.log.ms(Probe::drain_end) == 50);
}

TEST_CASE("a drain kicks nobody before the next round: the sleeping grace period does not notice it") {
    Machine m("legacy");
    auto &first = m.reader("first");
    auto &second = m.reader("second");
    m.enter(first);
    m.enter(second);
    m.calls(30);
    m.settle();
    m.drain();
    m.pass(300);
    CHECK(kicks(second) == 0);
    m.leave(first);
    m.settle();
    CHECK(kicks(second) == 1);
}

TEST_CASE("a drain does not cut the collection short") {
    Machine m("legacy");
    m.drain();
    m.pass(200);
    CHECK(m.log.ms(Probe::drain_end) == 50);
}

TEST_CASE("force_rcu does not exist yet: nothing happens") {
    Machine m("legacy");
    m.call("A");
    m.pass(5);
    const size_t before = m.log.entries().size();
    m.force();
    CHECK(m.log.entries().size() == before);
    CHECK_FALSE(m.engine->force_outstanding());
    m.pass(200);
    CHECK(m.log.ms(Probe::gp_begin) == 50);
}

TEST_CASE("synchronize_rcu runs a grace period in its caller, at once and without a callback") {
    Machine m("legacy");
    auto &r = m.reader("R");
    m.enter(r);
    Thread &caller = m.synchronize();
    CHECK(m.log.nth(Probe::gp_begin).thread == "synchronizer");
    CHECK(m.log.nth(Probe::gp_begin).step.a == 0);
    CHECK(m.log.nth(Probe::gp_begin).step.b == 0);
    CHECK(m.log.ms(Probe::gp_begin) == 0);
    m.pass(3);
    CHECK_FALSE(caller.finished());
    m.leave(r);
    m.settle();
    CHECK(caller.finished());
    CHECK(m.log.ms(Probe::synchronize_end) == 3);
    CHECK_FALSE(m.log.has(Probe::callback_begin));
}

TEST_CASE("grace periods take turns: two callers of synchronize_rcu, and the RCU thread") {
    Machine m("legacy");
    auto &r = m.reader("R");
    m.enter(r);
    Thread &first = m.synchronize("first");
    Thread &second = m.synchronize("second");
    m.calls(30);
    m.pass(5);
    CHECK(m.log.count(Probe::gp_begin) == 1);
    CHECK(second.blocked_for_ever());
    m.leave(r);
    m.settle();
    CHECK(first.finished());
    CHECK(second.finished());
    CHECK(m.log.count(Probe::gp_begin) == 3);
    for (size_t n = 0; n < 2; ++n) CHECK(m.log.place(Probe::gp_end, n) < m.log.place(Probe::gp_begin, n + 1));
}

}  // TEST_SUITE("legacy")

}  // namespace rcu_bench::scripted
