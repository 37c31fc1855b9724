#include "support/floors.h"

#include <atomic>
#include <thread>

#include "platform/clock.h"
#include "platform/futex.h"
#include "provider/rcu_provider.h"
#include "rcu/futex_abi.h"
#include "support/observed_thread.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr int handoffs = 200;
constexpr int bql_batches = 100, bql_pairs = 1000;
constexpr int timed_waits = 20;
constexpr int64_t wait_ns = 10'000'000;
constexpr int64_t asleep_after_ns = 500'000;  // after this time the other thread sleeps in the kernel

std::vector<double> measure_handoff(trace::Observer &observer) {
    std::atomic<uint32_t> word{0};
    std::atomic<int64_t> woken_ns{0};
    std::thread sleeper = observed_thread(observer, "sleeper", trace::ThreadRole::host, [&] {
        for (uint32_t round = 0; round < handoffs; ++round) {
            while (word.load(std::memory_order_acquire) == round) platform::futex_wait(word, round);
            woken_ns.store(monotonic_ns(), std::memory_order_release);
        }
    });
    std::vector<double> samples;
    for (uint32_t round = 0; round < handoffs; ++round) {
        platform::sleep_ns(asleep_after_ns);
        const int64_t begin_ns = monotonic_ns();
        word.store(round + 1, std::memory_order_release);
        platform::futex_wake_all(word);
        int64_t end_ns;
        while ((end_ns = woken_ns.load(std::memory_order_acquire)) < begin_ns) std::this_thread::yield();
        samples.push_back(static_cast<double>(end_ns - begin_ns));
    }
    sleeper.join();
    return samples;
}

std::vector<double> measure_bql() {
    provider::BigLock bql;
    std::vector<double> samples;
    for (int batch = 0; batch < bql_batches; ++batch) {
        const int64_t begin_ns = monotonic_ns();
        for (int pair = 0; pair < bql_pairs; ++pair) {
            bql.lock();
            bql.unlock();
        }
        samples.push_back(static_cast<double>(monotonic_ns() - begin_ns) / bql_pairs);
    }
    return samples;
}

std::vector<double> measure_overshoot() {
    std::atomic<uint32_t> word{0};
    std::vector<double> samples;
    for (int i = 0; i < timed_waits; ++i) {
        const int64_t deadline_ns = monotonic_ns() + wait_ns;
        while (platform::futex_wait_until<rcu::TimespecAbi::time64>(word, 0, deadline_ns)) {
        }
        samples.push_back(static_cast<double>(monotonic_ns() - deadline_ns));
    }
    return samples;
}

}  // namespace

Floors measure_floors(trace::Observer &observer) {
    Floors floors;
    std::thread thread = observed_thread(observer, "floors", trace::ThreadRole::host, [&] {
        floors = {measure_handoff(observer), measure_bql(), measure_overshoot()};
    });
    thread.join();
    return floors;
}

}  // namespace rcu_bench::workload
