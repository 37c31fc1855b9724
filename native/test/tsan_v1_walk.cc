// v1's defect on real threads: the registry is walked without its lock while forcing, so a reader that registers or
// unregisters meanwhile races with it. Built with TSan only; that TSan ends it with a report is what is asserted
// (expect_tsan_report.sh). A run that comes to its end is the failure.
#include <thread>

#include "live/counting_platform.h"
#include "rcu/read_side.h"
#include "rcu/versions/v1.h"

using namespace rcu_bench;
using P = live::Platform;
using Side = rcu::ReadSide<P, rcu::ReadBarrier::full, rcu::ReadProbes::off>;

int main() {
    rcu::BigLock<P> bql;
    rcu::V1<P> engine(bql);
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
