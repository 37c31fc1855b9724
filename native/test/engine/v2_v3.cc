#include "engine/v2_v3.h"

namespace rcu_bench::scripted {

void ready_event_is_set_by_every_call(const char *version) {
    Machine m(version);
    m.calls(3);
    CHECK(m.log.count(Probe::event_set, id(EventName::ready)) == 3);
    CHECK_FALSE(m.log.has(Probe::event_set, id(EventName::force)));
}

void n_is_subtracted_after_the_grace_period(const char *version) {
    Machine m(version);
    m.enter(m.reader("R"));
    m.call("A");
    m.settle();
    CHECK(m.log.ms(Probe::gp_begin) == 0);
    CHECK(m.engine->pending() == 1);
    CHECK_FALSE(m.log.has(Probe::count_subtracted));
}

void quiet_grace_period_polls_nothing(const char *version) {
    Machine m(version);
    auto &r = m.reader("R");
    m.call("A");
    m.settle();
    CHECK(m.log.nth(Probe::gp_end).step.a == 1);
    CHECK(m.log.nth(Probe::gp_end).step.b == 0);
    CHECK_FALSE(m.log.has(Probe::force_decided));
    CHECK_FALSE(m.log.has(Probe::event_wait_begin, id(EventName::force)));
    CHECK(kicks(r) == 0);
}

void request_before_fetch_forces_before_the_first_scan(const char *version) {
    Machine m(version);
    auto &ongoing = m.reader("ongoing");
    auto &quiescent = m.reader("quiescent");
    m.enter(ongoing);
    m.call("A");
    m.force();
    CHECK(m.engine->force_outstanding());
    m.settle();
    CHECK(m.log.nth(Probe::fetch).step.a == 1);
    CHECK(m.log.nth(Probe::fetch).step.b == 1);
    CHECK_FALSE(m.engine->force_outstanding());
    CHECK(reason(m) == id(ForceReason::requested));
    CHECK(m.log.nth(Probe::force_decided).step.b == 1);  // the count, without the bit
    CHECK(m.log.place(Probe::force_notify, 0, quiescent.id()) < m.log.place(Probe::scan_end));
    CHECK(kicks(ongoing) == 1);
    CHECK(kicks(quiescent) == 1);
    m.pass(6);
    m.leave(ongoing);
    m.settle();
    CHECK(m.log.ms(Probe::gp_end) == 6);
    CHECK(m.log.nth(Probe::gp_end).step.b == 0);
}

void request_forces_even_a_quiet_grace_period(const char *version) {
    Machine m(version);
    auto &r = m.reader("R");
    m.call("A");
    m.force();
    m.settle();
    CHECK(reason(m) == id(ForceReason::requested));
    CHECK(kicks(r) == 1);
    CHECK_FALSE(r.waiting.load());  // the scan that followed moved it aside
    CHECK(m.log.nth(Probe::gp_end).step.a == 1);
    CHECK_FALSE(m.log.has(Probe::event_wait_begin, id(EventName::gp)));
}

void five_cuttable_sleeps_then_force(const char *version) {
    Machine m(version);
    auto &ongoing = m.reader("ongoing");
    auto &quiescent = m.reader("quiescent");
    m.enter(ongoing);
    m.call("A");
    m.pass(49.9);
    CHECK(kicks(ongoing) == 0);
    m.pass(4.1);
    CHECK(m.log.ms(Probe::force_decided) == 50);
    CHECK(reason(m) == id(ForceReason::sleeps_used));
    CHECK(m.log.count(Probe::event_wait_begin, id(EventName::force)) == 5);
    CHECK(m.log.nth(Probe::event_wait_begin, 4, id(EventName::force)).step.b == 10);
    CHECK_FALSE(m.log.has(Probe::sleep_begin));
    CHECK(m.log.place(Probe::force_decided) < m.log.place(Probe::scan_end, 5));
    CHECK(kicks(ongoing) == 1);
    CHECK(kicks(quiescent) == 0);  // moved aside by the first scan
    m.leave(ongoing);
    m.settle();
    CHECK(m.log.ms(Probe::gp_end) == 54);
    CHECK(m.log.nth(Probe::gp_end).step.b == 5);
}

void reader_that_leaves_in_a_sleep_waits_for_its_end(const char *version) {
    Machine m(version);
    auto &r = m.reader("R");
    m.enter(r);
    m.call("A");
    m.pass(3);
    m.leave(r);
    m.pass(20);
    CHECK(m.log.ms(Probe::gp_end) == 10);
}

void request_cuts_the_sleep_and_stays_for_the_next_batch(const char *version) {
    Machine m(version);
    auto &r = m.reader("R");
    m.enter(r);
    m.call("A");
    m.pass(23);
    m.force();
    m.settle();
    CHECK(m.log.ms(Probe::force_decided) == 23);
    CHECK(reason(m) == id(ForceReason::requested));
    CHECK(kicks(r) == 1);
    CHECK(m.engine->force_outstanding());  // only the fetch clears the bit
    m.leave(r);
    m.settle();
    CHECK(m.log.ms(Probe::gp_end) == 23);
    // The RCU thread has looked for more since: with n = 0 it discarded the request. So B must come before that.
    CHECK_FALSE(m.engine->force_outstanding());

    Machine busy(version);
    auto &held_up = busy.reader("R");
    busy.enter(held_up);
    busy.call("A");
    busy.pass(3);
    busy.call("B");
    busy.force();
    busy.settle();
    busy.leave(held_up);
    busy.run_until(busy.rcu_thread, Probe::batch_end);
    busy.enter(held_up);
    busy.resume(busy.rcu_thread);
    CHECK(busy.log.nth(Probe::fetch, 1).step.a == 1);
    CHECK(busy.log.nth(Probe::fetch, 1).step.b == 1);  // the request was made for the batch before
    CHECK(reason(busy, 1) == id(ForceReason::requested));
    CHECK(busy.log.ms(Probe::force_decided, 1) == 3);
}

void request_between_fetch_and_reset_is_seen_in_the_word(const char *version) {
    for (const Probe between : {Probe::fetch, Probe::gp_begin, Probe::round_begin}) {
        CAPTURE(between);
        Machine m(version);
        auto &r = m.reader("R");
        m.enter(r);
        m.call("A");
        m.run_until(m.rcu_thread, between);
        m.force();
        m.resume(m.rcu_thread);
        CHECK(m.log.nth(Probe::fetch).step.b == 0);
        CHECK(m.log.ms(Probe::force_decided) == 0);
        CHECK(reason(m) == id(ForceReason::requested));
        CHECK(m.log.place(Probe::force_decided) < m.log.place(Probe::scan_end));
        CHECK(kicks(r) == 1);
        CHECK(m.engine->force_outstanding());
    }
}

void request_after_the_decision_makes_the_sleep_return_at_once(const char *version) {
    Machine m(version);
    auto &r = m.reader("R");
    m.enter(r);
    m.call("A");
    m.run_until(m.rcu_thread, Probe::scan_end);
    m.force();
    m.resume(m.rcu_thread);
    CHECK(m.log.ms(Probe::force_decided) == 0);
    CHECK(m.log.count(Probe::event_wait_begin, id(EventName::force)) == 1);
    CHECK(m.log.place(Probe::round_begin, 0, 1) < m.log.place(Probe::force_decided));
    CHECK(kicks(r) == 1);
}

void request_while_idle_wakes_nobody_and_stays(const char *version) {
    Machine m(version);
    m.enter(m.reader("R"));
    m.force();
    CHECK(m.rcu_thread.blocked());
    m.pass(100);
    CHECK_FALSE(m.log.has(Probe::event_wait_end));
    CHECK(m.engine->force_outstanding());
    m.call("A");
    m.settle();
    CHECK(m.log.nth(Probe::fetch).step.b == 1);
    CHECK(reason(m) == id(ForceReason::requested));
}

void fetch_of_nothing_discards_the_request(const char *version) {
    Machine m(version);
    auto &r = m.reader("R");
    auto &b = m.callback("B");
    m.call("A");
    m.run_until(m.rcu_thread, Probe::batch_end);
    Thread &late = m.caller("late", b);
    m.run_until(late, Probe::count_raised);  // its set of the event is still to come
    m.resume(m.rcu_thread);                  // runs B and goes idle
    CHECK(b.runs == 1);
    CHECK(m.rcu_thread.blocked());
    m.force();
    CHECK(m.engine->force_outstanding());
    m.resume(late);
    m.settle();
    const size_t fetches = m.log.count(Probe::fetch);
    CHECK(m.log.nth(Probe::fetch, fetches - 1).step.a == 0);
    CHECK(m.log.nth(Probe::fetch, fetches - 1).step.b == 1);
    CHECK_FALSE(m.engine->force_outstanding());
    m.enter(r);
    m.call("C");
    m.pass(5);
    CHECK_FALSE(m.log.has(Probe::force_decided));
}

void call_during_a_sleep_neither_cuts_nor_forces(const char *version) {
    Machine m(version);
    auto &r = m.reader("R");
    auto &b = m.callback("B");
    m.call("A");
    m.run_until(m.rcu_thread, Probe::batch_end);
    m.enter(r);
    Thread &delayed = m.caller("delayed", b);
    m.run_until(delayed, Probe::count_raised);
    m.resume(m.rcu_thread);
    m.pass(2);
    m.resume(delayed);  // sets the ready event while the thread waits for readers: v1 would force here
    m.call("C");
    m.pass(7.9);
    CHECK_FALSE(m.log.has(Probe::force_decided));
    CHECK(m.log.count(Probe::event_wait_begin, id(EventName::force)) == 1);
    CHECK(kicks(r) == 0);
}

void threshold_forces_before_the_first_scan(const char *version) {
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

    Machine fewer(version);
    fewer.enter(fewer.reader("R"));
    fewer.calls(29);
    fewer.settle();
    CHECK_FALSE(fewer.log.has(Probe::force_decided));
}

void chained_grace_periods_by_the_order_of_force_and_fetch(const char *version) {
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
        CHECK(kicks(first) == 1);
        m.enter(second);  // begins after the first grace period, so it holds up the second only
        const int before = kicks(second);
        m.leave(first);
        m.settle();
        CHECK(m.log.count(Probe::gp_begin) == 2);
        CHECK(m.log.nth(Probe::fetch, 0).step.b == (before_fetch ? 1 : 0));
        CHECK(m.log.nth(Probe::fetch, 1).step.b == (before_fetch ? 0 : 1));
        CHECK(kicks(second) - before == (before_fetch ? 0 : 1));
        m.leave(second);
        m.pass(20);
        // Used up by the first batch, the request leaves the second to poll; left over, it forces that too.
        CHECK(m.log.ms(Probe::gp_end, 1) == (before_fetch ? 10 : 0));
    }
}

