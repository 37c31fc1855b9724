// v1, from patch 4 on. Its four defects are tested as behaviour: users compare them.
#include "engine/common.h"

#define V1 "v1@4", "v1@5", "v1"

namespace rcu_bench::scripted {

TEST_SUITE("v1") {

TEST_CASE("call_rcu sets the event only where it raised the count from 0") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        m.calls(3);
        CHECK(m.log.count(Probe::event_set, id(EventName::sync)) == 1);
        CHECK(m.log.place(Probe::event_set) > m.log.place(Probe::count_raised, 0));
        CHECK(m.log.place(Probe::event_set) < m.log.place(Probe::count_raised, 1));
        CHECK_FALSE(m.log.has(Probe::event_set, id(EventName::ready)));
    }
}

TEST_CASE("a batch resets the event before it reads n, and again after it") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        m.call("A");
        m.run_until(m.rcu_thread, Probe::gp_begin);
        CHECK(m.log.count(Probe::event_reset, id(EventName::sync)) == 2);
        CHECK(m.log.nth(Probe::fetch).step.a == 1);
        CHECK(m.log.nth(Probe::fetch).step.b == 0);
    }
}

TEST_CASE("n is subtracted after the grace period, before the callbacks") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        m.call("A");
        m.settle();
        CHECK(m.log.ms(Probe::gp_begin) == 0);
        CHECK(m.log.place(Probe::gp_end) < m.log.place(Probe::count_subtracted));
        CHECK(m.log.place(Probe::count_subtracted) < m.log.place(Probe::callback_begin));
    }
}

TEST_CASE(
    "a request before the fetch: no sleep, and the force comes after the first scan, so that quiescent readers "
    "are not kicked") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &ongoing = m.reader("ongoing");
        auto &quiescent = m.reader("quiescent");
        m.enter(ongoing);
        m.call("A");
        m.force();
        m.settle();
        CHECK(m.log.nth(Probe::fetch).step.b == 1);
        CHECK_FALSE(m.engine->force_outstanding());
        CHECK(m.log.ms(Probe::force_decided) == 0);
        CHECK(reason(m) == id(ForceReason::requested));
        CHECK(m.log.place(Probe::scan_end) < m.log.place(Probe::force_decided));
        CHECK(kicks(ongoing) == 1);
        CHECK(kicks(quiescent) == 0);
        m.leave(ongoing);
        m.settle();
        CHECK(m.log.nth(Probe::gp_end).step.b == 0);
    }
}

TEST_CASE("a quiet grace period is over before it could be forced, request or threshold notwithstanding") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &r = m.reader("R");
        m.calls(40);
        m.force();
        m.settle();
        CHECK(m.log.nth(Probe::fetch).step.a == 40);
        CHECK_FALSE(m.log.has(Probe::force_decided));
        CHECK(kicks(r) == 0);
    }
}

TEST_CASE("30 callbacks force after the first scan, without a sleep") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &ongoing = m.reader("ongoing");
        auto &quiescent = m.reader("quiescent");
        m.enter(ongoing);
        m.calls(30);
        m.settle();
        CHECK(reason(m) == id(ForceReason::threshold));
        CHECK(m.log.place(Probe::scan_end) < m.log.place(Probe::force_decided));
        CHECK(m.log.count(Probe::event_wait_begin, id(EventName::sync)) == 0);
        CHECK(kicks(ongoing) == 1);
        CHECK(kicks(quiescent) == 0);
    }
}

TEST_CASE("after a force it scans once more before it waits") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        m.enter(m.reader("R"));
        m.calls(30);
        m.settle();
        CHECK(m.log.place(Probe::force_notify) < m.log.place(Probe::scan_end, 1));
        CHECK(m.log.place(Probe::scan_end, 1) < m.log.place(Probe::event_wait_begin, 0, id(EventName::gp)));
    }
}

TEST_CASE("without a request it sleeps 10 ms five times and then forces") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        m.call("A");
        m.pass(53);
        CHECK(m.log.ms(Probe::force_decided) == 50);
        CHECK(reason(m) == id(ForceReason::sleeps_used));
        CHECK(m.log.count(Probe::event_wait_begin, id(EventName::sync)) == 5);
        CHECK(m.log.nth(Probe::event_wait_begin, 0, id(EventName::sync)).step.b == 10);
        CHECK(kicks(r) == 1);
        m.leave(r);
        m.settle();
        CHECK(m.log.ms(Probe::gp_end) == 53);
        CHECK(m.log.nth(Probe::gp_end).step.b == 5);
    }
}

TEST_CASE("a reader that leaves during a sleep is not noticed before its end") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        m.call("A");
        m.pass(3);
        m.leave(r);
        m.pass(20);
        CHECK(m.log.ms(Probe::gp_end) == 10);
    }
}

