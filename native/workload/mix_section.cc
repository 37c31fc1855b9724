#include "workload/mix_section.h"

#include <algorithm>

#include "platform/clock.h"
#include "platform/futex.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {
/// A sleep would overshoot by as much again.
constexpr int64_t spin_below_ns = 200'000;
}  // namespace

MixSection::MixSection(const LoadSetting &setting, const MixActor &actor) : setting_(setting), actor_(actor) {
    kick_.notify = on_force;
}

void MixSection::enter_registry() {
    setting_.provider.register_reader(reader_);
    if (actor_.kick_ns >= 0) setting_.provider.add_notifier(reader_, kick_);
}

void MixSection::leave_registry() {
    if (actor_.kick_ns >= 0) setting_.provider.remove_notifier(reader_, kick_);
    setting_.provider.unregister_reader(reader_);
}

void MixSection::run(int64_t length_ns) {
    const int64_t end_ns = monotonic_ns() + length_ns;
    const bool traced = setting_.observer.recorder() != nullptr;
    provider::with_read_side(setting_.provider, setting_.config.build.heavy, traced, [&](auto side) {
        side.lock(reader_);
        if (actor_.bql) {
            setting_.bql.lock();
            platform::spin_until_ns(monotonic_ns() + length_ns);
            setting_.bql.unlock();
        } else {
            dwell(end_ns);
        }
        side.unlock(reader_);
    });
}

/// Up to its end, or to the end that a kick asks for.
void MixSection::dwell(int64_t end_ns) {
    while (kick_.word.load(std::memory_order_acquire) == 0) {
        const int64_t left_ns = end_ns - monotonic_ns();
        if (left_ns <= 0) return;
        if (left_ns < spin_below_ns) return platform::spin_until_ns(end_ns);
        platform::futex_wait_until<rcu::TimespecAbi::time64>(kick_.word, 0, end_ns);
    }
    if (stopping_.load(std::memory_order_relaxed)) return;
    const int64_t kicked_end_ns = kick_.at_ns.load(std::memory_order_relaxed) + std::max<int64_t>(actor_.kick_ns, 0);
    const int64_t left_ns = kicked_end_ns - monotonic_ns();
    if (left_ns > spin_below_ns) platform::sleep_until_ns(kicked_end_ns);
    platform::spin_until_ns(kicked_end_ns);
    kick_.word.store(0, std::memory_order_relaxed);
}

/// In whichever thread forces.
void MixSection::on_force(rcu::ForceNotifier *self) {
    auto *const kick = static_cast<Kick *>(self);
    kick->kicks.fetch_add(1, std::memory_order_relaxed);
    if (kick->word.load(std::memory_order_relaxed) != 0) return;
    kick->at_ns.store(monotonic_ns(), std::memory_order_relaxed);
    kick->word.store(1, std::memory_order_release);  // counterpart: the acquire in dwell()
    platform::futex_wake_all(kick->word);
}

void MixSection::stop() {
    stopping_.store(true, std::memory_order_relaxed);
    kick_.word.store(1, std::memory_order_release);  // counterpart: the acquire in dwell()
    platform::futex_wake_all(kick_.word);
}

}  // namespace rcu_bench::workload
