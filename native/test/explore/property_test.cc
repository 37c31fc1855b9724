// The definitions of the properties (docs/explore.md), each held against executions that show it and neighbours that do not.
// Broken engines for the others: mutants/explored.cc.
#include "explore/rcu.h"
#include "explore/tiny.h"
#include "mutants/faults.h"

namespace rcu_bench::explore {

namespace {

bool shows(std::string_view version, const Scenario &its, uint32_t preemptions, Property property) {
    const Report report = explored(version, its, bounded(preemptions));
    CHECK(report.ended == Ended::complete);
    return finding(report, property) != nullptr;
}

size_t probes(const Replay &run, rcu::Probe point) {
    return static_cast<size_t>(std::ranges::count_if(run.log, [point](const LogEntry &entry) {
        return entry.kind == EntryKind::probe && entry.code == static_cast<uint32_t>(point);
    }));
}

/// A callback of which only half is queued, while another one is forced; and a reader that only a force shortens.
const Scenario half_done = scenario({{"A", {a_call}}, {"B", {a_call, a_force}}, {"R", {a_kicked_read}}});

/// One thread spins until the other has done something.
class Spinning final : public Program {
  public:
    void build() override {
        auto *const word = new (allocate(sizeof(Atomic<uint32_t>), alignof(Atomic<uint32_t>))) Atomic<uint32_t>(0);
        spawn([](void *of) { spin(*static_cast<Atomic<uint32_t> *>(of)); }, word);
        spawn([](void *of) { static_cast<Atomic<uint32_t> *>(of)->store(1); }, word);
    }
    bool work_pending() const override { return core().finished != 3; }

