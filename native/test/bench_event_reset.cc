// How many sets of an event are lost when a reset meets them: with futexes and without. docs/findings.md says what it found.
//
// Each try: the event is set. One thread makes a condition true and sets the event, the other resets it and then looks at the
// condition. Lost: the condition was not seen, and the event is not set either, so that a wait would last for ever.
#include <cstdio>
#include <thread>

#include "platform/real.h"
#include "rcu/event.h"

namespace {

using namespace rcu_bench;

struct NoProbes {
    static void on(rcu::Probe, uint64_t, uint64_t) {}
};
using Live = platform::Real<NoProbes>;
using Event = rcu::Event<Live>;

constexpr uint64_t tries = 1'000'000;

struct Scene {
    alignas(64) Event event{rcu::EventName::ready};
    alignas(64) std::atomic<bool> condition{false};
    alignas(64) std::atomic<uint64_t> begun{0};
    alignas(64) std::atomic<uint64_t> done{0};
};

void pause(uint64_t turns) {
    for (uint64_t i = 0; i < turns; ++i) Live::compiler_fence();
}

void set_each_time(Scene &scene) {
    for (uint64_t i = 1; i <= tries; ++i) {
        while (scene.begun.load() != i) {
        }
        pause(i % 64);  // so that the two meet at every distance
        scene.condition.store(true, std::memory_order_relaxed);
        scene.event.set();
        scene.done.store(i);
    }
}

uint64_t count_lost() {
    Scene scene;
    std::thread setter([&] { set_each_time(scene); });
    uint64_t lost = 0;
    for (uint64_t i = 1; i <= tries; ++i) {
        scene.event.set();
        scene.condition.store(false);
        scene.begun.store(i);
        pause(20);
        scene.event.reset();
        const bool seen = scene.condition.load(std::memory_order_relaxed);
        while (scene.done.load() != i) {
        }
        if (!seen && scene.event.word().load() != Event::set_value) ++lost;
    }
    setter.join();
    return lost;
}

}  // namespace

int main() {
    for (const auto backend : {platform::WaitBackend::futex, platform::WaitBackend::condvar}) {
        platform::set_wait_backend(backend);
        const bool has_futex = backend == platform::WaitBackend::futex;
        printf("%-16s %8llu of %llu sets lost\n", has_futex ? "with futexes" : "without",
               static_cast<unsigned long long>(count_lost()), static_cast<unsigned long long>(tries));
    }
    return 0;
}
