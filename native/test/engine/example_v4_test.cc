// example-v4: v3, but for what the callbacks of a forced batch queue.
#include "engine/v2_v3.h"

namespace rcu_bench::scripted {

namespace {

constexpr const char *version = "example-v4";

/// `length` callbacks, each queued by the one before it, in one batch each. The first grace period is held up by a reader of its
/// own, as every later one: whether it is forced is seen by that one's kick.
struct Chain {
    explicit Chain(Machine &machine, int length) : m(machine) {
        for (int i = 0; i < length; ++i) {
            links.push_back(&m.callback("c" + std::to_string(i + 1)));
            readers.push_back(&m.reader("reader " + std::to_string(i + 1)));
        }
        for (size_t i = 0; i + 1 < links.size(); ++i) {
            links[i]->and_then = [this, i] { m.engine->call(*links[i + 1]); };
        }
    }

    void begin() {
        m.enter(*readers[0]);
        m.world.run("producer", [this] { m.engine->call(*links[0]); });
    }
    /// Grace period `n` (from 1) ends, and its successor finds a reader; returns whether that one's is forced at once.
    bool next_is_forced(size_t n) {
        m.enter(*readers[n]);  // begins in grace period n, so that it holds up the next only
        const int before = kicks(*readers[n]);
        m.leave(*readers[n - 1]);
        m.settle();
        REQUIRE(m.log.count(Probe::gp_begin) == n + 1);
        return kicks(*readers[n]) > before;
    }

