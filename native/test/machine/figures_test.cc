// Figures of the machine itself: which CPUs its threads had, what the RCU's threads used, and what floors are measured on.
#include "doctest/doctest.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <semaphore>
#include <thread>

#include "machine/small_config.h"
#include "support/floors.h"
#include "trial/controller.h"
#include "support/observed_thread.h"
#include "trial/rcu_usage.h"

using namespace rcu_bench;
using test::small_config;
using trace::ThreadRole;
using workload::Config;

namespace {

/// CPUs that this process may use, at most two: a machine of one CPU has one place for all.
std::vector<int> some_cpus() {
    cpu_set_t set;
    REQUIRE(sched_getaffinity(0, sizeof set, &set) == 0);
    std::vector<int> cpus;
    for (int cpu = 0; cpu < CPU_SETSIZE && cpus.size() < 2; ++cpu) {
        if (CPU_ISSET(static_cast<size_t>(cpu), &set)) cpus.push_back(cpu);
    }
    return cpus;
}

/// The one CPU that a thread may run on; -1: several.
int only_cpu_of(int tid) {
    cpu_set_t set;
    if (sched_getaffinity(tid, sizeof set, &set) != 0 || CPU_COUNT(&set) != 1) return -1;
    int cpu = 0;
    while (!CPU_ISSET(static_cast<size_t>(cpu), &set)) ++cpu;
    return cpu;
}

/// Of each thread of a running machine, by its name.
std::map<std::string, int> cpus_of_threads(const Config &config) {
    workload::Controller machine(config);
    std::thread controller([&] { machine.run(); });
    while (machine.phase() != workload::Phase::measure) std::this_thread::yield();
    std::map<std::string, int> cpus;
    machine.observer().for_each_thread([&](const trace::ThreadContext &context) {
        if (context.role != ThreadRole::host) cpus[context.name] = only_cpu_of(context.tid);
    });
    machine.request_stop();
    controller.join();
    CHECK(machine.observer().places().pinned() == cpus.size());
    CHECK(machine.observer().places().refused() == 0);
    return cpus;
}

Config mix_config() {
    Config config = small_config("v3");
    config.workload = "mix";
    const workload::Spread each_ms{workload::Spread::Kind::fixed, 1e6, 0};
    for (const char *name : {"a", "b", "c", "d"})
        config.actors.push_back({.name = name, .action = workload::MixAction::call, .every = each_ms});
    return config;
}

/// A thread of the RCU's that burns some CPU time and sleeps once whenever it is told to.
class RcuThread {
  public:
    explicit RcuThread(trace::Observer &observer)
        : thread_([this, &observer] {
              observer.attach("RCU thread", ThreadRole::rcu);
              ready_.release();
              while (go_.acquire(), !ends_) {
                  const uint64_t until_ns = platform::own_usage().cpu_ns + burnt_ns;
                  while (platform::own_usage().cpu_ns < until_ns) {
                  }
                  ready_.release();
              }
              trace::Observer::detach();
          }) {
        ready_.acquire();
    }
    ~RcuThread() {
        if (thread_.joinable()) end();
    }

    static constexpr uint64_t burnt_ns = 3'000'000;
    void burn() {
        go_.release();
        ready_.acquire();
    }
    void end() {
        ends_ = true;
        go_.release();
        thread_.join();
    }

  private:
    std::binary_semaphore go_{0}, ready_{0};
    bool ends_ = false;
    std::thread thread_;
};

}  // namespace

TEST_CASE("figures: every thread of a machine is pinned, and each has the same CPU in every trial") {
    const std::vector<int> cpus = some_cpus();
    for (Config config :
         {small_config("v3"), test::flood_config("v3", 10), test::read_side_config("v3", "idle"), mix_config()}) {
        CAPTURE(config.workload);
        config.duration_ns = 30'000'000'000;  // it is stopped long before
        config.pin_cpus = cpus;
        const std::map<std::string, int> first = cpus_of_threads(config);
        REQUIRE(first.size() >= 2);
        CHECK(first.at("RCU thread") == cpus.front());
        for (const auto &[name, cpu] : first) {
            CAPTURE(name);
            CHECK(std::find(cpus.begin(), cpus.end(), cpu) != cpus.end());
        }
        CHECK(cpus_of_threads(config) == first);
    }
}

TEST_CASE("figures: a CPU that the kernel refuses is counted") {
    trace::Observer observer(nullptr, 16);
    observer.places().use({1 << 20});
    std::thread thread = workload::observed_thread(observer, "t", ThreadRole::guest, [] {});
    thread.join();
    CHECK(observer.places().refused() == 1);
    CHECK(observer.places().pinned() == 0);
}

TEST_CASE("figures: the RCU's usage is the sum of all threads in its role, those that have ended too") {
    trace::Observer observer(nullptr, 16);
    workload::RcuUsage usage;
    RcuThread before(observer), stays(observer), ends(observer);
    before.end();
    usage.begin(observer);
    stays.burn();
    ends.burn();
    ends.end();
    RcuThread comes(observer);
    comes.burn();
    usage.end(observer);
    REQUIRE(usage.used().has_value());
    CHECK(usage.used()->cpu_ns >= 3 * RcuThread::burnt_ns);
    usage.begin(observer);
    usage.end(observer);
    REQUIRE(usage.used().has_value());
    CHECK(usage.used()->cpu_ns < RcuThread::burnt_ns);
}

TEST_CASE("figures: where no thread is the RCU's, its usage is unknown and not the caller's") {
    trace::Observer observer(nullptr, 16);
    observer.attach("controller", ThreadRole::host);
    workload::RcuUsage usage;
    usage.begin(observer);
    usage.end(observer);
    trace::Observer::detach();
    CHECK_FALSE(usage.used().has_value());
    CHECK_FALSE(platform::usage_of(0).has_value());
}

TEST_CASE("figures: the BQL's floor is that of an attached thread") {
    trace::Recorder recorder(64);
    trace::Observer observer(&recorder, 16);
    const workload::Floors floors = workload::measure_floors(observer);
    CHECK(floors.bql.size() == 100);
    uint64_t events = 0;
    for (const trace::ThreadLog &log : recorder.logs()) {
        if (log.name == "floors") events = log.written();
    }
    CHECK(events >= 2 * 100 * 1000);  // each lock and unlock passes its probes
}

TEST_CASE("figures: neither a machine's threads nor its trace hold what was done for floors") {
    Config config = small_config("v3");
    config.measure_floors = true;
    config.duration_ns = 100'000'000;
    config.trace.events = 1 << 12;
    workload::Controller machine(config);
    machine.run();
    CHECK(machine.floors().bql.size() == 100);
    for (const trace::ThreadLog &log : machine.recorder()->logs()) CHECK(log.name != "floors");
}
