#include "workload/watchdog.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "rcu/constants.h"

namespace rcu_bench::workload {

namespace {
constexpr std::chrono::nanoseconds watchdog_tick{20'000'000};
constexpr int64_t patience_ns = 10'000'000'000;  // with create(), stop(), and readers that are to end
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

void Watchdog::start(Watched watched, std::function<void()> on_stall) {
    thread_ =
        std::thread([this, watched = std::move(watched), on_stall = std::move(on_stall)] { run(watched, on_stall); });
}

void Watchdog::stop() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Watchdog::run(const Watched &watched, const std::function<void()> &on_stall) {
    // Counted in ticks and not by the clock: a machine that was stopped as a whole is no stall.
    int64_t still_ns = 0, busy_ns = 0;
    uint64_t steps = watched.accounting.steps();
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, watchdog_tick, [this] { return stopping_; })) {
        const uint64_t now = watched.accounting.steps();
        still_ns = now == steps && watched.accounting.outstanding() > 0 ? still_ns + watchdog_tick.count() : 0;
        busy_ns = now == steps && watched.busy() ? busy_ns + watchdog_tick.count() : 0;
        steps = now;
        if (still_ns >= watched.bound_ns || busy_ns >= std::max(watched.bound_ns, patience_ns)) {
            lock.unlock();
            return on_stall();
        }
    }
}

}  // namespace rcu_bench::workload
