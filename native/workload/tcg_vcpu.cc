#include "workload/tcg_vcpu.h"

#include <algorithm>

#include "platform/clock.h"
#include "platform/futex.h"
#include "rcu/futex_abi.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::MachineEvent;

namespace {

/// How often guest code touches memory, seen from here.
constexpr int64_t slice_ns = 500'000;
/// Below this a sleep would overshoot by as much again.
constexpr int64_t spin_below_ns = 200'000;
/// Of the section's length, both ways together.
constexpr double length_jitter = 0.2;
constexpr size_t most_samples = 1'000'000;

/// Up to the next boundary between translation blocks: the thread computes, as far as that can be afforded.
void run_guest_code_until(int64_t deadline_ns) {
    if (deadline_ns - monotonic_ns() > spin_below_ns) platform::sleep_until_ns(deadline_ns - spin_below_ns / 2);
    platform::spin_until_ns(deadline_ns);
}

}  // namespace

TcgVcpu::TcgVcpu(ReaderSetting &setting, uint64_t stream, uint32_t index)
    : ReaderThread(setting, stream, most_samples) {
    notifier_.notify = on_force;
    notifier_.vcpu = index;
}

/// In whichever thread forces. Queues no work for the vCPU but the kick itself.
void TcgVcpu::on_force(rcu::ForceNotifier *self) {
    auto *const kick = static_cast<Kick *>(self);
    kick->kicks.fetch_add(1, std::memory_order_relaxed);
    trace::record(MachineEvent::kick, kick->vcpu);
    if (kick->word.load(std::memory_order_relaxed) != 0) return;
    kick->at_ns.store(monotonic_ns(), std::memory_order_relaxed);
    kick->word.store(1, std::memory_order_release);  // counterpart: the acquire in execute()
    platform::futex_wake_all(kick->word);
}

void TcgVcpu::wake() {
    notifier_.word.store(1, std::memory_order_release);
    platform::futex_wake_all(notifier_.word);
}

void TcgVcpu::run() {
    setting_.provider.add_notifier(reader_, notifier_);
    trace::current_thread->activity.does("runs guest code in a read-side critical section");
    with_side([this](auto side) {
        const auto section_ns = static_cast<double>(setting_.config.section_ns);
        // The vCPUs' first sections end apart, and lengths differ a little: else they would keep one phase to each other
        // for the whole run, and a grace period would always wait for the same part of them.
        auto length_ns = static_cast<int64_t>(random_.unit() * section_ns);
        while (!stopping()) {
            const int64_t begin_ns = monotonic_ns();
            side.lock(reader_);
            SectionCheck check(setting_.map, random_, setting_.violations);
            execute(check, begin_ns + length_ns);
            check.touch();
            side.unlock(reader_);
            section_ended(begin_ns);
            length_ns = static_cast<int64_t>((1 + length_jitter * (random_.unit() - 0.5)) * section_ns);
        }
    });
    setting_.provider.remove_notifier(reader_, notifier_);
}

void TcgVcpu::execute(SectionCheck &check, int64_t end_ns) {
    while (!stopping()) {
        if (notifier_.word.load(std::memory_order_acquire) != 0) {
            run_guest_code_until(notifier_.at_ns.load(std::memory_order_relaxed) + setting_.config.kick_ns);
            notifier_.word.store(0, std::memory_order_relaxed);
            return;
        }
        const int64_t now_ns = monotonic_ns();
        if (now_ns >= end_ns) return;
        check.touch();
        platform::futex_wait_until<rcu::TimespecAbi::time64>(notifier_.word, 0, std::min(end_ns, now_ns + slice_ns));
    }
}

}  // namespace rcu_bench::workload
