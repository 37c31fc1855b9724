// Stories of unmaps, from recordings whose times are the test's: every interval by value.
#include "doctest/doctest.h"

#include <map>
#include <random>
#include <sstream>

#include "rcu/constants.h"
#include "support/recording_file.h"
#include "trace/event_kind.h"
#include "trace/story_words.h"
#include "trace/unmap_story.h"

using namespace rcu_bench;
using rcu::EventName;
using rcu::ForceReason;
using rcu::Probe;
using test::RecordingFile;
using test::TemporaryFile;
using trace::MachineEvent;
using trace::ThreadRole;

namespace {

constexpr uint64_t endless = rcu::endless_ms;
uint64_t number(EventName name) { return static_cast<uint64_t>(name); }
uint64_t number(ForceReason reason) { return static_cast<uint64_t>(reason); }

/// One machine: its threads have these positions.
struct Machine : RecordingFile {
    const uint32_t vcpu = thread("vCPU 0", ThreadRole::vcpu);
    const uint32_t other = thread("vCPU 1", ThreadRole::vcpu);
    const uint32_t main_loop = thread("main loop", ThreadRole::main_loop);
    const uint32_t rcu = thread("RCU thread", ThreadRole::rcu);

    void started(uint64_t time, uint64_t resource = 7) { at(main_loop, time, MachineEvent::unmap_started, resource); }
    void queued(uint64_t time) { at(main_loop, time, Probe::count_raised, 1, 1); }
    void gone(uint64_t time, uint64_t resource = 7) { at(rcu, time, MachineEvent::unmap_completed, resource, 2); }
    void blocked(uint32_t thread, uint64_t time, uint64_t value) {
        at(thread, time, MachineEvent::renderer_blocked, value);
    }
    void answering(uint64_t time) { at(main_loop, time, MachineEvent::bottom_half_begin); }
    /// `latency_ns` 0: the device did not say.
    void finished(uint64_t time, int64_t latency_ns = 0, uint64_t resource = 7, bool measured = true) {
        at(main_loop, time, MachineEvent::unmap_finished, resource, trace::finished_unmap(latency_ns, measured));
    }
    void gp_begin(uint64_t time) {
        at(rcu, time, Probe::gp_begin, 1, 1);
        at(rcu, time, Probe::gp_advanced, 3);
    }
    void gp_end(uint64_t time, uint64_t rounds = 1, uint64_t sleeps = 0) {
        at(rcu, time, Probe::gp_end, rounds, sleeps);
    }
    void wait(uint64_t begin, uint64_t end, EventName event, uint64_t ms) {
        at(rcu, begin, Probe::event_wait_begin, number(event), ms);
        at(rcu, end, Probe::event_wait_end, number(event), 1);
    }
    void section(uint32_t thread, uint64_t begin, uint64_t end) {
        at(thread, begin, Probe::read_lock, thread);
        at(thread, end, Probe::read_unlock, thread);
    }
};

/// Any events at all, those that an unmap is made of more often and mostly on the thread where they belong.
Machine random_machine(std::minstd_rand &random) {
    struct Usual {
        uint16_t kind;
        uint32_t thread;
    };
    Machine m;
    std::vector<Usual> usual;
    for (const MachineEvent kind : {MachineEvent::unmap_started, MachineEvent::unmap_finished}) {
        usual.push_back({static_cast<uint16_t>(kind), m.main_loop});
    }
    for (const Probe kind : {Probe::count_raised, Probe::bql_wait_begin, Probe::bql_acquired}) {
        usual.push_back({static_cast<uint16_t>(kind), m.main_loop});
    }
    for (const Probe kind : {Probe::gp_begin, Probe::gp_advanced, Probe::event_wait_begin, Probe::event_wait_end,
                             Probe::gp_end, Probe::bql_wait_begin}) {
        usual.push_back({static_cast<uint16_t>(kind), m.rcu});
    }
    usual.push_back({static_cast<uint16_t>(MachineEvent::unmap_completed), m.rcu});
    usual.push_back({static_cast<uint16_t>(MachineEvent::renderer_blocked), m.rcu});
    for (const Probe kind : {Probe::read_lock, Probe::read_unlock, Probe::bql_wait_begin, Probe::bql_acquired}) {
        for (const uint32_t thread : {m.vcpu, m.other}) usual.push_back({static_cast<uint16_t>(kind), thread});
    }
    uint64_t now = 1000;
    for (int i = 0; i < 250; ++i) {
        now += random() % 4;  // equal times too
        Usual next = usual[random() % usual.size()];
        if (random() % 8 == 0) next.kind = static_cast<uint16_t>(random() % trace::kind_count);
        if (random() % 8 == 0) next.thread = static_cast<uint32_t>(random() % 4);
        const bool finished = next.kind == static_cast<uint16_t>(MachineEvent::unmap_finished);
        m.at(next.thread, now, next.kind, random() % 3, finished ? random() % 200 : random() % 2 == 0 ? 10 : endless);
    }
    return m;
}

/// All that end, in that order.
std::vector<trace::UnmapStory> stories_of(const RecordingFile &machine) {
    const TemporaryFile file;
    machine.save(file);
    const trace::Recording recording(file.name());
    REQUIRE(recording.error() == trace::OpenError::none);
    trace::UnmapStories stories(recording);
    trace::EventMerge merge(recording);
    trace::MergedEvent event{};
    std::vector<trace::UnmapStory> all;
    while (merge.next(event)) {
        if (const trace::UnmapStory *const story = stories.on(event)) all.push_back(*story);
    }
    return all;
}

trace::UnmapStory story_of(const RecordingFile &machine) {
    const auto all = stories_of(machine);
    REQUIRE(all.size() == 1);
    return all.front();
}

/// `100-110 device transaction @2; …`: times, stage, cause, @who, and where a section is known `+its length(of it BQL)`.
std::string told(const trace::UnmapStory &story) {
    std::ostringstream text;
    for (const trace::Interval &interval : story.intervals) {
        text << (text.tellp() > 0 ? "; " : "") << interval.begin_ns << '-' << interval.end_ns << ' '
             << trace::stage_key(interval.stage) << ' ' << trace::cause_key(interval.cause);
        if (interval.who != trace::no_thread) text << " @" << interval.who;
        if (interval.who_since_ns != 0) {
            text << " +" << interval.end_ns - interval.who_since_ns << '(' << interval.who_bql_ns << ')';
        }
    }
    return text.str();
}

void check_without_gaps(const trace::UnmapStory &story) {
    int64_t at_ns = story.begin_ns, sum_ns = 0;
    for (const trace::Interval &interval : story.intervals) {
        CHECK(interval.begin_ns == at_ns);
        CHECK(interval.end_ns > interval.begin_ns);
        sum_ns += interval.end_ns - interval.begin_ns;
        at_ns = interval.end_ns;
    }
    CHECK(at_ns == story.end_ns);
    CHECK(sum_ns == story.latency_ns());
}

}  // namespace

