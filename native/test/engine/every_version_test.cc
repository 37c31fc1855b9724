// What all versions share, checked on each composition of the catalogue.
#include <algorithm>

#include "engine/common.h"

namespace rcu_bench::scripted {

namespace {

/// Runs the test body on a machine for each version of the catalogue; `none` is left out where it is wrong on purpose.
template <class Body>
void on_each_version(Body body, bool with_none = true, Options options = {}) {
    for (const CatalogueEntry &entry : catalogue()) {
        if (!with_none && entry.name == "none") continue;
        INFO("version ", doctest::String(std::string(entry.name).c_str()));
        Machine m(entry.name, options);
        body(m);
    }
}
constexpr bool with_grace_periods = false;

/// Long enough for a batch of any version to be collected, polled and forced.
constexpr double long_enough_ms = 200;

}  // namespace

TEST_SUITE("every version") {

TEST_CASE("the catalogue has the names of the issue, each once, and patch 5 is the device's forcing") {
    std::vector<std::string> names;
    for (const CatalogueEntry &entry : catalogue()) names.emplace_back(entry.name);
    std::vector<std::string> expected{"legacy", "baseline", "v1", "v1-sem", "v2", "v3", "none", "example-v4"};
    for (const char *series : {"v1", "v2", "v3"}) {
        for (int patches = 1; patches <= 5; ++patches) expected.push_back(series + ("@" + std::to_string(patches)));
    }
    std::ranges::sort(names);
    std::ranges::sort(expected);
    CHECK(names == expected);
    for (const CatalogueEntry &entry : catalogue()) {
        INFO("version ", doctest::String(std::string(entry.name).c_str()));
        const bool whole_series = entry.name == "v1" || entry.name == "v1-sem" || entry.name == "v2" ||
                                  entry.name == "v3" || entry.name == "example-v4";
        CHECK(entry.device_forces == (whole_series || entry.name.ends_with("@5")));
    }
}

TEST_CASE("callbacks run once each, in the order of call_rcu, under the BQL") {
    on_each_version([](Machine &m) {
        auto &a = m.call("A");
        auto &b = m.call("B");
        m.pass(5);
        auto &c = m.call("C");
        m.pass(long_enough_ms);
        for (const auto *callback : {&a, &b, &c}) {
            CHECK(callback->runs == 1);
            CHECK(callback->bql_was_held);
        }
        CHECK(m.log.place(Probe::callback_begin, 0, a.id()) < m.log.place(Probe::callback_begin, 0, b.id()));
        CHECK(m.log.place(Probe::callback_begin, 0, b.id()) < m.log.place(Probe::callback_begin, 0, c.id()));
        CHECK(m.engine->pending() == 0);
        CHECK(m.bql_free());
    });
}

TEST_CASE("call_rcu swaps, links, then raises the count, then wakes") {
    on_each_version([](Machine &m) {
        m.call("A");
        CHECK(m.log.place(Probe::call_begin) < m.log.place(Probe::enqueue_swapped));
        CHECK(m.log.place(Probe::enqueue_swapped) < m.log.place(Probe::enqueue_linked));
        CHECK(m.log.place(Probe::enqueue_linked) < m.log.place(Probe::count_raised));
        const Probe wake = m.log.has(Probe::sem_post) ? Probe::sem_post : Probe::event_set;
        CHECK(m.log.place(Probe::count_raised) < m.log.place(wake));
        CHECK(m.log.place(wake) < m.log.place(Probe::call_end));
        CHECK(m.log.nth(Probe::count_raised).step.b == 1);
    });
}

TEST_CASE(
    "an outermost section that began before the grace period holds it up until it ends, nested ones do not end it") {
    on_each_version(
        [](Machine &m) {
            auto &r = m.reader("R");
            m.enter(r);
            m.enter(r);
            auto &a = m.call("A");
            m.pass(long_enough_ms);
            m.leave(r);
            m.pass(long_enough_ms);
            CHECK(a.runs == 0);
            m.leave(r);
            m.pass(long_enough_ms);
            CHECK(a.runs == 1);
        },
        with_grace_periods);
}

TEST_CASE("a section that begins after the counter advanced is not waited for") {
    on_each_version(
        [](Machine &m) {
            auto &r = m.reader("R");
            auto &late = m.reader("late");
            m.enter(r);
            auto &a = m.call("A");
            m.pass(long_enough_ms);
            CHECK(m.log.count(Probe::gp_advanced) == 1);
            m.enter(late);
            m.leave(r);
            m.pass(long_enough_ms);
            CHECK(a.runs == 1);
            CHECK(late.depth == 1);
        },
        with_grace_periods);
}

TEST_CASE("a reader that leaves and enters again is not waited for twice") {
    on_each_version(
        [](Machine &m) {
            auto &r = m.reader("R");
            m.enter(r);
            auto &a = m.call("A");
            m.pass(long_enough_ms);
            m.leave(r);
            m.enter(r);
            m.pass(long_enough_ms);
            CHECK(a.runs == 1);
        },
        with_grace_periods);
}

TEST_CASE("64 bits: bit 0 of the counter is always 1, each grace period adds 2") {
    on_each_version(
        [](Machine &m) {
            CHECK(m.engine->gp().ctr.load() == 1);
            for (const uint64_t expected : {3u, 5u, 7u}) {
                m.call("A");
                m.pass(long_enough_ms);
                CHECK(m.engine->gp().ctr.load() == expected);
            }
            CHECK(m.log.count(Probe::gp_advanced) == 3);
        },
        with_grace_periods);
}

TEST_CASE("32 bits: two phases, the parity flipped before each") {
    on_each_version(
        [](Machine &m) {
            m.call("A");
            m.pass(long_enough_ms);
            m.call("B");
            m.pass(long_enough_ms);
            CHECK(m.log.count(Probe::gp_begin) == 2);
            CHECK(m.log.count(Probe::gp_advanced) == 4);
            for (size_t n = 0; n < 4; ++n) CHECK(m.log.nth(Probe::gp_advanced, n).step.a == (n % 2 == 0 ? 3 : 1));
            CHECK(m.log.count(Probe::scan_end) == 4);
            CHECK(m.log.nth(Probe::gp_end).step.a == 2);
        },
        with_grace_periods, {.width = rcu::GpWidth::bits32});
}

TEST_CASE("32 bits: a section that slipped in between two grace periods is waited for by the second phase") {
    on_each_version(
        [](Machine &m) {
            // The reader copies the counter (1) before the first phase flips it to 3: it would look like a reader of the
            // coming grace period once the counter is back at 1, if there were one phase only.
            auto &r = m.reader("R");
            m.enter(r);
            auto &a = m.call("A");
            m.pass(long_enough_ms);
            CHECK(a.runs == 0);
            m.leave(r);
            m.enter(r);  // with parity 3: the second phase's
            m.pass(long_enough_ms);
            CHECK(a.runs == 0);
            CHECK(m.log.count(Probe::gp_advanced) == 2);
            m.leave(r);
            m.pass(long_enough_ms);
            CHECK(a.runs == 1);
        },
        with_grace_periods, {.width = rcu::GpWidth::bits32});
}

TEST_CASE("a grace period: heavy barrier, then the counter, then in each round a heavy barrier before the scan") {
    on_each_version(
        [](Machine &m) {
            m.enter(m.reader("R"));
            m.call("A");
            m.pass(long_enough_ms);
            const auto &entries = m.log.entries();
            bool barrier_since = false;  // since the last gp_begin, gp_advanced or scan_end
            for (const Entry &entry : entries) {
                if (entry.step.kind == StepKind::heavy_barrier) barrier_since = true;
                if (entry.step.kind != StepKind::probe) continue;
                const Probe point = entry.step.probe;
                if (point == Probe::gp_advanced || point == Probe::scan_end) CHECK(barrier_since);
                if (point == Probe::gp_begin || point == Probe::gp_advanced || point == Probe::scan_end) {
                    barrier_since = false;
                }
            }
            CHECK(m.log.has(Probe::scan_end));
        },
        with_grace_periods);
}

TEST_CASE("between asking a reader to signal and the next scan there is a heavy barrier") {
    on_each_version(
        [](Machine &m) {
            auto &r = m.reader("R");
            m.enter(r);
            m.call("A");
            m.pass(long_enough_ms);
            CHECK(r.waiting.load());  // forced by now, or legacy
            // After the last force_notify: barrier, scan, and only then the wait.
            if (!m.log.has(Probe::force_notify)) return;
            const auto after = [&](auto wanted) {
                return std::find_if(m.log.entries().begin() + static_cast<ptrdiff_t>(m.log.place(Probe::force_notify)),
                                    m.log.entries().end(), wanted);
            };
            const auto barrier = after([](const Entry &e) { return e.step.kind == StepKind::heavy_barrier; });
            const auto scan = after([](const Entry &e) { return e.step.probe == Probe::scan_end; });
            const auto wait = after([](const Entry &e) {
                return e.step.probe == Probe::event_wait_begin && e.step.a == id(EventName::gp);
            });
            CHECK(barrier < scan);
            CHECK(scan < wait);
        },
        with_grace_periods);
}

TEST_CASE("a reader that is asked to signal does so at its outermost unlock, once") {
    on_each_version(
        [](Machine &m) {
            auto &r = m.reader("R");
            m.enter(r);
            m.call("A");
            m.pass(long_enough_ms);
            CHECK(m.rcu_thread.blocked());
            m.leave(r);
            CHECK(m.log.count(Probe::reader_signals) == 1);
            CHECK_FALSE(r.waiting.load());
            CHECK(m.log.count(Probe::event_set, id(EventName::gp)) == 1);
            m.enter(r);
            m.leave(r);
            CHECK(m.log.count(Probe::reader_signals) == 1);
        },
        with_grace_periods);
}

TEST_CASE("rcu_gp_event starts set: the first wait for a forced reader returns at once, the next one sleeps") {
    on_each_version(
        [](Machine &m) {
            CHECK(m.engine->gp().event.word().load() == 0);
            m.enter(m.reader("R"));
            m.calls(30);
            m.settle();
            CHECK(m.rcu_thread.blocked());
            const bool reset_before_the_wait = m.version == "legacy";  // by each of its rounds
            CHECK(m.log.count(Probe::event_wait_begin, id(EventName::gp)) == (reset_before_the_wait ? 1 : 2));
            CHECK(m.log.count(Probe::event_wait_end, id(EventName::gp)) == (reset_before_the_wait ? 0 : 1));
        },
        with_grace_periods);
}

TEST_CASE("only the first such wait of all: a later grace period finds the event free, and sleeps") {
    on_each_version(
        [](Machine &m) {
            auto &r = m.reader("R");
            for (int round = 0; round < 2; ++round) {
                m.restart_log();
                m.enter(r);
                m.calls(30);
                m.pass(1);
                if (round == 1) CHECK(m.log.count(Probe::event_wait_begin, id(EventName::gp)) == 1);
                m.leave(r);
                m.pass(long_enough_ms);
                CHECK(m.engine->pending() == 0);
            }
        },
        with_grace_periods);
}

TEST_CASE("the registry's lock is free while a grace period waits: readers come and go") {
    on_each_version(
        [](Machine &m) {
            auto &r = m.reader("R");
            auto &leaves = m.reader("leaves");
            m.enter(r);
            auto &a = m.call("A");
            m.pass(53);  // asleep in a timed or a forced wait
            CHECK_FALSE(m.registry_locked());
            m.world.run("leaves", [&] { m.engine->gp().registry.remove(leaves); });  // was moved aside
            auto &comes = m.reader("comes");
            m.enter(comes);  // after the counter advanced: not waited for
            m.leave(r);
            m.pass(long_enough_ms);
            CHECK(a.runs == 1);
            // All that are still registered are on the registry again, for the next grace period.
            m.call("B");
            m.pass(long_enough_ms);
            CHECK(comes.waiting.load());
            CHECK_FALSE(leaves.waiting.load());
            m.leave(comes);
            m.pass(long_enough_ms);
            CHECK(m.engine->pending() == 0);
        },
        with_grace_periods);
}

TEST_CASE("the RCU thread is a registered reader from its start to its end") {
    on_each_version(
        [](Machine &m) {
            CHECK_FALSE(m.log.has(Probe::reader_register));
            m.settle();
            CHECK(m.log.has(Probe::reader_register));
            CHECK(m.log.nth(Probe::reader_register).thread == "RCU thread");
            CHECK_FALSE(m.engine->gp().registry.empty());
            m.world.run("main", [&] { m.engine->stop(); });
            m.pass(long_enough_ms);
            CHECK(m.rcu_thread.finished());
            CHECK(m.engine->gp().registry.empty());
        },
        true, {.started = false});
}

TEST_CASE("stop comes after the callbacks queued before it") {
    on_each_version([](Machine &m) {
        auto &a = m.call("A");
        m.world.run("main", [&] { m.engine->stop(); });
        m.pass(long_enough_ms);
        CHECK(m.rcu_thread.finished());
        CHECK(a.runs == 1);
        CHECK(m.engine->pending() == 0);
    });
}

TEST_CASE("stop comes after callbacks that callbacks queue") {
    on_each_version([](Machine &m) {
        auto &a = m.callback("A"), &b = m.callback("B"), &c = m.callback("C"), &d = m.callback("D");
        a.and_then = [&] { m.engine->call(b); };
        b.and_then = [&] { m.engine->call(c); };
        c.and_then = [&] { m.engine->call(d); };
        m.world.run("caller", [&] { m.engine->call(a); });
        m.world.run("main", [&] { m.engine->stop(); });
        m.pass(4 * long_enough_ms);
        CHECK(m.rcu_thread.finished());
        for (const auto *each : {&a, &b, &c, &d}) CHECK(each->runs == 1);
        CHECK(m.engine->pending() == 0);
    });
}

TEST_CASE("n is subtracted before the RCU thread waits for the BQL, and a batch of n runs under one hold of it") {
    on_each_version([](Machine &m) {
        m.hold_bql(long_enough_ms);
        m.calls(3);
        m.pass(100);
        CHECK(m.engine->pending() == 0);
        CHECK_FALSE(m.log.has(Probe::batch_begin));
        m.pass(long_enough_ms);
        CHECK(m.log.ms(Probe::batch_begin) == long_enough_ms);
        CHECK(m.log.count(Probe::callback_end) == 3);
        CHECK(m.log.nth(Probe::batch_begin).step.a == 3);
        CHECK(m.log.count(Probe::bql_wait_begin) == 2);  // the holder's and one for the batch
        CHECK(m.bql_free());
    });
}

TEST_CASE("idle, the RCU thread trims the heap once, to 4 MiB, and sleeps") {
    on_each_version(
        [](Machine &m) {
            m.pass(long_enough_ms);
            CHECK(m.log.count(StepKind::trim) == 1);
            CHECK(m.log.nth(Probe::idle_trim).thread == "RCU thread");
            CHECK(m.log.entries()[m.log.place(StepKind::trim)].step.a == 4 * 1024 * 1024);
            CHECK(m.rcu_thread.blocked());
            m.call("A");
            m.pass(long_enough_ms);
            CHECK(m.log.count(StepKind::trim) == 2);
        },
        true, {.started = false});
}

TEST_CASE(
    "at a broken link the BQL is dropped, the event reset and waited for; the link's completion lets the batch go on") {
    on_each_version([](Machine &m) {
        auto &a = m.callback("A");
        Thread &thread_a = m.caller("A", a);
        m.run_until(thread_a, Probe::enqueue_swapped);
        auto &b = m.call("B");
        m.pass(long_enough_ms);
        CHECK(m.log.count(Probe::dequeue_broken) == 1);
        CHECK(m.engine->link_broken());
        CHECK(m.rcu_thread.blocked());
        CHECK(m.bql_free());
        const size_t broken = m.log.place(Probe::dequeue_broken);
        CHECK(m.log.entries()[broken + 1].step.probe == Probe::bql_released);
        if (!m.log.has(Probe::sem_post)) {
            CHECK(m.log.entries()[broken + 2].step.probe == Probe::event_reset);
            CHECK(m.log.entries()[broken + 3].step.probe == Probe::event_wait_begin);
            CHECK(m.log.entries()[broken + 2].step.a == m.log.entries()[broken + 3].step.a);
        }
        m.resume(thread_a);
        m.pass(long_enough_ms);
        CHECK(a.runs == 1);
        CHECK(b.runs == 1);
        CHECK(a.bql_was_held);
        CHECK(m.bql_free());
    });
}

TEST_CASE("a link that is completed before the second look needs no wait") {
    on_each_version([](Machine &m) {
        auto &a = m.callback("A");
        Thread &thread_a = m.caller("A", a);
        m.run_until(thread_a, Probe::enqueue_swapped);
        m.call("B");
        m.run_rcu_thread_over_sleeps_until(Probe::dequeue_broken);
        m.resume(thread_a);
        m.resume(m.rcu_thread);
        CHECK(a.runs == 1);
        for (size_t i = m.log.place(Probe::dequeue_broken); i < m.log.place(Probe::callback_begin); ++i) {
            CHECK(m.log.entries()[i].step.probe != Probe::event_wait_begin);
            CHECK(m.log.entries()[i].step.probe != Probe::sem_wait_begin);
        }
    });
}

TEST_CASE("drain_call_rcu drops the BQL while it waits, if its caller holds it, and takes it again") {
    on_each_version([](Machine &m) {
        auto &a = m.call("A");
        bool held_after = false;
        Thread &drainer = m.world.spawn("drainer", [&] {
            m.bql.lock();
            m.engine->drain();
            held_after = m.bql.held();
            m.bql.unlock();
        });
        m.resume(drainer);
        CHECK(m.bql_free());
        CHECK(m.log.place(Probe::drain_begin) < m.log.place(Probe::bql_released));
        m.pass(long_enough_ms);
        CHECK(drainer.finished());
        CHECK(held_after);
        CHECK(a.runs == 1);
        CHECK(m.log.place(Probe::callback_end, 0, a.id()) < m.log.place(Probe::drain_end));
    });
}

TEST_CASE("drain_call_rcu leaves the BQL alone if its caller does not hold it") {
    on_each_version([](Machine &m) {
        Thread &drainer = m.drain();
        m.pass(long_enough_ms);
        CHECK(drainer.finished());
        for (const Entry &entry : m.log.entries()) {
            if (entry.step.probe == Probe::bql_wait_begin) CHECK(entry.thread == "RCU thread");
        }
    });
}

TEST_CASE("the readers that a scan moved aside are neither kicked nor asked to signal by a later force") {
    on_each_version(
        [](Machine &m) {
            auto &ongoing = m.reader("ongoing");
            auto &quiescent = m.reader("quiescent");
            m.enter(ongoing);
            m.call("A");
            m.pass(23);
            if (m.version == "legacy") return;  // asks all readers in every round
            m.enter(quiescent);
            m.pass(50);
            CHECK(kicks(ongoing) == 1);
            CHECK(kicks(quiescent) == 0);
            CHECK_FALSE(quiescent.waiting.load());
        },
        with_grace_periods);
}

}  // TEST_SUITE("every version")

}  // namespace rcu_bench::scripted
