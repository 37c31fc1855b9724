// One reader in long sections, one that comes and goes, and grace periods that are forced all the while: where a walk of the
// registry without its lock races.
#pragma once

#include <atomic>
#include <thread>

#include "live/counting_platform.h"
#include "rcu/read_side.h"

namespace rcu_bench::test {

using P = live::Platform;
using Side = rcu::ReadSide<P, rcu::ReadBarrier::full, rcu::ReadProbes::off>;

template <class Engine>
void force_amid_churn() {
    rcu::BigLock<P> bql;
    Engine engine(bql);
    engine.gp.heavy = platform::HeavyBarrier::fence;
    rcu::Reader<P> slow, passing;
    engine.register_reader(slow);
    std::thread rcu_thread([&] { engine.thread_main(); });

    std::atomic<bool> stop{false};
    std::thread churn([&] {
        while (!stop.load(std::memory_order_relaxed)) {
            engine.register_reader(passing);
            engine.unregister_reader(passing);
        }
    });
    std::thread reader([&] {
        while (!stop.load(std::memory_order_relaxed)) {
            Side::lock(engine.gp, slow);
            platform::sleep_ns(500'000);
            Side::unlock(engine.gp, slow);
        }
    });
    for (int i = 0; i < 500; ++i) {
        auto *node = new rcu::CallbackNode<P>;
        node->func = [](rcu::CallbackNode<P> *self) { delete self; };
        engine.call(*node);
        engine.force();
        platform::sleep_ns(1'000'000);
    }
    stop.store(true, std::memory_order_relaxed);
    churn.join();
    reader.join();
    engine.stop();
    rcu_thread.join();
}

}  // namespace rcu_bench::test