TEST_CASE("a request during a sleep cuts it short; its flag stays set and forces the next batch too") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        m.call("A");
        m.pass(23);
        m.force();
        m.settle();
        CHECK(m.log.ms(Probe::force_decided) == 23);
        CHECK(reason(m) == id(ForceReason::woken));
        CHECK(m.engine->force_outstanding());
        m.leave(r);
        m.settle();
        CHECK(m.log.ms(Probe::gp_end) == 23);
        m.enter(r);
        m.call("B");
        m.settle();
        CHECK(m.log.nth(Probe::fetch, 0, 1).step.b == 0);
        CHECK(m.log.nth(Probe::fetch, 1, 1).step.b == 1);
        CHECK(reason(m, 1) == id(ForceReason::requested));
        CHECK_FALSE(m.engine->force_outstanding());
    }
}

TEST_CASE("a request that comes between n and the flag is for a callback that the re-read takes into the batch") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        m.enter(m.reader("R"));
        m.call("A");
        m.run_until(m.rcu_thread, before_atomic(AtomicOp::exchange, sizeof(bool)));
        m.call("B");
        m.force();
        m.resume(m.rcu_thread);
        CHECK(m.log.nth(Probe::fetch).step.a == 2);
        CHECK(m.log.nth(Probe::fetch).step.b == 1);
        CHECK(reason(m) == id(ForceReason::requested));
    }
}

TEST_CASE("the flag is swapped until it is found false: a request during the re-read makes another one") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        m.call("A");
        m.force();
        const auto flag_swap = before_atomic(AtomicOp::exchange, sizeof(bool));
        m.run_until(m.rcu_thread, flag_swap);
        m.run_until(m.rcu_thread, flag_swap);
        m.call("B");
        m.force();
        m.run_until(m.rcu_thread, flag_swap);
        m.run_until(m.rcu_thread, Probe::fetch);
        CHECK(m.log.nth(Probe::fetch).step.a == 2);
        CHECK_FALSE(m.engine->force_outstanding());
    }
}

TEST_CASE("a request while idle wakes the RCU thread for nothing, and stays for the next batch") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        m.enter(m.reader("R"));
        m.force();
        m.pass(100);
        CHECK(m.log.count(Probe::event_wait_end, id(EventName::sync)) == 1);
        CHECK(m.log.count(StepKind::trim) == 1);
        CHECK_FALSE(m.log.has(Probe::gp_begin));
        CHECK(m.engine->force_outstanding());
        m.call("A");
        m.settle();
        CHECK(m.log.nth(Probe::fetch, 0, 1).step.b == 1);
        CHECK(reason(m) == id(ForceReason::requested));
    }
}

TEST_CASE("drain_call_rcu queues its callback, then forces") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        Thread &drainer = m.drain();
        CHECK(m.log.place(Probe::drain_begin) < m.log.place(Probe::call_begin));
        CHECK(m.log.place(Probe::call_end) < m.log.place(Probe::force_begin));
        m.settle();
        CHECK(kicks(r) == 1);
        m.leave(r);
        m.settle();
        CHECK(drainer.finished());
        CHECK(m.log.ms(Probe::drain_end) == 0);
    }
}

TEST_CASE("two chained grace periods: the second is forced or not by when the request came") {
    FOR_EACH_OF(version, V1) {
        for (const bool before_fetch : {true, false}) {
            CAPTURE(before_fetch);
            Machine m(version);
            auto &first = m.reader("first");
            auto &second = m.reader("second");
            m.enter(first);
            auto &b = m.callback("B");
            m.call("A").and_then = [&] { m.engine->call(b); };
            if (!before_fetch) m.settle();
            m.force();
            m.settle();
            m.enter(second);  // begins after the first grace period, so it holds up the second only
            m.leave(first);
            m.settle();
            CHECK(m.log.count(Probe::gp_begin) == 2);
            CHECK(m.log.nth(Probe::fetch, 1).step.b == (before_fetch ? 0 : 1));
            CHECK(kicks(second) == (before_fetch ? 0 : 1));
            m.leave(second);
            m.pass(20);
            CHECK(b.ran_at_ns - m.world.now_ns() == (before_fetch ? -10'000'000 : -20'000'000));
        }
    }
}

// --- The defects.

