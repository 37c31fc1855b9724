// v1-sem: sync_event as a counting semaphore, as first posted in v1's review.
#include "engine/common.h"

namespace rcu_bench::scripted {

TEST_SUITE("v1-sem") {

TEST_CASE("call_rcu posts where it raised the count from 0, force_rcu always; nothing resets") {
    Machine m("v1-sem");
    m.calls(3);
    CHECK(m.log.count(Probe::sem_post) == 1);
    m.force();
    m.force();
    CHECK(m.log.count(Probe::sem_post) == 3);
    m.settle();
    CHECK(m.log.count(Probe::event_reset, id(EventName::sync)) == 0);
    CHECK(m.log.count(Probe::event_set, id(EventName::sync)) == 0);
    CHECK(m.log.count(Probe::callback_end) == 3);
}

TEST_CASE("the timed wait's meaning is inverted: the first timeout forces, after one sleep and not five") {
    Machine m("v1-sem");
    auto &r = m.reader("R");
    m.enter(r);
    m.call("A");
    m.pass(9.9);
    CHECK(kicks(r) == 0);
    m.pass(0.1);
    CHECK(m.log.ms(Probe::force_decided) == 10);
    CHECK(reason(m) == id(ForceReason::timed_out));
    CHECK(m.log.nth(Probe::sem_wait_begin, 0, id(EventName::sync)).step.b == 10);
    CHECK(kicks(r) == 1);
}

TEST_CASE("a request during a sleep ends it but does not force: the next timeout does") {
    Machine m("v1-sem");
    auto &r = m.reader("R");
    m.enter(r);
    m.call("A");
    m.pass(3);
    m.force();
    m.settle();
    CHECK(kicks(r) == 0);
    CHECK(m.log.count(Probe::round_begin) == 2);
    m.pass(9.9);
    CHECK(kicks(r) == 0);
    m.pass(0.1);
    CHECK(m.log.ms(Probe::force_decided) == 13);
    CHECK(reason(m) == id(ForceReason::timed_out));
}

TEST_CASE("five requests use up the sleeps, and that forces") {
    Machine m("v1-sem");
    m.enter(m.reader("R"));
    m.call("A");
    m.settle();
    for (int i = 0; i < 4; ++i) {
        m.force();
        m.settle();
    }
    CHECK_FALSE(m.log.has(Probe::force_decided));
    m.force();
    m.settle();
    CHECK(m.log.ms(Probe::force_decided) == 0);
    CHECK(reason(m) == id(ForceReason::sleeps_used));
}

TEST_CASE("a post that nobody took cuts a later sleep: nothing resets a semaphore") {
    Machine m("v1-sem");
    auto &r = m.reader("R");
    m.call("A");
    m.run_until(m.rcu_thread, Probe::batch_end);
    m.enter(r);
    m.call("B");  // 0 -> 1: posts while the RCU thread is awake, and n = 1 is fetched without taking the post
    m.resume(m.rcu_thread);
    CHECK(m.log.count(Probe::sem_wait_end, id(EventName::sync)) == 2);  // A's, and at once in B's first sleep
    CHECK(m.log.count(Probe::round_begin) == 3);
    m.pass(10);
    CHECK(m.log.ms(Probe::force_decided) == 10);
    CHECK(m.log.nth(Probe::round_begin, 2).step.a == 1);
}

TEST_CASE("a request before the fetch forces in the first round, after its scan") {
    Machine m("v1-sem");
    auto &ongoing = m.reader("ongoing");
    auto &quiescent = m.reader("quiescent");
    m.enter(ongoing);
    m.call("A");
    m.force();
    m.settle();
    CHECK(m.log.nth(Probe::fetch).step.b == 1);
    CHECK(reason(m) == id(ForceReason::requested));
    CHECK(m.log.place(Probe::scan_end) < m.log.place(Probe::force_decided));
    CHECK(kicks(ongoing) == 1);
    CHECK(kicks(quiescent) == 0);
}

TEST_CASE("defect: the flag is read after n, so that a request for a later callback is dropped") {
    Machine m("v1-sem");
    auto &first = m.reader("first");
    auto &second = m.reader("second");
    m.enter(first);
    m.call("A");
    m.run_until(m.rcu_thread, before_atomic(AtomicOp::exchange, sizeof(bool)));  // n = 1 is read
    auto &b = m.call("B");
    m.force();  // for B
    m.resume(m.rcu_thread);
    CHECK(m.log.nth(Probe::fetch).step.a == 1);  // not re-read
    CHECK(m.log.nth(Probe::fetch).step.b == 1);
    CHECK_FALSE(m.engine->force_outstanding());
    m.enter(second);
    m.leave(first);
    m.settle();
    CHECK(m.log.nth(Probe::fetch, 1).step.a == 1);
    CHECK(m.log.nth(Probe::fetch, 1).step.b == 0);  // B's request is gone
    CHECK(b.runs == 0);
    CHECK(kicks(second) == 0);
}

TEST_CASE("defect: the registry is walked without its lock while forcing") {
    Machine m("v1-sem");
    m.enter(m.reader("R"));
    m.calls(30);
    m.run_until(m.rcu_thread, Probe::force_notify);
    CHECK_FALSE(m.registry_locked());
}

TEST_CASE("defect: v1's lost wake-up hangs it too, and force_rcu frees it") {
    Machine m("v1-sem");
    auto &a = m.callback("A");
    Thread &thread_a = m.caller("A", a);
    m.run_until(thread_a, Probe::enqueue_swapped);
    auto &b = m.call("B");
    m.settle();
    CHECK(m.engine->pending() == 0);
    auto &c = m.call("C");
    m.settle();
    m.resume(thread_a);
    CHECK(m.log.nth(Probe::count_raised, 0, a.id()).step.b == 2);
    CHECK_FALSE(m.engine->link_broken());
    m.calls(50);
    m.pass(3'600'000);
    CHECK(m.rcu_thread.blocked_for_ever());  // a plain semaphore wait: not even 24.8 days end it
    CHECK(a.runs + b.runs + c.runs == 0);
    m.force();
    m.settle();
    CHECK(a.runs + b.runs + c.runs == 3);
}

TEST_CASE("drain_call_rcu queues its callback, then forces") {
    Machine m("v1-sem");
    m.drain();
    CHECK(m.log.place(Probe::call_end) < m.log.place(Probe::force_begin));
    m.settle();
    CHECK(m.log.ms(Probe::drain_end) == 0);
}

}  // TEST_SUITE("v1-sem")

}  // namespace rcu_bench::scripted
