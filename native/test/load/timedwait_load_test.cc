// The timedwait load: what it asks of each version, and what it makes of waits that misbehave.
#include "doctest/doctest.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "load/whole_trial.h"
#include "platform/clock.h"
#include "platform/thread_usage.h"
#include "load/timedwait_load.h"
#include "load/wait_rounds.h"

using namespace rcu_bench;
using platform::WaitBackend;
using provider::Waitable;
using provider::WaitEnd;
using provider::WaitLayer;
using test::ms;
using test::run;
using workload::Result;
using workload::Round;
using workload::RoundKind;
using workload::WaitFigures;

namespace {

constexpr double some_cycles = 100;

size_t which(int64_t length_ns) {
    const auto at = std::find_if(workload::wait_lengths.begin(), workload::wait_lengths.end(),
                                 [length_ns](const workload::WaitLength &length) { return length.ns == length_ns; });
    return static_cast<size_t>(at - workload::wait_lengths.begin());
}

/// Rounds of one waitable, run on the calling thread.
class Bench {
  public:
    explicit Bench(Waitable &waitable, WaitBackend backend = WaitBackend::futex)
        : observer_(nullptr, 1), setter_(waitable), rescuer_(waitable), rounds_(waitable, setter_, rescuer_, 1 * ms) {
        platform::set_wait_backend(backend);
        setter_.start(observer_);
        rescuer_.start();
    }
    ~Bench() {
        setter_.stop();
        rescuer_.stop();
        platform::set_wait_backend(WaitBackend::futex);
    }

    void run(RoundKind kind, int times, size_t length = 0) {
        for (int i = 0; i < times; ++i) rounds_.run({kind, length}, figures);
    }

    WaitFigures figures{some_cycles, true};

  private:
    trace::Observer observer_;
    workload::Setter setter_;
    workload::Rescuer rescuer_;
    workload::WaitRounds rounds_;
};

std::unique_ptr<Waitable> waits_of(const char *version, WaitLayer layer) {
    return provider::make_waitable(version, layer);
}

/// Waits as a test scripts them.
class Scripted : public Waitable {
  public:
    void set() override { set_.store(true); }
    void reset() override { set_.store(false); }
    bool is_set() const override { return set_.load(); }
    void wait() override {
        while (!is_set() && idle_returns-- <= 0) std::this_thread::yield();
    }
    bool has_deadlines() const override { return true; }
    int64_t resolution_ns() const override { return 1; }
    WaitEnd wait_for(int64_t, int64_t) override { return end; }
    void wait_often() override {}
    void wait_for_often() override {}
    void reset_spares() override {}
    void set_spares() override {}

    WaitEnd end = WaitEnd::untold;
    int idle_returns = 0;  ///< of wait(): so many times it comes back for nothing