TEST_CASE("unmap story: two chained grace periods, the first forced, the second polled") {
    Machine m;
    m.section(m.vcpu, 50, 165);
    m.section(m.other, 60, 250);
    m.at(m.rcu, 20, Probe::event_wait_begin, number(EventName::ready), endless);
    m.started(100);
    m.queued(110);
    m.at(m.rcu, 115, Probe::event_wait_end, number(EventName::ready), 1);
    m.at(m.rcu, 118, Probe::fetch, 3, 1);
    m.gp_begin(120);
    m.at(m.rcu, 125, Probe::round_begin, 0, 0);
    m.at(m.rcu, 126, Probe::force_decided, number(ForceReason::requested), 3);
    m.wait(130, 260, EventName::gp, endless);
    m.gp_end(270, 2, 0);
    m.at(m.rcu, 275, Probe::bql_wait_begin);
    m.at(m.rcu, 280, Probe::bql_acquired);
    m.at(m.rcu, 281, Probe::batch_begin, 3);
    m.at(m.rcu, 284, Probe::count_raised, 9, 1);  // the last cache drops the view: a callback queues a callback
    m.at(m.rcu, 290, Probe::batch_end, 3);
    m.at(m.rcu, 291, Probe::bql_released);
    m.section(m.other, 299, 320);
    m.gp_begin(300);
    m.wait(310, 400, EventName::force, 10);
    m.gp_end(405, 2, 1);
    m.at(m.rcu, 406, Probe::bql_wait_begin);
    m.at(m.rcu, 407, Probe::bql_acquired);
    m.at(m.rcu, 408, Probe::batch_begin, 1);
    m.gone(420);
    m.at(m.rcu, 425, Probe::batch_end, 1);
    m.at(m.rcu, 426, Probe::bql_released);
    m.answering(430);
    m.finished(450);
    const trace::UnmapStory story = story_of(m);
    CHECK(told(story) ==
          "100-110 device transaction @2; 110-115 before asleep; 115-120 before running; 120-130 gp1 scanning; "
          "130-250 gp1 kicking @1 +190(0); 250-260 gp1 signalled @1 +200(0); 260-270 gp1 scanning; "
          "270-275 between running; 275-280 between bql; 280-290 between callbacks; 290-300 between running; "
          "300-310 gp2 scanning; 310-320 gp2 polling @1 +21(0); 320-400 gp2 polling-on @1 +101(0); "
          "400-405 gp2 scanning; 405-406 after running; 406-407 after bql; 407-420 after callbacks; "
          "420-430 resume main-loop; 430-450 resume answering");
    check_without_gaps(story);
    CHECK(story.measured);
    CHECK(story.latency_ns() == 350);
    CHECK(story.gone_ns == 420);
    REQUIRE(story.grace_periods.size() == 2);
    CHECK(story.grace_periods[0].begin_ns == 120);
    CHECK(story.grace_periods[0].end_ns == 270);
    CHECK(story.grace_periods[0].forced == static_cast<uint8_t>(ForceReason::requested));
    CHECK(story.grace_periods[0].rounds == 2);
    CHECK(!story.grace_periods[1].forced);
    CHECK(story.grace_periods[1].sleeps == 1);
}

