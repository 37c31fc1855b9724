// Whole trials on real threads, short ones.
#include "doctest/doctest.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "machine/small_config.h"
#include "platform/clock.h"
#include "provider/broken.h"
#include "trial/trial.h"

using namespace rcu_bench;
using test::small_config;
using workload::Accel;
using workload::Result;
using workload::Status;
using workload::Trial;

#if defined(__SANITIZE_THREAD__)
// The stalled trial's threads are left where they hang, and that is what is tested.
extern "C" const char *__tsan_default_options() { return "report_thread_leaks=0"; }
#endif

namespace {

Result run(const workload::Config &config) { return Trial(config).run(); }

bool mentions(const Result &result, const std::string &part) {
    return std::any_of(result.report.begin(), result.report.end(),
                       [&](const std::string &line) { return line.find(part) != std::string::npos; });
}

/// `none` as loaded as the product runs it by default, where 2 s bring some 10 violations under KVM. Which of them come is
/// the scheduler's luck, so a trial without one is tried again with another seed.
Result first_violation(Accel accel) {
    workload::Config config = small_config("none");
    config.accel = accel;
    config.exit_rate = 5000;
    config.submit_rate = 480;
    config.render_ns = 500'000;
    config.commit_delay_ns = 100'000;
    config.duration_ns = 2'000'000'000;
    config.virtqueues = 12;
    config.blobs = 16;
    if (accel == Accel::none) config.io_section_ns = 500'000;
    Result result = run(config);
    for (int tries = 1; tries < 6 && result.status == Status::pass; ++tries) {
        config.seed += 1;
        result = run(config);
    }
    return result;
}

}  // namespace

TEST_CASE("trial: every version unmaps its blobs with no reader harmed") {
    for (const std::string_view version : provider::builtin_versions()) {
        if (version == "none" || version.starts_with("broken")) continue;
        CAPTURE(version);
        const Result result = run(small_config(std::string(version)));
        CHECK(result.status == Status::pass);
        CHECK(result.counters.at("unmaps") >= 3);
        CHECK(result.samples.at("unmap.latency").size() == static_cast<size_t>(result.counters.at("unmaps")));
        CHECK(result.counters.at("gp2") == result.counters.at("unmaps"));
        CHECK(result.counters.at("unanswered") == 0);
    }
}

namespace {

/// The names that perf, gdb and ps show for the threads of this process.
std::set<std::string> thread_names() {
    std::set<std::string> names;
    for (const auto &task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream file(task.path() / "comm");  // empty where the thread has just ended
        std::string name;
        if (std::getline(file, name)) names.insert(name);
    }
    return names;
}

}  // namespace

TEST_CASE("trial: every thread has a name") {
    Trial trial(small_config("v3"));
    std::set<std::string> seen;
    std::thread looking([&] {
        while (trial.phase() != workload::Phase::done) {
            if (trial.phase() == workload::Phase::measure) seen.merge(thread_names());
            platform::sleep_ns(1'000'000);
        }
    });
    trial.run();
    looking.join();
    for (const char *const name :
         {"controller", "watchdog", "RCU thread", "main loop", "guest driver", "vCPU 0", "vCPU 1", "I/O thread"}) {
        CAPTURE(name);
        CHECK(seen.contains(name));
    }
}

TEST_CASE("trial: the readers of each profile see that `none` frees under them") {
    for (const Accel accel : {Accel::kvm, Accel::tcg, Accel::none}) {
        CAPTURE(static_cast<int>(accel));
        const Result result = first_violation(accel);
        CHECK(result.status == Status::gp_violation);
        CHECK(result.counters.at("violations") > 0);
        CHECK(mentions(result, "inside a read-side critical section"));
    }
}

TEST_CASE("trial: a KVM exit waits for the BQL inside its section") {
    workload::Config config = small_config("v3");
    config.render_ns = 20'000'000;
    config.submit_rate = 20;
    config.io_rate = 0;
    const Result result = run(config);
    const std::vector<double> &sections = result.samples.at("section.length");
    const auto over_5ms = std::count_if(sections.begin(), sections.end(), [](double ns) { return ns > 5e6; });
    CHECK(over_5ms >= 8);  // two vCPUs at some 16 renders of 20 ms
}

TEST_CASE("trial: one grace period an unmap where no virtqueue holds the view, two where they do") {
    workload::Config config = small_config("baseline");
    config.grace_periods = 1;
    const Result one = run(config);
    CHECK(one.samples.contains("callback.gp1"));
    CHECK_FALSE(one.samples.contains("callback.gp2"));
    CHECK(one.counters.at("gp2") == 0);
    config.grace_periods = 2;
    const Result two = run(config);
    CHECK(two.samples.at("callback.gp1").size() == two.samples.at("callback.gp2").size());
    CHECK(two.counters.at("unmaps_waited_1gp") == 0);
}

