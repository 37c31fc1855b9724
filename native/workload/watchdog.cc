#include "workload/watchdog.h"

#include <algorithm>
#include <utility>

#include "platform/clock.h"
#include "rcu/constants.h"

namespace rcu_bench::workload {

namespace {
constexpr int64_t tick_ns = 20'000'000;
/// An exponential length exceeds so many times its mean once in 10 billion.
constexpr double spread_bound = 23;
}  // namespace

int64_t longest_step_ns(const Config &config) {
    const int64_t sleep_ns =
        int64_t{rcu::poll_ms} * 1'000'000 * (rcu::max_sleeps + 2);  // legacy collects for 6 of them
    const auto hold_ns = static_cast<int64_t>(config.options.number_or("holdNs", 0));
    int64_t section_ns =
        std::max({config.accel == Accel::tcg ? config.section_ns : 0, config.kick_ns, config.io_section_ns, hold_ns});
    for (const MixActor &actor : config.actors) {
        section_ns = std::max(section_ns, static_cast<int64_t>(spread_bound * std::max(actor.lasts.a, actor.lasts.b)));
    }
    const auto commits = static_cast<int64_t>(config.options.number_or("transactions", 1));  // of one command
    const int64_t lock_ns = 20 * config.render_ns + commits * config.commit_delay_ns + config.exit_handler_ns;
    return sleep_ns + section_ns + lock_ns;
}

void Watchdog::start(const trace::Accounting &accounting, int64_t bound_ns, std::function<void()> on_stall) {
    thread_ = std::thread(
        [this, &accounting, bound_ns, on_stall = std::move(on_stall)] { run(accounting, bound_ns, on_stall); });
}

void Watchdog::stop() {
    stopping_.store(true, std::memory_order_relaxed);
    if (thread_.joinable()) thread_.join();
}

void Watchdog::run(const trace::Accounting &accounting, int64_t bound_ns, const std::function<void()> &on_stall) {
    // Counted in ticks and not by the clock: a machine that was stopped as a whole is no stall.
    int64_t still_ns = 0;
    uint64_t steps = accounting.steps();
    while (!stopping_.load(std::memory_order_relaxed)) {
        platform::sleep_ns(tick_ns);
        const uint64_t now = accounting.steps();
        still_ns = now == steps && accounting.outstanding() > 0 ? still_ns + tick_ns : 0;
        steps = now;
        if (still_ns >= bound_ns) return on_stall();
    }
}

}  // namespace rcu_bench::workload