TEST_CASE("unmap story: a grace period that runs already is an earlier one") {
    Machine m;
    m.gp_begin(50);
    m.at(m.rcu, 60, Probe::sleep_begin, 10'000'000);
    m.started(100);
    m.queued(110);
    m.at(m.rcu, 140, Probe::sleep_end, 10'000'000);
    m.gp_end(150, 2, 1);
    m.gp_begin(160);
    m.gp_end(170);
    m.gone(180);
    m.finished(190);
    const trace::UnmapStory story = story_of(m);
    CHECK(told(story) ==
          "100-110 device transaction @2; 110-140 earlier polling-on; 140-150 earlier scanning; "
          "150-160 earlier running; 160-170 gp1 scanning; 170-180 after running; 180-190 resume main-loop");
    check_without_gaps(story);
    CHECK(story.grace_periods.size() == 2);
}

TEST_CASE("unmap story: of three grace periods the last two are a chained unmap's own") {
    Machine m;
    m.gp_begin(50);
    m.started(100);
    m.queued(110);
    m.gp_end(120);
    m.gp_begin(130);
    m.gp_end(140);
    m.at(m.rcu, 145, Probe::count_raised, 9, 1);
    m.gp_begin(150);
    m.gp_end(160);
    m.gone(170);
    m.finished(180);
    CHECK(told(story_of(m)) ==
          "100-110 device transaction @2; 110-120 earlier scanning; 120-130 earlier running; 130-140 gp1 scanning; "
          "140-150 between running; 150-160 gp2 scanning; 160-170 after running; 170-180 resume main-loop");
}

TEST_CASE("unmap story: legacy sleeps before its grace period, to collect callbacks") {
    Machine m;
    m.at(m.rcu, 90, Probe::sleep_begin, 10'000'000);
    m.started(100);
    m.queued(110);
    m.at(m.rcu, 140, Probe::sleep_end, 10'000'000);
    m.at(m.rcu, 142, Probe::sleep_begin, 10'000'000);
    m.at(m.rcu, 180, Probe::sleep_end, 10'000'000);
    m.wait(180, 190, EventName::ready, 10);  // not by sleeping, but as long
    m.gp_begin(200);
    m.gp_end(210);
    m.gone(220);
    m.finished(230);
    CHECK(
        told(story_of(m)) ==
        "100-110 device transaction @2; 110-140 before collecting; 140-142 before running; 142-190 before collecting; "
        "190-200 before running; 200-210 gp1 scanning; 210-220 after running; 220-230 resume main-loop");
}

