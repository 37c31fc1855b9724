// One source, two platforms: what v3 does with a lone callback, explored and live. Exits 0 where both run it, 3 where it stays for
// ever in both; 1 where they differ, which cannot be. For expect_edit_is_explored.sh.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "explore/rcu_program.h"
#include "explore/search.h"
#include "live/counting_platform.h"
#include "rcu/versions/v3.h"

using namespace rcu_bench;

namespace {

/// By the explorer: every schedule without a preemption.
bool explored_callback_runs() {
    const explore::Scenario scenario{.name = "lone", .threads = {{"A", {{.kind = explore::StepKind::call}}}}};
    explore::RcuProgram program(explore::make_in_arena<rcu::V3<explore::Explored>>, scenario);
    explore::Options options;
    options.preemptions = 0;
    return explore::explore(program, options).findings.empty();
}

constexpr int64_t settle_ns =
    300'000'000;  // an idle RCU thread has slept that long before; a callback takes a hundredth
std::atomic<bool> live_ran{false};

/// On live threads, after the RCU thread has gone to sleep.
bool live_callback_runs() {
    using P = live::Platform;
    static rcu::BigLock<P> bql;
    static rcu::V3<P> engine(bql);
    static rcu::CallbackNode<P> node;
    node.func = [](rcu::CallbackNode<P> *) { live_ran.store(true, std::memory_order_release); };
    std::thread([] { engine.thread_main(); }).detach();
    while (live::ProbeCounter::count(rcu::Probe::idle_trim) == 0) platform::sleep_ns(1'000'000);
    platform::sleep_ns(settle_ns);
    engine.call(node);
    for (int64_t waited_ns = 0; waited_ns < 10 * settle_ns && !live_ran.load(std::memory_order_acquire);
         waited_ns += 1'000'000) {
        platform::sleep_ns(1'000'000);
    }
    return live_ran.load(std::memory_order_acquire);
}

}  // namespace

int main() {
    if (!explore::map_arena()) return 1;
    const bool explored = explored_callback_runs(), live = live_callback_runs();
    printf("a lone callback: %s when explored, %s live\n", explored ? "runs" : "waits for ever",
           live ? "runs" : "waits for ever");
    fflush(stdout);
    _Exit(explored != live ? 1 : live ? 0 : 3);  // the RCU thread is still there
}
