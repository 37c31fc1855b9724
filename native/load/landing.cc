#include "load/landing.h"

#include "platform/clock.h"
#include "rcu/constants.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr int64_t condition_poll_ns = 50'000;
/// Longer than the wake-up of the RCU thread and a first scan. A longer wait should not burn a CPU.
constexpr int64_t spin_ns = 1'000'000;
constexpr int64_t polled_window_ns = int64_t{rcu::poll_ms} * 1'000'000;

/// Polls often at first, then rarely. Returns false if a stop came.
template <class Condition>
bool wait_until(Condition condition, const std::atomic<bool> &stopping) {
    const int64_t begin_ns = monotonic_ns();
    while (!condition()) {
        if (stopping.load(std::memory_order_relaxed)) return false;
        if (monotonic_ns() - begin_ns > spin_ns) platform::sleep_ns(condition_poll_ns);
    }
    return true;
}

}  // namespace

Landing::Landing(const LoadSetting &setting, SectionHolder *holder, int64_t hold_ns)
    : setting_(setting),
      accounting_(setting.observer.accounting()),
      holder_(holder),
      hold_ns_(hold_ns),
      starters_(rcu::call_min_size) {
    for (Starter &starter : starters_) {
        starter.outstanding = &outstanding_;
        starter.func = [](provider::Callback *self) {
            static_cast<Starter *>(self)->outstanding->fetch_sub(1,
                                                                 std::memory_order_release);  // counterpart: served()
        };
    }
}

Place Landing::place() const {
    if (accounting_.grace_period_running()) return accounting_.grace_period_forced() ? Place::forced : Place::polled;
    return accounting_.rcu_thread_asleep() ? Place::idle : Place::between;
}

bool Landing::approach(Place wanted, Random &random, const std::function<void(int64_t)> &pause_until,
                       const std::atomic<bool> &stopping) {
    if (!wait_for_sleep(stopping)) return false;
    if (wanted == Place::idle) return true;
    if (holder_ != nullptr) holder_->enter();
    const int64_t called_ns = monotonic_ns();
    call(wanted == Place::forced ? rcu::call_min_size : 1);
    // This many callbacks force a grace period if the RCU thread finds all of them at once; the wake-up covers an RCU
    // thread that looked too early.
    if (wanted == Place::forced) setting_.provider.force();
    const std::optional<int64_t> begin_ns = await_grace_period(called_ns, stopping);
    if (holder_ != nullptr) holder_->leave_at(begin_ns ? *begin_ns + hold_ns_ : 0);
    if (!begin_ns) return false;
    if (wanted == Place::forced) return await_force(stopping);
    pause_until(*begin_ns + static_cast<int64_t>(random.unit() * polled_window_ns));
    return true;
}

bool Landing::wait_for_sleep(const std::atomic<bool> &stopping) const {
    return wait_until([this] { return served() && accounting_.rcu_thread_asleep(); }, stopping);
}

void Landing::call(uint32_t callbacks) {
    outstanding_.store(callbacks, std::memory_order_relaxed);
    for (uint32_t i = 0; i < callbacks; ++i) setting_.provider.call(starters_[i]);
}

std::optional<int64_t> Landing::await_grace_period(int64_t called_ns, const std::atomic<bool> &stopping) const {
    const auto begun = [&] {
        return accounting_.grace_period_running() && accounting_.grace_period_begin_ns() >= called_ns;
    };
    wait_until([&] { return begun() || served(); }, stopping);
    if (!begun()) return std::nullopt;
    return accounting_.grace_period_begin_ns();
}

bool Landing::await_force(const std::atomic<bool> &stopping) const {
    const auto forced = [this] { return place() == Place::forced; };
    wait_until([&] { return forced() || !accounting_.grace_period_running(); }, stopping);
    return forced();
}

}  // namespace rcu_bench::workload