TEST_CASE("unmap story: a timed wait is told apart by the reader that leaves in its middle") {
    const auto told_of = [](auto sections) {
        Machine m;
        sections(m);
        m.started(100);
        m.queued(110);
        m.gp_begin(120);
        m.wait(130, 200, EventName::force, 10);
        m.gp_end(210);
        m.gone(220);
        m.finished(230);
        const trace::UnmapStory story = story_of(m);
        check_without_gaps(story);
        const std::string text = told(story);
        const size_t begin = text.find("130-"), end = text.find("; 200-210 gp1 scanning");
        REQUIRE(begin != std::string::npos);
        REQUIRE(end != std::string::npos);
        return text.substr(begin, end - begin);
    };
    SUBCASE("it leaves") {
        CHECK(told_of([](Machine &m) { m.section(m.vcpu, 50, 170); }) ==
              "130-170 gp1 polling @0 +120(0); 170-200 gp1 polling-on @0 +150(0)");
    }
    SUBCASE("of two, the last to leave counts") {
        CHECK(told_of([](Machine &m) {
                  m.section(m.vcpu, 50, 150);
                  m.section(m.other, 80, 190);
              }) == "130-190 gp1 polling @1 +110(0); 190-200 gp1 polling-on @1 +120(0)");
    }
    SUBCASE("it stays beyond the wait") {
        CHECK(told_of([](Machine &m) { m.section(m.vcpu, 50, 205); }) == "130-200 gp1 polling @0 +150(0)");
    }
    SUBCASE("of two that stay, the one that is there longer") {
        CHECK(told_of([](Machine &m) {
                  m.section(m.vcpu, 70, 205);
                  m.section(m.other, 60, 206);
              }) == "130-200 gp1 polling @1 +140(0)");
        CHECK(told_of([](Machine &m) {
                  m.section(m.vcpu, 60, 205);
                  m.section(m.other, 70, 206);
              }) == "130-200 gp1 polling @0 +140(0)");
    }
    SUBCASE("one that entered after the counter advanced is not waited for") {
        CHECK(told_of([](Machine &m) { m.section(m.vcpu, 125, 190); }) == "130-200 gp1 polling-on");
    }
    SUBCASE("it leaves and comes again: the new section is not waited for") {
        CHECK(told_of([](Machine &m) {
                  m.section(m.vcpu, 50, 140);
                  m.section(m.vcpu, 141, 240);
              }) == "130-140 gp1 polling @0 +90(0); 140-200 gp1 polling-on @0 +150(0)");
    }
}

TEST_CASE("unmap story: a reader that itself waits for the BQL says how long") {
    Machine m;
    m.at(m.vcpu, 40, Probe::bql_wait_begin);  // of no section
    m.at(m.vcpu, 45, Probe::bql_acquired);
    m.at(m.vcpu, 46, Probe::bql_released);
    m.at(m.vcpu, 50, Probe::read_lock, 1);
    m.at(m.vcpu, 60, Probe::bql_wait_begin);
    m.at(m.vcpu, 70, Probe::bql_acquired);
    m.at(m.vcpu, 71, Probe::bql_released);
    m.started(100);
    m.queued(110);
    m.at(m.vcpu, 115, Probe::bql_wait_begin);
    m.gp_begin(120);
    m.wait(130, 150, EventName::force, 10);
    m.wait(155, 200, EventName::force, 10);
    m.at(m.vcpu, 165, Probe::bql_acquired);
    m.at(m.vcpu, 170, Probe::read_unlock, 1);
    m.gp_end(210);
    m.gone(220);
    m.finished(230);
    CHECK(told(story_of(m))
              .find("130-150 gp1 polling @0 +100(45); 150-155 gp1 scanning; "
                    "155-170 gp1 polling @0 +120(60); 170-200 gp1 polling-on @0 +150(60)") != std::string::npos);
}