  private:
    static void spin(Atomic<uint32_t> &word) {
        while (word.load() == 0) {
        }
    }
};

}  // namespace

TEST_SUITE("explore: properties") {

TEST_CASE("grace period: `none` breaks it, every other version keeps it") {
    const Scenario its = scenario({{"A", {a_call}}, {"R", {a_short_read, a_long_read}}});
    CHECK(shows("none", its, 0, Property::grace_period));
    for (const char *const version : {"legacy", "baseline", "v1", "v1-sem", "v2", "v3", "example-v4"}) {
        CAPTURE(std::string(version));
        CHECK_FALSE(shows(version, its, 3, Property::grace_period));
    }
}

TEST_CASE("grace period: a section that begins behind the call may go on") {
    const Scenario its = scenario({{"A", {a_call}}, {"R", {a_long_read}}});
    RcuProgram none = program("none", its);
    // The call has begun (its first operation is done) when the section begins.
    CHECK(finding(replay(none, {}, {{1, 1}, {2, 4}, {1, 7}}).report, Property::grace_period) == nullptr);
    CHECK(finding(replay(none, {}, {{2, 4}, {1, 8}}).report, Property::grace_period) != nullptr);
}

TEST_CASE("grace period: synchronize and drain wait for what they must, in every version but none") {
    const Scenario its = scenario({{"S", {a_sync}}, {"D", {a_call, a_drain}}, {"R", {a_short_read}}});
    for (const char *const version : {"legacy", "baseline", "v1", "v2", "v3", "example-v4"}) {
        CAPTURE(std::string(version));
        CHECK_FALSE(shows(version, its, 1, Property::grace_period));
        CHECK_FALSE(shows(version, its, 1, Property::drain));
    }
    CHECK(shows("none", its, 1, Property::grace_period));
}

TEST_CASE("promptness: a call that is half done makes a forced one wait, and only that does") {
    for (const char *const version : {"v1", "v2", "v3", "example-v4"}) {
        CAPTURE(std::string(version));
        Options options = bounded(2);
        options.past = bit_of(Property::registry_lock);
        CHECK(found(explored(version, half_done, options), Property::promptness).preemptions == 1);
        options.atomic_calls = true;
        CHECK(finding(explored(version, half_done, options), Property::promptness) == nullptr);
    }
}

TEST_CASE("promptness: the worst time from force to callback is what the polling takes") {
    const Report report = explored("v3", half_done, bounded(2));
    CHECK(found(report, Property::promptness).worst_ns == 50 * ms);  // five sleeps, then the reader is kicked
    CHECK(report.worst_force_ns == 50 * ms);
}

TEST_CASE("promptness: waiting for a forced reader is no sleep, however long it takes") {
    const Scenario its = scenario({{"A", {a_call, a_force}}, {"R", {a_long_read}}});
    const Report report = explored("v3", its, bounded(3));
    CHECK(finding(report, Property::promptness) == nullptr);
    CHECK(report.worst_force_ns == 75 * ms);
}

TEST_CASE("promptness: a sleep that a force leaves alone is noted when its time is over") {
    const Scenario its = scenario({{"A", {a_call, a_force}}, {"R", {a_long_read}}});
    RcuProgram deaf(make_in_arena<mutants::MutantEngine<Explored, mutants::DeafToRequests>>, its);
    uint32_t until_asleep = 1;  // operations of the RCU thread
    while (replay(deaf, {}, {{2, 4}, {1, 8}, {0, until_asleep + 1}}).error.empty()) ++until_asleep;
    const Replay run = replay(deaf, {}, {{2, 4}, {1, 8}, {0, until_asleep}, {1, 0}});  // its force does nothing
    CHECK(run.error == "");
    REQUIRE(finding(run.report, Property::promptness) != nullptr);
    const auto note = std::ranges::find(run.log, EntryKind::note, &LogEntry::kind);
    REQUIRE(note != run.log.end());
    CHECK(note->time_ns == 10 * ms);
    CHECK(note->thread == rcu_thread);
}

TEST_CASE("promptness: says nothing of versions that know no force") {
    CHECK(explored("baseline", half_done, bounded(2)).findings.empty());
    CHECK(explored("legacy", half_done, bounded(2)).findings.empty());
}

TEST_CASE("spurious force: v1's delayed set, and nothing like it in v2 and v3") {
    const Scenario its = scenario({{"A", {a_call}}, {"B", {a_call}}, {"R", {a_long_read}}});
    Options options = bounded(2);
    options.past = bit_of(Property::registry_lock);
    CHECK(finding(explored("v1", its, options), Property::spurious_force) != nullptr);
    CHECK(finding(explored("v2", its, options), Property::spurious_force) == nullptr);
    CHECK(finding(explored("v3", its, options), Property::spurious_force) == nullptr);
    CHECK(finding(explored("baseline", its, options), Property::spurious_force) == nullptr);
}

TEST_CASE("spurious force: a force that is under way has been asked for") {
    // The force begins, and comes no further, before two fetches; then it sets v1's event in the middle of a grace period.
    const Scenario its = scenario({{"F", {a_force}}, {"A", {a_call, a_call}}, {"R", {a_long_read}}});
    Options options = bounded(3);
    options.past = bit_of(Property::registry_lock);
    options.atomic_calls = true;  // no delayed set of call_rcu
    CHECK(finding(explored("v1", its, options), Property::spurious_force) == nullptr);
}

TEST_CASE("leftover force: of a force while idle, not of one for a callback that waits") {
    CHECK(shows("v3", scenario({{"F", {a_force, a_call}}}), 0, Property::leftover_force));
    CHECK_FALSE(shows("v3", scenario({{"F", {a_call, a_force}}}), 0, Property::leftover_force));
    // Its callback can have run when the force comes.
    CHECK(shows("v3", scenario({{"F", {a_call, a_force, a_call}}}), 1, Property::leftover_force));
}

TEST_CASE("sleep budget: five whole sleeps before the force by timeout") {
    const Scenario its = scenario({{"A", {a_call}}, {"R", {a_long_read}}});
    for (const char *const version : {"baseline", "v1", "v2", "v3", "example-v4"}) {
        CAPTURE(std::string(version));
        CHECK_FALSE(shows(version, its, 2, Property::sleep_budget));
        RcuProgram made = program(version, its);
        Options options;
        options.past = bit_of(Property::registry_lock);
        const Replay run = replay(made, options, {{2, 4}});
        CHECK(probes(run, rcu::Probe::force_decided) == 1);
        CHECK(run.log.back().time_ns == 75 * ms);
    }
    CHECK(shows("v1-sem", its, 0, Property::sleep_budget));  // forces after its first one
    // v3's event of a request that was taken before stays set through all five.
    CHECK(shows("v3", half_done, 1, Property::sleep_budget));
    CHECK_FALSE(shows("v1", half_done, 1, Property::sleep_budget));
}

TEST_CASE("registry: walked without its lock by v1, and there a reader is touched that has gone") {
    const Scenario its = scenario({{"A", {a_call, a_force}}, {"R", {a_short_read, unregisters}}});
    CHECK(shows("v1", its, 1, Property::registry_lock));
    Options options = bounded(2);
    CHECK(finding(explored("v1", its, options), Property::unregistered_reader) == nullptr);  // hidden behind the other
    options.past = bit_of(Property::registry_lock);
    CHECK(found(explored("v1", its, options), Property::unregistered_reader).preemptions == 2);
    for (const char *const version : {"legacy", "baseline", "v2", "v3", "example-v4"}) {
        CAPTURE(std::string(version));
        CHECK_FALSE(shows(version, its, 3, Property::registry_lock));
        CHECK_FALSE(shows(version, its, 3, Property::unregistered_reader));
    }
}

TEST_CASE("deadlock: only where somebody waits for something") {
    CHECK_FALSE(shows("v1", scenario({{"R", {a_kicked_read}}}), 1, Property::deadlock));
    CHECK(shows("v1", three_producers(), 1, Property::deadlock));
    CHECK(shows("v1", scenario({{"A", {a_call}}, {"B", {a_call}}, {"D", {a_sync}}}), 1, Property::deadlock));
}

TEST_CASE("deadlock: v1's walk ends at a reader that has gone, and those behind it are not asked to signal") {
    const Scenario its = scenario({{"A", {a_call, a_force}},
                                   {"R", {a_short_read, unregisters}},
                                   {"S", {{.kind = StepKind::read, .ns = 25 * ms}}}});
    Options options = bounded(2);
    options.past = bit_of(Property::registry_lock) | bit_of(Property::unregistered_reader);
    CHECK(found(explored("v1", its, options), Property::deadlock).preemptions == 2);
    options.atomic_calls = true;
    CHECK(found(explored("v1", its, options), Property::deadlock).preemptions == 2);
    CHECK(finding(explored("v3", its, options), Property::deadlock) == nullptr);
}

TEST_CASE("livelock: an execution that comes back to where it was, pruned or not") {
    REQUIRE(map_arena());
    Spinning program;
    Options options = bounded(1);
    const Report pruned = explore(program, options);
    CHECK(found_with(pruned) == std::map<std::string, uint32_t>{{"livelock", 0}});
    options.prune = false;
    CHECK(found_with(explore(program, options)) == std::map<std::string, uint32_t>{{"livelock", 0}});
}

TEST_CASE("thirty callbacks force, as they must") {
    std::vector<Step> calls(30, a_call);
    const Scenario its = scenario({{"A", calls}, {"R", {a_long_read}}});
    for (const char *const version : {"baseline", "v2", "v3", "example-v4"}) {
        CAPTURE(std::string(version));
        const Report report = explored(version, its, bounded(0));
        CHECK(report.findings.empty());
        RcuProgram made = program(version, its);
        CHECK(probes(replay(made, {}, {{2, 4}}), rcu::Probe::force_decided) == 1);
    }
}

}  // TEST_SUITE("explore: properties")

}  // namespace rcu_bench::explore