void each_32_bit_phase_starts_anew(const char *version) {
    Machine m(version, {.width = rcu::GpWidth::bits32});
    auto &first = m.reader("first");
    auto &second = m.reader("second");
    m.enter(first);
    m.call("A");
    m.settle();
    m.enter(second);  // in the first phase: the second phase waits for it
    m.pass(53);
    CHECK(m.log.ms(Probe::force_decided) == 50);
    m.leave(first);
    m.settle();
    CHECK(m.log.count(Probe::gp_advanced) == 2);
    CHECK(m.log.count(Probe::event_reset, id(EventName::force)) == 2);
    CHECK(m.log.place(Probe::gp_advanced, 1) < m.log.place(Probe::event_reset, 1, id(EventName::force)));
    m.pass(60);
    CHECK(m.log.ms(Probe::force_decided, 1) == 53 + 50);
    CHECK(reason(m, 1) == id(ForceReason::sleeps_used));
    m.leave(second);
    m.settle();
    CHECK(m.log.nth(Probe::gp_end).step.b == 10);
}

void request_forces_both_32_bit_phases(const char *version) {
    Machine m(version, {.width = rcu::GpWidth::bits32});
    auto &first = m.reader("first");
    auto &second = m.reader("second");
    m.enter(first);
    m.call("A");
    m.force();
    m.settle();
    m.enter(second);
    m.leave(first);
    m.settle();
    CHECK(m.log.count(Probe::force_decided, id(ForceReason::requested)) == 2);
    CHECK(m.log.place(Probe::gp_advanced, 1) < m.log.place(Probe::force_decided, 1));
    m.leave(second);
    m.settle();
    CHECK(m.log.ms(Probe::gp_end) == 0);
}