TEST_CASE("unmap story: the RCU thread's and the main loop's BQL waits name the holder") {
    Machine m;
    m.started(100);
    m.queued(110);
    m.gp_begin(120);
    m.gp_end(130);
    m.at(m.vcpu, 132, Probe::bql_wait_begin);
    m.at(m.vcpu, 133, Probe::bql_acquired);
    m.at(m.rcu, 140, Probe::bql_wait_begin);
    m.at(m.vcpu, 150, Probe::bql_released);
    m.at(m.main_loop, 145, Probe::bql_wait_begin);
    m.at(m.rcu, 151, Probe::bql_acquired);
    m.gone(160);
    m.at(m.rcu, 165, Probe::bql_released);
    m.at(m.main_loop, 167, Probe::bql_acquired);
    m.answering(170);
    m.at(m.other, 171, Probe::bql_wait_begin);
    m.finished(180);
    CHECK(told(story_of(m)) ==
          "100-110 device transaction @2; 110-120 before running; 120-130 gp1 scanning; 130-140 after running; "
          "140-151 after bql @0; 151-160 after callbacks; 160-167 resume main-loop-bql @3; 167-170 resume main-loop; "
          "170-180 resume answering");
}

TEST_CASE("unmap story: a BQL wait of the main loop after the region is gone names the holder of that moment") {
    Machine m;
    m.started(100);
    m.queued(110);
    m.gp_begin(120);
    m.gp_end(130);
    m.gone(140);
    m.at(m.other, 142, Probe::bql_acquired);
    m.at(m.main_loop, 145, Probe::bql_wait_begin);
    m.at(m.other, 160, Probe::bql_released);
    m.at(m.main_loop, 161, Probe::bql_acquired);
    m.finished(170);
    const std::string text = told(story_of(m));
    CHECK(text.ends_with("140-145 resume main-loop; 145-161 resume main-loop-bql @1; 161-170 resume main-loop"));
}

TEST_CASE("unmap story: without any event of the RCU it says so") {
    Machine m;
    m.started(100);
    m.gone(400);
    m.answering(405);
    m.finished(420, 320, 7, false);
    const trace::UnmapStory story = story_of(m);
    CHECK(told(story) == "100-400 unseen unseen; 400-405 resume unseen; 405-420 resume answering");
    CHECK(!story.measured);
    check_without_gaps(story);
}

TEST_CASE("unmap story: one that never waited for its region is the device's alone") {
    Machine m;
    m.at(m.rcu, 50, Probe::idle_trim);
    m.started(100);
    m.at(m.main_loop, 105, MachineEvent::transaction_begin, 1);
    m.finished(120);
    CHECK(told(story_of(m)) == "100-120 device transaction");
}

TEST_CASE("unmap story: without a transaction it is the mmap over it") {
    Machine m;
    m.at(m.rcu, 50, Probe::idle_trim);
    m.started(100);
    m.finished(120, 25);
    const trace::UnmapStory story = story_of(m);
    CHECK(told(story) == "95-120 device remapping");
    CHECK(story.grace_periods.empty());
    check_without_gaps(story);
}

TEST_CASE("unmap story: of a reset each blob waits for its own region, then for the last one, then for the main loop") {
    Machine m;
    m.blocked(m.main_loop, 100, 1);
    m.started(100, 7);
    m.queued(110);
    m.at(m.rcu, 115, Probe::bql_wait_begin);
    m.blocked(m.main_loop, 120, 2);
    m.started(120, 8);
    m.queued(130);
    m.at(m.rcu, 140, Probe::bql_acquired);
    m.gp_begin(150);
    m.gp_end(160);
    m.gone(170, 7);
    m.blocked(m.rcu, 171, 1);
    m.at(m.main_loop, 172, Probe::bql_wait_begin);
    m.gone(180, 8);
    m.blocked(m.rcu, 181, 0);
    m.at(m.main_loop, 190, Probe::bql_acquired);
    m.answering(191);
    m.finished(200, 100, 7);
    m.finished(210, 90, 8);
    const auto all = stories_of(m);
    REQUIRE(all.size() == 2);
    CHECK(told(all[0]) ==
          "100-110 device transaction @2; 110-115 before running; 115-140 before bql; 140-150 before callbacks; "
          "150-160 gp1 scanning; 160-170 after running; 170-181 others others; 181-190 resume main-loop-bql @3; "
          "190-191 resume main-loop; 191-200 resume answering");
    CHECK(told(all[1]) ==
          "120-130 device transaction @2; 130-140 before bql; 140-150 before callbacks; 150-160 gp1 scanning; "
          "160-180 after running; 180-190 resume main-loop-bql @3; 190-191 resume main-loop; "
          "191-210 resume answering");
    for (const auto &story : all) check_without_gaps(story);
}

