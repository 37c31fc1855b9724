// Strategies agree, findings replay, schedules shrink: on the engine itself.
#include "explore/rcu.h"

namespace rcu_bench::explore {

TEST_SUITE("explore: search") {

TEST_CASE("v1's lost wake-up: three producers, one preemption") {
    const Report none = explored("v1", three_producers(), bounded(0));
    CHECK(none.ended == Ended::complete);
    CHECK(none.findings.empty());

    const Report report = explored("v1", three_producers(), bounded(1));
    CHECK(report.ended == Ended::complete);
    REQUIRE(finding(report, Property::deadlock) != nullptr);
    CHECK(found(report, Property::deadlock).preemptions == 1);
    for (const char *const version : {"baseline", "v2", "v3"}) {
        CAPTURE(std::string(version));
        CHECK(explored(version, three_producers(), bounded(2)).findings.empty());
    }
}

TEST_CASE("an atomic call_rcu hides it, at any bound that can be had, and is a part of the schedules without it") {
    Options options = bounded(3);
    options.atomic_calls = true;
    const Report atomic = explored("v1", three_producers(), options);
    CHECK(atomic.ended == Ended::complete);
    CHECK(atomic.findings.empty());
    options.prune = false;
    const Report whole = explored("v1", three_producers(), options);
    options.atomic_calls = false;
    CHECK(whole.schedules < explored("v1", three_producers(), options).schedules);
}

TEST_CASE("a schedule comes again bit by bit") {
    RcuProgram v1 = program("v1", three_producers());
    const Schedule schedule = found(explore(v1, bounded(1)), Property::deadlock).schedule;
    const Replay first = replay(v1, {}, schedule), second = replay(v1, {}, schedule);
    CHECK(first.error == "");
    CHECK(first.schedule == schedule);  // a deadlock is the end: nothing follows
    CHECK(first.preemptions == 1);
    CHECK(finding(first.report, Property::deadlock) != nullptr);
    CHECK(first.last_state == second.last_state);
    CHECK(first.log.size() == second.log.size());
    CHECK(std::ranges::equal(first.log, second.log, [](const LogEntry &a, const LogEntry &b) {
        return a.thread == b.thread && a.step == b.step && a.kind == b.kind && a.code == b.code && a.a == b.a &&
               a.b == b.b;
    }));
    CHECK(first.last_state != replay(v1, {}, {}).last_state);
}

TEST_CASE("of a schedule that cannot be, the slice is named at which it fails") {
    RcuProgram v3 = program("v3", three_producers());
    CHECK(replay(v3, {}, {{0, 5}}).error == "slice 1 (0x5): the thread cannot run there");
    CHECK(replay(v3, {}, {{1, 2}, {7, 1}}).error == "slice 2 (7x1): the thread cannot run there");
    CHECK(replay(v3, {}, {{1, 100}}).error == "slice 1 (1x100): the thread blocks or ends after 8");
}

TEST_CASE("every schedule that is found replays to the same finding, and is as short as shrinking can make it") {
    const Scenario its =
        scenario({{"A", {a_call}}, {"B", {a_call, a_force}}, {"R", {a_long_read}}, {"S", {a_long_read}}});
    for (const char *const version : {"v1", "v3"}) {
        CAPTURE(std::string(version));
        RcuProgram made = program(version, its);
        Options options = bounded(2);
        options.past = bit_of(Property::registry_lock);
        const Report report = explore(made, options);
        CHECK(report.findings.size() >= 2);
        for (const Finding &one : report.findings) {
            CAPTURE(std::string(name_of(one.property)));
            const Replay again = replay(made, options, one.schedule);
            CHECK(again.error == "");
            REQUIRE(finding(again.report, one.property) != nullptr);
            CHECK(found(again.report, one.property).schedule == one.schedule);
            CHECK(found(again.report, one.property).preemptions == one.preemptions);
        }
    }
}

TEST_CASE("shrinking keeps the violation and drops what it does not need") {
    RcuProgram v1 = program(
        "v1", scenario({{"A", {a_call, a_call}}, {"B", {a_call, a_call}}, {"C", {a_call}}, {"R", {a_short_read}}}));
    Options options = bounded(0);
    options.strategy = Strategy::random;
    options.most_schedules = 1;
    Finding winding;  // a schedule that needs many more preemptions than the fault does
    while (winding.preemptions < 6) {
        ++options.seed;
        const Report report = explore(v1, options);
        if (const Finding *const deadlock = finding(report, Property::deadlock)) winding = *deadlock;
    }
    const Schedule shrunk = shrink(v1, options, Property::deadlock, winding.schedule);
    const Replay again = replay(v1, options, shrunk);
    CAPTURE(to_text(winding.schedule));
    CAPTURE(to_text(shrunk));
    CHECK(again.error == "");
    REQUIRE(finding(again.report, Property::deadlock) != nullptr);
    CHECK(again.preemptions <= winding.preemptions / 2);
    CHECK(shrunk.size() < winding.schedule.size());
    // A schedule that shows nothing comes back as it was.
    CHECK(shrink(v1, options, Property::once, shrunk) == shrunk);
}

TEST_CASE("with pruning, without, and by replay the same properties are found with the same number of preemptions") {
    const std::vector<Scenario> scenarios{
        three_producers(),
        scenario({{"A", {a_call, a_force}}, {"R", {a_long_read}}}),
        scenario({{"A", {a_call}}, {"B", {a_force}}, {"R", {a_kicked_read}}}),
        scenario({{"D", {a_drain}}, {"R", {a_short_read, unregisters}}}),
    };
    for (const char *const version : {"legacy", "baseline", "v1", "v1-sem", "v2", "v3", "none", "example-v4"}) {
        for (size_t i = 0; i < scenarios.size(); ++i) {
            CAPTURE(std::string(version));
            CAPTURE(i);
            Options options = bounded(2);
            const Report pruned = explored(version, scenarios[i], options);
            options.prune = false;
            const Report whole = explored(version, scenarios[i], options);
            CHECK(found_with(pruned) == found_with(whole));
            CHECK(pruned.worst_force_ns == whole.worst_force_ns);
            options.come_back = ComeBack::replay;
            const Report replayed = explored(version, scenarios[i], options);
            CHECK(found_with(replayed) == found_with(whole));
            CHECK(replayed.schedules == whole.schedules);
            CHECK(replayed.findings.size() == whole.findings.size());
            for (const Finding &one : whole.findings) {
                REQUIRE(finding(replayed, one.property) != nullptr);
                CHECK(found(replayed, one.property).count == one.count);
                CHECK(found(replayed, one.property).schedule == one.schedule);
            }
        }
    }
}

TEST_CASE("chance finds it too, the same way for the same seed") {
    for (const Strategy strategy : {Strategy::random, Strategy::pct}) {
        Options options = bounded(3);
        options.strategy = strategy;
        options.seed = 7;
        options.most_schedules = 20'000;
        const Report first = explored("v1", three_producers(), options),
                     second = explored("v1", three_producers(), options);
        CHECK(first.ended == Ended::budget);
        CHECK(first.schedules == options.most_schedules);
        REQUIRE(finding(first, Property::deadlock) != nullptr);
        REQUIRE(finding(second, Property::deadlock) != nullptr);
        CHECK(found(first, Property::deadlock).count == found(second, Property::deadlock).count);
        CHECK(found(first, Property::deadlock).schedule == found(second, Property::deadlock).schedule);
        options.stops_at_violation = true;
        const Report until_found = explored("v1", three_producers(), options);
        CHECK(until_found.ended == Ended::found);
        CHECK(until_found.schedules < first.schedules);
        options.seed = 8;
        options.stops_at_violation = false;
        CHECK(first.steps != explored("v1", three_producers(), options).steps);
    }
}

TEST_CASE("a stop is heard, a budget ends it, and little memory only costs time") {
    std::atomic<bool> stop{true};
    Options options = bounded(6);
    options.stop = &stop;
    CHECK(explored("v3", three_producers(), options).ended == Ended::stopped);
    options.stop = nullptr;
    options.budget_ns = 0;
    CHECK(explored("v3", three_producers(), options).ended == Ended::budget);

    Options little = bounded(3);
    little.memory_bytes = 0;
    const Report report = explored("v1", three_producers(), little);
    CHECK(report.ended == Ended::complete);
    CHECK(report.memory_used_up);
    const Report ample = explored("v1", three_producers(), bounded(3));
    CHECK_FALSE(ample.memory_used_up);
    CHECK(found_with(report) == found_with(ample));
    CHECK(report.schedules > ample.schedules);
}

TEST_CASE("schedules as text") {
    CHECK(to_text({{0, 6}, {1, 7}, {0, 0}}) == "0x6,1x7,0x0");
    CHECK(parse_schedule("0x6,1x7,0x0") == Schedule{{0, 6}, {1, 7}, {0, 0}});
    CHECK(parse_schedule("") == Schedule{});
    for (const char *const wrong : {"0", "0x", "x1", "0x1,", ",0x1", "8x1", "0x1 ,1x1", "-1x2", "0x99999999999"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_schedule(wrong).has_value());
    }
}

}  // TEST_SUITE("explore: search")

}  // namespace rcu_bench::explore