TEST_CASE("defect: the lost wake-up") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &a = m.callback("A");
        auto &b = m.callback("B");
        auto &c = m.callback("C");
        Thread &thread_a = m.caller("A", a);
        m.run_until(thread_a, Probe::enqueue_swapped);  // A swaps the tail and stops
        m.resume(m.caller("B", b));                     // B raises 0 -> 1
        m.settle();
        CHECK(m.log.nth(Probe::fetch).step.a == 1);
        CHECK(m.log.has(Probe::gp_end));
        CHECK(m.log.has(Probe::count_subtracted, 1));
        CHECK(m.log.count(Probe::dequeue_broken) == 1);  // the RCU thread waits at the broken link
        CHECK(m.engine->link_broken());
        CHECK(m.engine->pending() == 0);
        m.resume(m.caller("C", c));  // C raises 0 -> 1 and sets the event
        m.settle();
        CHECK(m.log.count(Probe::dequeue_broken) == 2);  // retried, reset, waits again
        m.resume(thread_a);                              // A links and raises 1 -> 2: no set
        CHECK(thread_a.finished());
        CHECK(m.log.nth(Probe::count_raised, 0, a.id()).step.b == 2);
        CHECK_FALSE(m.engine->link_broken());

        m.pass(3'600'000);
        CHECK(m.engine->pending() == 2);
        CHECK(a.runs + b.runs + c.runs == 0);
        CHECK(m.rcu_thread.blocked());
        CHECK(m.bql_free());
        auto &d = m.call("D");  // no later call_rcu sets it either
        m.calls(50);
        m.pass(3'600'000);
        CHECK(d.runs == 0);

        m.force();  // only force_rcu (or a drain) frees it
        m.settle();
        CHECK(a.runs == 1);
        CHECK(b.runs == 1);
        CHECK(c.runs == 1);
        CHECK(d.runs == 1);
    }
}

TEST_CASE("defect: the lost wake-up is ended by a drain too") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &a = m.callback("A");
        Thread &thread_a = m.caller("A", a);
        m.run_until(thread_a, Probe::enqueue_swapped);
        m.call("B");
        m.settle();
        m.call("C");
        m.settle();
        m.resume(thread_a);
        m.pass(1000);
        CHECK(a.runs == 0);
        Thread &drainer = m.drain();
        m.settle();
        CHECK(a.runs == 1);
        CHECK(drainer.finished());
    }
}

TEST_CASE("a broken link alone is no defect: the producer that completes it raises 0 -> 1 and sets the event") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &a = m.callback("A");
        Thread &thread_a = m.caller("A", a);
        m.run_until(thread_a, Probe::enqueue_swapped);
        auto &b = m.call("B");
        m.settle();
        CHECK(m.log.count(Probe::event_wait_begin, id(EventName::sync)) == 1);  // the retry waits on sync_event
        m.resume(thread_a);
        m.settle();
        CHECK(a.runs == 1);
        CHECK(b.runs == 1);
    }
}

TEST_CASE("defect: the spurious force, by a call_rcu that is delayed before its set") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &r = m.reader("R");
        auto &b = m.callback("B");
        m.call("A");
        m.run_until(m.rcu_thread, Probe::batch_end);  // awake, with the count at 0
        m.enter(r);
        Thread &delayed = m.caller("delayed", b);
        m.run_until(delayed, Probe::count_raised);  // 0 -> 1, and delayed
        m.resume(m.rcu_thread);                     // fetches n = 1, waits for R
        CHECK(m.log.nth(Probe::fetch, 1).step.a == 1);
        CHECK(m.log.nth(Probe::fetch, 1).step.b == 0);
        CHECK(m.rcu_thread.blocked());
        m.pass(2);
        CHECK(kicks(r) == 0);
        m.resume(delayed);
        m.settle();
        CHECK(m.log.ms(Probe::force_decided) == 2);
        CHECK(reason(m) == id(ForceReason::woken));
        CHECK(m.log.nth(Probe::force_decided).step.b == 1);  // callbacks pending
        CHECK(kicks(r) == 1);
        CHECK_FALSE(m.log.has(Probe::force_begin));
        CHECK_FALSE(m.engine->force_outstanding());
    }
}

TEST_CASE("a call_rcu during the wait for readers does not force by itself: the count is not 0 then") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        m.enter(m.reader("R"));
        m.call("A");
        m.pass(3);
        m.call("B");
        m.pass(5);
        CHECK_FALSE(m.log.has(Probe::force_decided));
    }
}

TEST_CASE("defect: the registry is walked without its lock while forcing") {
    FOR_EACH_OF(version, V1) {
        Machine m(version);
        auto &r = m.reader("R");
        auto &other = m.unregistered("other");
        m.enter(r);
        m.calls(30);
        m.run_until(m.rcu_thread, Probe::force_notify);
        CHECK(m.log.nth(Probe::force_notify).mutexes_held == 0);
        CHECK_FALSE(m.registry_locked());
        m.world.run("other", [&] { m.engine->gp().registry.add(other); });  // nothing keeps it out
        m.resume(m.rcu_thread);
        CHECK(kicks(r) == 1);
    }
}

TEST_CASE("a reader that unregisters while the unlocked walk has it next does not trap the walk") {
    Machine m("v1");
    auto &walked = m.reader("walked");
    auto &next = m.reader("next");
    m.enter(walked);
    m.enter(next);
    m.calls(30);
    m.run_until(m.rcu_thread, Probe::force_notify, walked.id());
    m.world.run("leaver", [&] { m.engine->gp().registry.remove(next); });
    m.resume(m.rcu_thread);
    CHECK(m.rcu_thread.blocked());
    m.leave(walked);
    m.settle();
    CHECK(m.log.has(Probe::gp_end));
}

}  // TEST_SUITE("v1")

}  // namespace rcu_bench::scripted
