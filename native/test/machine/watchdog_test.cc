// What the watchdog costs a trial that ends well: nothing. What it sees: trial_test.cc.
#include "doctest/doctest.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "provider/rcu_provider.h"
#include "trace/observer.h"
#include "trace/sample_buffer.h"
#include "trial/watchdog.h"

using namespace rcu_bench;
using namespace std::chrono_literals;

TEST_CASE("watchdog: a trial's end does not wait for the next look") {
    trace::Observer observer(nullptr, 1);
    provider::BigLock bql;
    const std::unique_ptr<provider::Provider> provider = provider::make_builtin("v3", bql, {});
    REQUIRE(provider->start(observer) == nullptr);
    auto shortest = std::chrono::steady_clock::duration::max();
    // The shortest of some: the machine may be busy. A look is every 20 ms, and the first one has just been.
    for (int trial = 0; trial < 10; ++trial) {
        workload::Watchdog watchdog;
        std::atomic<bool> looked{false};
        const auto look = [&looked] {
            looked.store(true);
            return workload::Stage::runs;
        };
        watchdog.start({observer, *provider, 1'000'000'000, look, [] { return uint64_t{0}; }},
                       [](const workload::Alarm &) { FAIL("there is no stall"); });
        while (!looked.load()) std::this_thread::sleep_for(1ms);
        const auto begin = std::chrono::steady_clock::now();
        watchdog.stop();
        shortest = std::min(shortest, std::chrono::steady_clock::now() - begin);
    }
    provider->stop();
    CHECK(shortest < 15ms);
}

TEST_CASE("sample buffer: holds more than was expected, up to its capacity") {
    trace::SampleBuffer samples(3, 1);
    for (int64_t value_ns = 1; value_ns <= 4; ++value_ns) samples.push(value_ns);
    CHECK(std::vector<double>(samples.begin(), samples.begin() + samples.size()) == std::vector<double>{1, 2, 3});
    CHECK(samples.dropped() == 1);
}
