#include "load/grace_driver.h"

#include "platform/clock.h"
#include "platform/futex.h"
#include "rcu/constants.h"
#include "support/observed_thread.h"

namespace rcu_bench::workload {

namespace {

/// Length of the section in `polled`, within its grace period: three polls of 10 ms find the reader in the section, and
/// the fourth finds that the reader has left. A grace period is forced after five polls.
constexpr int64_t held_ns = 30'000'000;
static_assert(held_ns < rcu::max_sleeps * rcu::poll_ms * int64_t{1'000'000});
constexpr int64_t driver_poll_ns = 500'000;

During parse(const std::string &word) {
    if (word == "polled") return During::polled;
    if (word == "forced") return During::forced;
    if (word == "storm") return During::storm;
    return During::idle;
}

}  // namespace

GraceDriver::GraceDriver(const LoadSetting &setting, const std::string &during)
    : setting_(setting), during_(parse(during)), rounds_(rcu::call_min_size) {
    for (Round &round : rounds_) round.func = on_run;
}

/// A version that has force_rcu reports the call through a probe. The first batch of the warm-up takes the request that
/// this leaves in an idle RCU.
void GraceDriver::look_at_version() {
    if (during_ != During::forced && during_ != During::storm) return;
    const uint64_t before = setting_.observer.accounting().totals().force_requests;
    setting_.provider.force();
    has_force_ = setting_.observer.accounting().totals().force_requests > before;
}

void GraceDriver::start(int64_t start_ns) {
    if (during_ == During::idle) return;
    thread_ = observed_thread(setting_.observer, "grace-period driver", trace::ThreadRole::guest, [this, start_ns] {
        platform::sleep_until_ns(start_ns);
        run();
    });
}

void GraceDriver::join() {
    if (thread_.joinable()) thread_.join();
}

void GraceDriver::run() {
    switch (during_) {
        case During::idle: return;
        case During::polled: return poll();
        case During::forced: return force_each();
        case During::storm: return storm();
    }
}

/// The section is older than the grace period, so the grace period waits for it.
void GraceDriver::poll() {
    provider::Reader reader;
    setting_.provider.register_reader(reader);
    const provider::ReadSide side = setting_.provider.read_side();
    Round &round = rounds_.front();
    while (!stopping()) {
        side.lock(reader);
        trace::current_thread->activity.does("holds a grace period open");
        queue(round);
        wait_for_grace_period(round);
        if (!has_run(round)) platform::sleep_ns(held_ns);
        side.unlock(reader);
        wait_for(round);
    }
    setting_.provider.unregister_reader(reader);
}

/// Forces by a request; in a version without requests, by as many callbacks as force a grace period. They are queued
/// within microseconds, while the RCU thread is still waking up.
void GraceDriver::force_each() {
    while (!stopping()) {
        if (has_force_) {
            queue(rounds_.front());
            setting_.provider.force();
            wait_for(rounds_.front());
        } else {
            for (Round &round : rounds_) queue(round);
            wait_for(rounds_.back());  // rounds run in order
        }
    }
}

void GraceDriver::storm() {
    trace::current_thread->activity.does("asks for a force, again and again");
    Round &round = rounds_.front();
    while (!stopping()) {
        if (has_run(round)) queue(round);
        setting_.provider.force();
    }
    wait_for(round);
}

void GraceDriver::queue(Round &round) {
    round.ran.store(0, std::memory_order_relaxed);
    setting_.provider.call(round);
}

void GraceDriver::wait_for(Round &round) {
    trace::current_thread->activity.does("waits for its callback");
    while (!has_run(round)) platform::futex_wait(round.ran, 0);
}

/// legacy first collects callbacks for 50 ms. A stop does not cut this short: otherwise no reader would hold the grace
/// period open.
void GraceDriver::wait_for_grace_period(const Round &round) const {
    while (!has_run(round) && !setting_.observer.accounting().grace_period_running()) {
        platform::sleep_ns(driver_poll_ns);
    }
}

void GraceDriver::on_run(provider::Callback *self) {
    auto *const round = static_cast<Round *>(self);
    round->ran.store(1, std::memory_order_release);  // counterpart: the acquire in has_run()
    platform::futex_wake_all(
        round->ran);  // rounds live as long as the load, so a round that is queued again still exists
}

}  // namespace rcu_bench::workload