void request_in_the_first_32_bit_phase_is_in_the_word_for_the_second(const char *version) {
    Machine m(version, {.width = rcu::GpWidth::bits32});
    auto &first = m.reader("first");
    auto &second = m.reader("second");
    m.enter(first);
    m.call("A");
    m.settle();
    m.enter(second);
    m.force();
    m.settle();
    m.leave(first);
    m.settle();
    CHECK(m.log.nth(Probe::fetch).step.b == 0);
    CHECK(m.log.count(Probe::event_reset, id(EventName::force)) == 2);
    CHECK(reason(m, 1) == id(ForceReason::requested));
    CHECK(m.log.ms(Probe::force_decided, 1) == 0);
    CHECK(m.log.count(Probe::event_wait_begin, id(EventName::force)) == 1);  // the first phase's
}

void broken_link_loses_no_wake_up(const char *version) {
    Machine m(version);
    auto &a = m.callback("A");
    Thread &thread_a = m.caller("A", a);
    m.run_until(thread_a, Probe::enqueue_swapped);
    auto &b = m.call("B");
    m.settle();
    CHECK(m.log.count(Probe::dequeue_broken) == 1);
    auto &c = m.call("C");
    m.settle();
    m.resume(thread_a);
    m.settle();
    CHECK(a.runs == 1);
    CHECK(b.runs == 1);
    CHECK(c.runs == 1);
    CHECK(m.engine->pending() == 0);
}

void forced_walk_holds_the_lock(const char *version) {
    Machine m(version);
    m.reader("R");
    m.call("A");
    m.force();
    m.run_until(m.rcu_thread, Probe::force_notify);
    CHECK(m.log.nth(Probe::force_notify).mutexes_held == 1);
    CHECK(m.registry_locked());
}

void drain_queues_then_forces(const char *version) {
    Machine m(version);
    auto &r = m.reader("R");
    m.enter(r);
    Thread &drainer = m.drain();
    CHECK(m.log.place(Probe::drain_begin) < m.log.place(Probe::call_begin));
    CHECK(m.log.place(Probe::call_end) < m.log.place(Probe::force_begin));
    m.pass(1);
    CHECK(kicks(r) == 1);
    m.leave(r);
    m.settle();
    CHECK(drainer.finished());
    CHECK(m.log.ms(Probe::drain_end) == 1);
}

}  // namespace rcu_bench::scripted
