#include "trial/watchdog.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "platform/thread_name.h"
#include "rcu/constants.h"

namespace rcu_bench::workload {

namespace {

constexpr int64_t watchdog_tick_ns = 20'000'000;
constexpr int64_t call_look_ticks = 25;  // a torture has some ten thousand threads
constexpr int64_t least_patience_ns = 10'000'000'000;
constexpr int64_t after_others_ns = 1'000'000'000;    // what other rules see too, they tell better
constexpr int64_t longest_end_ns = 60'000'000'000;    // of an RCU that is behind, and gets on
constexpr int64_t longest_set_up_ns = 5'000'000'000;  // the floors, and the threads' start
/// An exponential length exceeds so many times its mean once in 10 billion.
constexpr double spread_bound = 23;

std::string seconds(int64_t ns) { return std::to_string(ns / 1'000'000'000) + " s"; }

/// For how long a value has been the same. Counted in ticks and not by the clock: a machine that was stopped as a whole is no
/// stall.
class Still {
  public:
    /// `waited_for`: whether the value is to change.
    int64_t tick(bool waited_for, uint64_t value) {
        still_ns_ = waited_for && value == value_ ? still_ns_ + watchdog_tick_ns : 0;
        value_ = value;
        return still_ns_;
    }

  private:
    uint64_t value_ = 0;
    int64_t still_ns_ = 0;
};

/// The threads that are in a call which may wait (drain, synchronize), and for how long.
class WaitingCalls {
  public:
    /// The first that is in one and the same call for `bound_ns`, as a line.
    std::optional<std::string> look(trace::Observer &observer, int64_t bound_ns) {
        std::optional<std::string> found;
        std::map<const trace::ThreadContext *, Age> seen;
        observer.for_each_thread([&](const trace::ThreadContext &thread) {
            const trace::Activity::Call call = thread.activity.call();
            if (call.name == nullptr) return;
            Age age{call.number, 0};
            const auto before = ages_.find(&thread);
            if (before != ages_.end() && before->second.number == call.number) {
                age.ns = before->second.ns + call_look_ticks * watchdog_tick_ns;
            }
            if (age.ns >= bound_ns && !found) {
                found = thread.name + ": " + call.name + " has not returned for " + seconds(bound_ns);
            }
            seen.emplace(&thread, age);
        });
        ages_ = std::move(seen);
        return found;
    }

  private:
    struct Age {
        uint64_t number;
        int64_t ns;
    };

    std::map<const trace::ThreadContext *, Age> ages_;
};

/// One look after another, each a tick after the one before.
class Watch {
  public:
    explicit Watch(const Watchdog::Watched &watched)
        : watched_(watched),
          accounting_(watched.observer.accounting()),
          bound_ns_(patience_ns(watched.step_bound_ns)),
          holder_steps_(accounting_.holder_steps()) {}

    std::optional<Alarm> tick() {
        ++ticks_;
        if (no_step()) return Alarm{};
        if (auto why = no_result()) return Alarm{.why = std::move(*why)};
        if (auto why = no_begin_or_end()) return Alarm{.why = std::move(*why)};
        return overdue();
    }

  private:
    bool no_step() { return steps_.tick(accounting_.outstanding() > 0, accounting_.steps()) >= watched_.step_bound_ns; }

    /// An RCU that goes from one grace period to the next makes steps. What counts is what it was asked for.
    std::optional<std::string> no_result() {
        const int64_t older = watched_.provider.older_callbacks(accounting_);
        if (older <= 0) watched_.provider.turn(accounting_);
        const auto left = static_cast<uint64_t>(std::max<int64_t>(0, older));
        // One that is kept from them by others' work under the BQL is not to blame: such a tick does not count.
        const uint64_t steps = accounting_.holder_steps();
        const bool holder_works = steps != std::exchange(holder_steps_, steps);
        const bool kept_off = holder_works && accounting_.rcu_waits_for_bql();
        if (!kept_off && oldest_.tick(left > 0, left) >= bound_ns_) {
            return std::to_string(left) + " callbacks are older than " + seconds(bound_ns_) +
                   ", and none of them has run in this time";
        }
        if (ticks_ % call_look_ticks != 0) return std::nullopt;
        return calls_.look(watched_.observer, bound_ns_);
    }

    std::optional<std::string> no_begin_or_end() {
        const Stage stage = watched_.stage();
        const uint64_t results = accounting_.totals().callbacks_run + watched_.done();
        if (stage_.tick(stage != Stage::runs, results) < bound_ns_ + after_others_ns) return std::nullopt;
        return std::string(stage == Stage::begins ? "the trial does not begin" : "the trial does not end") +
               ": nothing came of it for " + seconds(bound_ns_);
    }

    std::optional<Alarm> overdue() {
        end_ns_ = watched_.stage() == Stage::ends ? end_ns_ + watchdog_tick_ns : 0;
        if (end_ns_ < longest_end_ns) return std::nullopt;
        return Alarm{.overdue = true,
                     .why = "the RCU is behind: " + std::to_string(accounting_.outstanding()) +
                            " callbacks have not run " + seconds(longest_end_ns) + " after the load's end"};
    }

    const Watchdog::Watched &watched_;
    const trace::Accounting &accounting_;
    const int64_t bound_ns_;
    int64_t ticks_ = 0, end_ns_ = 0;
    uint64_t holder_steps_;
    Still steps_, oldest_, stage_;
    WaitingCalls calls_;
};

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

int64_t patience_ns(int64_t step_bound_ns) { return std::max(least_patience_ns, 2 * step_bound_ns); }

int64_t longest_trial_ns(int64_t planned_ns, int64_t step_bound_ns) {
    // Up to twice the patience: a callback that is older than a turn, and younger than the one before.
    const int64_t watched_ns = longest_set_up_ns + 2 * patience_ns(step_bound_ns) + longest_end_ns;
    return planned_ns + 2 * watched_ns;
}

void Watchdog::start(Watched watched, std::function<void(Alarm)> on_alarm) {
    thread_ = std::thread([this, watched = std::move(watched), on_alarm = std::move(on_alarm)] {
        platform::name_this_thread("watchdog");
        Watch watch(watched);
        std::optional<Alarm> alarm;
        {
            std::unique_lock lock(mutex_);
            const std::chrono::nanoseconds tick(watchdog_tick_ns);
            while (!alarm && !changed_.wait_for(lock, tick, [this] { return stopping_; })) alarm = watch.tick();
        }
        if (alarm) on_alarm(std::move(*alarm));
    });
}

void Watchdog::stop() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

}  // namespace rcu_bench::workload