  private:
    std::atomic<bool> set_{false};
};

workload::Config timedwait_config(const std::string &version, const char *layer) {
    workload::Config config = test::small_config(version);
    config.workload = "timedwait";
    config.accel = workload::Accel::none;
    config.io_rate = 0;
    config.options.set("layer", layer);
    config.options.set("timerSlackNs", 50'000.0);
    config.options.set("setAfterNs", 1e6);
    return config;
}

bool has_overshoot(const Result &result) {
    return std::any_of(result.samples.begin(), result.samples.end(),
                       [](const auto &entry) { return entry.first.starts_with("timedwait.overshoot."); });
}

}  // namespace

TEST_CASE("timedwait: a version is asked only for the waits that its patches brought") {
    const auto timed = [](const char *version, WaitLayer layer) { return waits_of(version, layer)->has_deadlines(); };
    for (const char *const version : {"legacy", "baseline", "none"}) {
        CAPTURE(version);
        CHECK_FALSE(timed(version, WaitLayer::futex));
        CHECK_FALSE(timed(version, WaitLayer::event));
    }
    for (const char *const series : {"v1", "v2", "v3"}) {
        CAPTURE(series);
        const std::string after_1 = std::string(series) + "@1", after_2 = std::string(series) + "@2";
        CHECK(timed(after_1.c_str(), WaitLayer::futex));
        CHECK_FALSE(timed(after_1.c_str(), WaitLayer::event));
        CHECK(timed(after_2.c_str(), WaitLayer::event));
        CHECK(timed(series, WaitLayer::event));
    }
    CHECK(waits_of("no such version", WaitLayer::event) == nullptr);
}

TEST_CASE("timedwait: v1's event wait tells how it ended, v2's and v3's do not") {
    const auto end_of = [](const char *version) {
        const auto event = waits_of(version, WaitLayer::event);
        event->set();
        return event->wait_for(platform::monotonic_ns(), 10 * ms);
    };
    CHECK(end_of("v1") == WaitEnd::set);
    CHECK(end_of("v2") == WaitEnd::untold);
    CHECK(end_of("v3") == WaitEnd::untold);
    CHECK(waits_of("v1", WaitLayer::event)->wait_for(platform::monotonic_ns(), 1 * ms) == WaitEnd::timed_out);
}

TEST_CASE(
    "timedwait: events count whole milliseconds, futexes do not; a cycle's order is the seed's, not the version's") {
    const auto lengths_of = [](WaitLayer layer, const char *version = "v3") {
        workload::Random random(1, 1);
        std::vector<int64_t> lengths;
        for (const Round &round : draw_cycle(*waits_of(version, layer), random))
            if (round.kind == RoundKind::time_out) lengths.push_back(workload::wait_lengths[round.length].ns);
        return lengths;
    };
    const std::vector<int64_t> of_futex = lengths_of(WaitLayer::futex), of_event = lengths_of(WaitLayer::event);
    CHECK(std::count(of_futex.begin(), of_futex.end(), 50'000) == 16);
    CHECK(std::count(of_event.begin(), of_event.end(), 50'000) == 0);
    CHECK(std::count(of_event.begin(), of_event.end(), 10 * ms) == 4);
    CHECK(of_futex == lengths_of(WaitLayer::futex, "baseline"));
    CHECK_FALSE(std::is_sorted(of_futex.begin(), of_futex.end()));
}

TEST_CASE(
    "timedwait: a version without deadlines sleeps where another one waits for them, and that is no wait of its own") {
    const auto waitable = waits_of("baseline", WaitLayer::futex);
    Bench bench(*waitable);
    const int64_t begin_ns = platform::monotonic_ns();
    bench.run(RoundKind::time_out, 2, which(10 * ms));
    CHECK(platform::monotonic_ns() - begin_ns >= 20 * ms);
    bench.run(RoundKind::wake, 2);
    bench.run(RoundKind::passed, 2);
    CHECK(bench.figures.waits == 0);
    bench.run(RoundKind::wake_untimed, 2);
    CHECK(bench.figures.wake_untimed_ns().size() == 2);
    CHECK(bench.figures.waits == 2);
}

TEST_CASE("timedwait: under Linux no wait is early, spurious or endless, on either layer") {
    for (const WaitLayer layer : {WaitLayer::futex, WaitLayer::event}) {
        for (const WaitBackend backend : {WaitBackend::futex, WaitBackend::condvar}) {
            if (layer == WaitLayer::futex && backend == WaitBackend::condvar) continue;
            CAPTURE(static_cast<int>(layer));
            CAPTURE(static_cast<int>(backend));
            const auto waitable = waits_of("v3", layer);
            Bench bench(*waitable, backend);
            bench.run(RoundKind::time_out, 5, which(1 * ms));
            bench.run(RoundKind::wake, 5);
            bench.run(RoundKind::wake_untimed, 5);
            bench.run(RoundKind::passed, 3);
            bench.run(RoundKind::costs, 2);
            CHECK(bench.figures.overshoot_ns(which(1 * ms)).size() == 5);
            CHECK(bench.figures.early_returns == 0);
            CHECK(bench.figures.spurious_returns == 0);
            CHECK(bench.figures.wake_ns().size() + bench.figures.sets_too_late == 5);
            CHECK(bench.figures.wake_untimed_ns().size() == 5);
            CHECK(bench.figures.passed_ns().size() == 3);
            CHECK(bench.figures.endless_waits == 0);
            CHECK(bench.figures.found_set_ns().size() == 2);
            CHECK(bench.figures.waits == 20);
        }
    }
}

TEST_CASE("timedwait: Windows' milliseconds are rounded down, by up to one") {
    const auto waitable = waits_of("v3", WaitLayer::futex);
    Bench bench(*waitable, WaitBackend::win32_v3);
    bench.run(RoundKind::time_out, 20, which(10 * ms));
    const WaitFigures::Samples &early = bench.figures.early_ns(which(10 * ms));
    CHECK(bench.figures.early_returns > 0);
    CHECK(bench.figures.early_returns == early.size());
    CHECK(early.size() + bench.figures.overshoot_ns(which(10 * ms)).size() == 20);
    CHECK(*std::max_element(early.begin(), early.begin() + early.size()) <= 1 * ms);
}

TEST_CASE(
    "timedwait: a passed deadline is an endless wait for v1's and v2's arithmetic, which is ended; not for v3's") {
    for (const WaitLayer layer : {WaitLayer::futex, WaitLayer::event}) {
        for (const WaitBackend backend : {WaitBackend::win32_v1, WaitBackend::win32_v2, WaitBackend::win32_v3}) {
            CAPTURE(static_cast<int>(layer));
            CAPTURE(static_cast<int>(backend));
            const auto waitable = waits_of("v3", layer);
            Bench bench(*waitable, backend);
            bench.run(RoundKind::passed, 3);
            CHECK(bench.figures.passed_waits == 3);
            // Passed by 0, 1 and 5 ms: to the first the same is done, unless it comes a whole ms late.
            if (backend == WaitBackend::win32_v3) {
                CHECK(bench.figures.endless_waits == 0);
            } else {
                CHECK(bench.figures.endless_waits >= 2);
            }
            CHECK(bench.figures.endless_waits + bench.figures.passed_ns().size() == 3);
        }
    }
}

TEST_CASE(
    "timedwait: a wait that says set and is not, or comes back unset, is spurious; one that times out early is early") {
    Scripted waits;
    Bench bench(waits);
    waits.end = WaitEnd::set;
    bench.run(RoundKind::time_out, 1, which(100 * ms));
    CHECK(bench.figures.spurious_returns == 1);
    waits.end = WaitEnd::untold;
    bench.run(RoundKind::time_out, 1, which(100 * ms));
    CHECK(bench.figures.early_returns == 1);
    waits.end = WaitEnd::timed_out;
    bench.run(RoundKind::wake, 1);
    CHECK(bench.figures.sets_too_late == 1);
    CHECK(bench.figures.wake_ns().size() == 0);
    waits.idle_returns = 3;
    bench.run(RoundKind::wake_untimed, 1);
    CHECK(bench.figures.spurious_returns == 4);
    CHECK(bench.figures.wake_untimed_ns().size() == 1);
}

TEST_CASE("timedwait: a trial has the figures that its version offers, and ends under Windows' endless waits") {
    const Result before = run(timedwait_config("baseline", "event"));
    CHECK(before.status == workload::Status::pass);
    CHECK(before.counters.at("deadlines_not_offered") == 1);
    CHECK_FALSE(has_overshoot(before));
    CHECK(before.samples.at("timedwait.wake_untimed").size() > 0);
    CHECK_FALSE(before.counters.contains("endless_waits"));

    const Result after = run(timedwait_config("v3", "futex"));
    CHECK(after.status == workload::Status::pass);
    CHECK_FALSE(after.counters.contains("deadlines_not_offered"));
    CHECK(has_overshoot(after));
    CHECK(after.counters.at("timer_slack_refused") == 0);

    workload::Config windows = timedwait_config("v1", "event");
    windows.wait = WaitBackend::win32_v1;
    windows.duration_ns = 1'500'000'000;
    const Result endless = run(windows);
    CHECK(endless.status == workload::Status::pass);
    CHECK(endless.counters.at("endless_waits") <= endless.counters.at("passed_waits"));

    workload::Config no_futex = timedwait_config("v3", "futex");
    no_futex.wait = WaitBackend::condvar;
    CHECK(run(no_futex).counters.at("waits_not_offered") == 1);
    platform::set_wait_backend(WaitBackend::futex);
}

TEST_CASE("timer slack: of the thread that sets it") {
    std::thread([] {
        CHECK(workload::set_timer_slack(1234));
        CHECK(prctl(PR_GET_TIMERSLACK) == 1234);
    }).join();
    CHECK(prctl(PR_GET_TIMERSLACK) != 1234);
}

TEST_CASE("is_asleep: tells a thread that sleeps from one that runs") {
    std::atomic<int> tid{0};
    std::atomic<uint32_t> word{0};
    std::thread sleeper([&] {
        tid.store(gettid());
        platform::futex_wait(word, 0);
    });
    while (tid.load() == 0) std::this_thread::yield();
    while (!platform::is_asleep(tid.load())) std::this_thread::yield();
    CHECK_FALSE(platform::is_asleep(gettid()));
    word.store(1);
    platform::futex_wake_all(word);
    sleeper.join();
    CHECK_FALSE(platform::is_asleep(tid.load()));  // it is gone
}