TEST_CASE("unmap story: a BQL wait that ended while other blobs were waited for is none of the resume") {
    Machine m;
    m.started(100);
    m.queued(110);
    m.gp_begin(120);
    m.gp_end(130);
    m.at(m.main_loop, 135, Probe::bql_wait_begin);
    m.gone(140);
    m.blocked(m.rcu, 141, 1);
    m.at(m.main_loop, 150, Probe::bql_acquired);
    m.blocked(m.rcu, 160, 0);
    m.answering(170);
    m.finished(180);
    CHECK(told(story_of(m)).ends_with("140-160 others others; 160-170 resume main-loop; 170-180 resume answering"));
}

TEST_CASE("unmap story: where it was lost that the last region went, the end comes with the answer") {
    Machine m;
    m.started(100);
    m.queued(110);
    m.gp_begin(120);
    m.gp_end(130);
    m.gone(140);
    m.blocked(m.rcu, 141, 3);
    m.answering(160);
    m.finished(170);
    const trace::UnmapStory story = story_of(m);
    CHECK(told(story).ends_with("130-140 after running; 140-170 others others"));
    check_without_gaps(story);
}

TEST_CASE("unmap story: a later unmap's block is none of an earlier one's that is being answered") {
    Machine m;
    m.started(100);
    m.queued(110);
    m.gp_begin(120);
    m.gp_end(130);
    m.gone(140);
    m.blocked(m.rcu, 141, 0);
    m.blocked(m.main_loop, 150, 1);
    m.finished(160);
    CHECK(told(story_of(m)).ends_with("130-140 after running; 140-160 resume main-loop"));
}

TEST_CASE("unmap story: the latency is the device's own, reckoned from the end") {
    const auto begin_of = [](int64_t latency_ns) {
        Machine m;
        m.started(100);
        m.queued(110);
        m.gp_begin(120);
        m.gp_end(130);
        m.gone(140);
        m.finished(150, latency_ns);
        const trace::UnmapStory story = story_of(m);
        check_without_gaps(story);
        return story.begin_ns;
    };
    CHECK(begin_of(50) == 100);
    CHECK(begin_of(53) == 97);
    CHECK(begin_of(45) == 105);
    CHECK(begin_of(0) == 100);
    CHECK(begin_of(40) == 110);  // the device's part is nothing
    CHECK(begin_of(30) == 110);  // shorter than what was seen: no interval ends before it begins
}

TEST_CASE("unmap story: of what was lost or has not ended there is none, and it is in nobody's way") {
    Machine m;
    m.at(m.rcu, 10, Probe::gp_end, 1, 0);
    m.at(m.vcpu, 11, Probe::read_unlock, 1);
    m.gone(20, 1);  // its begin was overwritten
    m.finished(30, 25, 1);
    m.started(40, 2);  // never ends
    m.started(100, 7);
    m.queued(110);
    m.gp_begin(120);
    m.gp_end(130);
    m.gone(140, 7);
    m.finished(150, 0, 7);
    const trace::UnmapStory story = story_of(m);
    CHECK(story.resource == 7);
    CHECK(story.begin_ns == 100);
    check_without_gaps(story);
}

TEST_CASE("unmap story: where a stream lost an unmap's end, the resource's next unmap is a story of its own") {
    Machine m;
    m.started(100);
    m.queued(110);
    m.gp_begin(120);
    m.gp_end(130);
    m.gone(140);  // its end was lost
    m.started(1000);
    m.queued(1010);
    m.gp_begin(1020);
    m.gp_end(1030);
    m.gone(1040);
    m.finished(1050, 50);
    const trace::UnmapStory story = story_of(m);
    CHECK(story.latency_ns() == 50);
    CHECK(told(story) ==
          "1000-1010 device transaction @2; 1010-1020 before running; 1020-1030 gp1 scanning; 1030-1040 after running; "
          "1040-1050 resume main-loop");
}