TEST_CASE("trial: the device forces with patch 5 alone") {
    CHECK(run(small_config("v3@4")).counters.at("force_requests") == 0);
    workload::Config config = small_config("v3@5");
    config.unmap_rate = 20;
    const Result forced = run(config);
    // An unmap at either end of the measured time may have its request on the other side.
    CHECK(std::abs(forced.counters.at("force_requests") - forced.counters.at("unmaps")) <= 2);
    CHECK(forced.counters.at("unmaps") > 2);
    CHECK(run(small_config("baseline")).counters.at("force_requests") == 0);
}

TEST_CASE("trial: example-v4 forces every second grace period, whenever the device asks") {
    for (const int64_t delay_ns : {0, 50'000, 300'000}) {
        CAPTURE(delay_ns);
        workload::Config config = small_config("example-v4");
        config.commit_delay_ns = delay_ns;
        const Result result = run(config);
        CHECK(result.counters.at("gp2") >= 3);
        CHECK(result.counters.at("gp2_forced") == result.counters.at("gp2"));
        CHECK(result.counters.at("forced_leftover") == 0);
        // The device's, and the RCU thread's own for each view that it queues for destruction.
        CHECK(result.counters.at("force_requests") >= 2 * result.counters.at("unmaps"));
    }
}

TEST_CASE("trial: under TCG a forced grace period kicks the vCPUs out of their sections") {
    workload::Config config = small_config("v3");
    config.accel = Accel::tcg;
    config.section_ns = 10'000'000'000;  // nothing but a kick or the end ends it
    const Result result = run(config);
    CHECK(result.status == Status::pass);
    CHECK(result.counters.at("kicks") > 0);
    CHECK(result.counters.at("unmaps") >= 3);
}

TEST_CASE("trial: legacy waits before its grace period, far longer than baseline's or v3's whole unmap") {
    const auto median = [](const Result &result) {
        std::vector<double> values = result.samples.at("unmap.latency");
        std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
        return values[values.size() / 2];
    };
    workload::Config config = small_config("legacy");
    config.unmap_rate = 3;  // so that each chain has ended when the next begins
    config.duration_ns = 1'500'000'000;
    const double legacy = median(run(config));
    CHECK(legacy > 90e6);  // two chained callbacks, 50 ms each before their grace periods begin: its own sleeps
    config.version = "v3";
    CHECK(legacy > 3 * median(run(config)));
}

TEST_CASE("trial: a stalled RCU is found, and every thread's state is in the report") {
    workload::Config config = small_config("broken-stall");
    config.virtqueues = 16;
    config.blobs = 16;
    config.duration_ns = 20'000'000'000;           // it comes back long before
    static auto *const trial = new Trial(config);  // left alone: its threads hang in it
    const Result result = trial->run();
    CHECK(result.status == Status::stalled);
    CHECK(mentions(result, "callbacks pending"));
    CHECK(mentions(result, "RCU thread: has waited for rcu_call_ready_event"));
    CHECK(mentions(result, "main loop: "));
    CHECK(mentions(result, "vCPU 0: "));
}

TEST_CASE("trial: what a stall has left behind outlives the trial, and comes to its end should its RCU go on") {
    workload::Config config = small_config("broken-recovers");
    config.virtqueues = 16;
    config.blobs = 16;
    config.duration_ns = 20'000'000'000;  // it comes back long before
    std::weak_ptr<const void> left;
    {
        Trial trial(config);
        CHECK(trial.run().status == Status::stalled);
        left = trial.left_behind();
    }
    CHECK_FALSE(left.expired());
    provider::StandStill::released = true;
    // Its threads end one after another; the last takes the machine down.
    for (int waited = 0; waited < 6000 && !left.expired(); ++waited) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    CHECK(left.expired());
    provider::StandStill::released = false;
}

TEST_CASE("trial: a stop ends it early with what was measured") {
    workload::Config config = small_config("v3");
    config.duration_ns = 60'000'000'000;
    Trial trial(config);
    std::thread stopper([&trial] {
        while (trial.done() < 2) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        trial.request_stop();
    });
    const Result result = trial.run();
    stopper.join();
    CHECK(result.status == Status::interrupted);
    CHECK(result.samples.at("unmap.latency").size() >= 2);
    CHECK(result.measured_ns < 30'000'000'000);
}

TEST_CASE("trial: more than it can keep up with is marked as overloaded") {
    workload::Config config = small_config("legacy");
    config.unmap_rate = 40;
    CHECK(run(config).overloaded);
    config.unmap_rate = 2;
    CHECK_FALSE(run(config).overloaded);
}