    Machine &m;
    std::vector<Machine::Callback *> links;
    std::vector<Machine::Reader *> readers;
};

/// Of the RCU thread's own.
size_t own_requests(const Machine &m) {
    return static_cast<size_t>(std::ranges::count_if(m.log.entries(), [](const Entry &entry) {
        return entry.step.kind == StepKind::probe && entry.step.probe == Probe::force_begin &&
               entry.thread == "RCU thread";
    }));
}

}  // namespace

TEST_SUITE("example-v4") {

V2_V3_CASES("example-v4")

TEST_CASE("a request before the fetch forces the second grace period too") {
    Machine m(version);
    Chain chain(m, 2);
    chain.begin();
    m.force();
    m.settle();
    CHECK(m.log.nth(Probe::fetch).step.b == 1);
    CHECK(chain.next_is_forced(1));
    CHECK(reason(m, 1) == id(ForceReason::requested));
    m.leave(*chain.readers[1]);
    m.settle();
    CHECK(m.log.ms(Probe::gp_end, 1) == 0);
    CHECK(chain.links[1]->runs == 1);
}

TEST_CASE("a request at any later time does so as well") {
    const Probe moments[] = {Probe::fetch,       Probe::gp_begin,       Probe::scan_end,   Probe::gp_end,
                             Probe::batch_begin, Probe::callback_begin, Probe::call_begin, Probe::count_raised,
                             Probe::call_end,    Probe::callback_end,   Probe::batch_end};
    for (const Probe moment : moments) {
        CAPTURE(moment);
        Machine m(version);
        Chain chain(m, 2);
        auto &second = *chain.readers[1];
        m.world.run("producer", [&] { m.engine->call(*chain.links[0]); });
        m.run_until(m.rcu_thread, moment);
        m.force();
        if (m.log.has(Probe::gp_end)) {
            m.enter(second);
            m.resume(m.rcu_thread);
        } else {
            m.run_until(m.rcu_thread, Probe::gp_end);
            m.enter(second);
            m.resume(m.rcu_thread);
        }
        CHECK(m.log.count(Probe::gp_begin) == 2);
        CHECK(kicks(second) >= 1);
        CHECK(m.log.ms(Probe::force_decided, m.log.count(Probe::force_decided) - 1) == 0);
        CHECK_FALSE(m.log.has(Probe::event_wait_begin, id(EventName::force)));  // nothing is slept
    }
}

TEST_CASE("the RCU thread asks for what it has queued: behind its call, with neither the bit nor the event") {
    Machine m(version);
    Chain chain(m, 2);
    chain.begin();
    m.force();
    m.settle();
    m.leave(*chain.readers[0]);
    m.settle();
    CHECK(own_requests(m) == 1);
    CHECK(m.log.place(Probe::call_end, 1) < m.log.place(Probe::force_begin, 1));
    CHECK(m.log.place(Probe::force_end, 1) < m.log.place(Probe::callback_end));
    CHECK(m.log.count(Probe::event_set, id(EventName::force)) == 1);  // the caller's
    CHECK(m.log.nth(Probe::fetch, 1).step.a == 1);
    CHECK(m.log.nth(Probe::fetch, 1).step.b == 0);
    CHECK_FALSE(m.engine->force_outstanding());
}

TEST_CASE("one generation: of a chain the first two grace periods are forced, or three by a request after the fetch") {
    for (const bool before_fetch : {true, false}) {
        CAPTURE(before_fetch);
        Machine m(version);
        Chain chain(m, 5);
        chain.begin();
        if (!before_fetch) m.settle();
        m.force();
        m.settle();
        CHECK(kicks(*chain.readers[0]) == 1);
        CHECK(chain.next_is_forced(1));
        // v3's request stays for the next fetch, since it may be for a callback of that batch: which so has its own generation.
        CHECK(chain.next_is_forced(2) == !before_fetch);
        m.pass(50);  // its sleeps are used up
        CHECK_FALSE(chain.next_is_forced(3));
        CHECK(own_requests(m) == (before_fetch ? 1 : 2));  // where v3's stays, it is said for whom as well
    }
}

TEST_CASE("a callback that queues itself again is not forced for ever") {
    Machine m(version);
    auto &again = m.call("again");
    again.and_then = [&] {
        if (again.runs < 20) m.engine->call(again);
    };
    m.force();
    m.pass(1);
    CHECK(again.runs == 20);
    CHECK(m.log.count(Probe::force_decided) == 2);
}

TEST_CASE("without a request nothing is asked for: not behind 30 callbacks, nor behind used-up sleeps") {
    for (const int callbacks : {1, 30}) {
        CAPTURE(callbacks);
        Machine m(version);
        Chain chain(m, 2);
        chain.begin();
        m.calls(callbacks - 1);
        m.pass(51);
        CHECK(kicks(*chain.readers[0]) == 1);
        CHECK_FALSE(chain.next_is_forced(1));
        CHECK(own_requests(m) == 0);
    }
}

TEST_CASE("what another thread queues while a forced batch runs is not covered") {
    Machine m(version);
    auto &second = m.reader("second");
    auto &other = m.callback("other");
    m.call("A");
    m.force();
    m.run_until(m.rcu_thread, Probe::callback_begin);
    m.enter(second);
    m.world.run("other", [&] { m.engine->call(other); });
    const int before = kicks(second);
    m.resume(m.rcu_thread);
    CHECK(m.log.nth(Probe::fetch, 1).step.a == 1);
    CHECK(kicks(second) == before);
    CHECK(m.log.count(Probe::event_wait_begin, id(EventName::force)) == 1);  // it polls
    CHECK(own_requests(m) == 0);
}

TEST_CASE("nor what one queues with the BQL while the batch waits at a broken link") {
    Machine m(version);
    auto &half = m.callback("half done");
    Thread &producer = m.caller("producer", half);
    m.run_until(producer, Probe::enqueue_swapped);
    m.call("A");
    m.force();
    m.settle();
    CHECK(m.log.has(Probe::dequeue_broken));
    auto &other = m.callback("other");
    m.world.run("main loop", [&] {
        m.bql.lock();
        m.engine->call(other);
        m.bql.unlock();
    });
    m.resume(producer);
    m.settle();
    CHECK(other.runs == 1);
    CHECK(own_requests(m) == 0);
    CHECK(m.log.count(Probe::force_decided) == 1);
}

TEST_CASE("a batch that holds both is forced for the one of them") {
    Machine m(version);
    Chain chain(m, 2);
    auto &other = m.callback("other");
    chain.begin();
    m.force();
    m.settle();
    m.leave(*chain.readers[0]);
    m.run_until(m.rcu_thread, Probe::batch_end);
    m.world.run("other", [&] { m.engine->call(other); });
    m.resume(m.rcu_thread);
    CHECK(m.log.nth(Probe::fetch, 1).step.a == 2);
    CHECK(reason(m, 1) == id(ForceReason::requested));
}

TEST_CASE("a request is used up where the batch queues nothing: the next one polls") {
    Machine m(version);
    auto &second = m.reader("second");
    m.call("A");
    m.force();
    m.settle();
    CHECK(m.log.nth(Probe::fetch, 1).step.a == 0);
    m.enter(second);
    const int before = kicks(second);
    m.call("B");
    m.settle();
    CHECK(kicks(second) == before);
    CHECK(m.log.count(Probe::force_decided) == 1);
}

TEST_CASE("several callbacks queue: one grace period is forced for all of them, and no further one") {
    Machine m(version);
    auto &b = m.callback("b"), &d = m.callback("d"), &e = m.callback("e");
    m.call("a").and_then = [&] { m.engine->call(b); };
    m.call("c").and_then = [&] {
        m.engine->call(d);
        m.engine->call(e);
    };
    m.force();
    m.settle();
    CHECK(own_requests(m) == 3);
    CHECK(m.log.nth(Probe::fetch, 1).step.a == 3);
    CHECK(m.log.count(Probe::force_decided) == 2);
    CHECK(m.log.count(Probe::gp_begin) == 2);
}

TEST_CASE("a drain's request covers what the callbacks before it queue") {
    Machine m(version);
    Chain chain(m, 2);
    chain.begin();
    Thread &drainer = m.drain();
    m.settle();
    CHECK(chain.next_is_forced(1));
    CHECK(drainer.finished());
}

TEST_CASE("32 bits: both phases of the second grace period are forced") {
    Machine m(version, {.width = rcu::GpWidth::bits32});
    Chain chain(m, 2);
    m.world.run("producer", [&] { m.engine->call(*chain.links[0]); });
    m.force();
    m.settle();
    CHECK(m.log.count(Probe::gp_begin) == 2);
    CHECK(m.log.count(Probe::force_decided, id(ForceReason::requested)) == 4);
}

}  // TEST_SUITE("example-v4")

}  // namespace rcu_bench::scripted