TEST_CASE("unmap story: unmaps that wait together share what the RCU does; two processes share nothing") {
    Machine m;
    m.process(200, "another");
    const uint32_t their_main = m.thread("their main loop", ThreadRole::main_loop, 200);
    m.started(100, 7);
    m.queued(110);
    m.started(111, 8);
    m.queued(112);
    m.at(their_main, 113, MachineEvent::unmap_started, 7);
    m.gp_begin(120);
    m.gp_end(130);
    m.gone(140, 7);
    m.gone(150, 8);
    m.finished(160, 0, 7);
    m.finished(170, 0, 8);
    m.at(their_main, 180, MachineEvent::unmap_finished, 7, 0);
    const auto all = stories_of(m);
    REQUIRE(all.size() == 3);
    CHECK(told(all[0]).starts_with(
        "100-110 device transaction @2; 110-120 before running; 120-130 gp1 scanning; 130-140"));
    CHECK(told(all[1]).starts_with(
        "111-112 device transaction @2; 112-120 before running; 120-130 gp1 scanning; 130-150"));
    CHECK(told(all[2]) == "113-180 unseen unseen");
    CHECK(all[2].pid == 200);
    for (const auto &story : all) check_without_gaps(story);
}

TEST_CASE("unmap story: of two processes each has its own RCU, readers and BQL") {
    Machine m;
    m.process(200, "another");
    const uint32_t their_main = m.thread("their main loop", ThreadRole::main_loop, 200);
    const uint32_t their_rcu = m.thread("their RCU thread", ThreadRole::rcu, 200);
    m.section(m.vcpu, 50, 190);
    m.at(m.vcpu, 51, Probe::bql_acquired);
    m.started(100);
    m.queued(110);
    m.at(their_main, 100, MachineEvent::unmap_started, 7);
    m.at(their_main, 110, Probe::count_raised, 1, 1);
    m.gp_begin(120);
    m.at(their_rcu, 130, Probe::gp_begin, 1, 1);
    m.at(their_rcu, 131, Probe::gp_advanced, 3);
    m.at(their_rcu, 140, Probe::event_wait_begin, number(EventName::force), 10);
    m.at(their_rcu, 150, Probe::event_wait_end, number(EventName::force), 0);
    m.at(their_rcu, 160, Probe::gp_end, 1, 0);
    m.at(their_rcu, 165, Probe::bql_wait_begin);
    m.at(their_rcu, 170, Probe::bql_acquired);
    m.at(their_rcu, 175, MachineEvent::unmap_completed, 7, 1);
    m.at(their_main, 180, MachineEvent::unmap_finished, 7, 0);
    m.gp_end(200);
    m.gone(210);
    m.finished(220);
    const auto all = stories_of(m);
    REQUIRE(all.size() == 2);
    CHECK(told(all[0]) ==
          "100-110 device transaction @4; 110-130 before running; 130-140 gp1 scanning; 140-150 gp1 polling-on; "
          "150-160 gp1 scanning; 160-165 after running; 165-170 after bql; 170-175 after callbacks; "
          "175-180 resume main-loop");
    CHECK(told(all[1]) ==
          "100-110 device transaction @2; 110-120 before running; 120-200 gp1 scanning; 200-210 after running; "
          "210-220 resume main-loop");
    CHECK(all[0].grace_periods.size() == 1);
}

TEST_CASE("unmap story: whatever is recorded, intervals have no gaps and sum to the latency") {
    std::minstd_rand random(11);
    uint64_t whole = 0, with_readers = 0;
    for (int round = 0; round < 600; ++round) {
        const Machine m = random_machine(random);
        for (const trace::UnmapStory &story : stories_of(m)) {
            ++whole;
            CAPTURE(round);
            CAPTURE(told(story));
            check_without_gaps(story);
            for (const trace::Interval &interval : story.intervals) {
                if (interval.who_since_ns == 0) continue;
                ++with_readers;
                CHECK(interval.who_since_ns <= interval.end_ns);
                CHECK(interval.who_bql_ns >= 0);
                CHECK(interval.who_bql_ns <= interval.end_ns - interval.who_since_ns);
            }
        }
    }
    CHECK(whole > 500);
    CHECK(with_readers > 50);
}
