#include "machine/tcg_vcpu.h"

#include <algorithm>

#include "platform/clock.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

/// How often guest code touches memory, seen from here.
constexpr int64_t slice_ns = 500'000;
/// Of the section's length, both ways together.
constexpr double length_jitter = 0.2;
constexpr size_t most_kick_samples = 1'000'000;

}  // namespace

TcgVcpu::TcgVcpu(ReaderSetting &setting, uint64_t stream, uint32_t index)
    : ReaderThread(setting, stream, most_kick_samples), kick_(index) {}

void TcgVcpu::run() {
    setting_.provider.add_notifier(reader_, kick_);
    trace::current_thread->activity.does("runs guest code in a read-side critical section");
    const provider::ReadSide side = setting_.provider.read_side();
    const auto section_ns = static_cast<double>(setting_.config.section_ns);
    // The vCPUs' first sections end apart, and lengths differ a little: else they would keep one phase to each other for the
    // whole run, and a grace period would always wait for the same part of them.
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
    setting_.provider.remove_notifier(reader_, kick_);
}

void TcgVcpu::execute(SectionCheck &check, int64_t end_ns) {
    while (!stopping()) {
        if (kick_.kicked()) {
            work_until(kick_.at_ns() + setting_.config.kick_ns);  // up to the next boundary between translation blocks
            return kick_.take();
        }
        const int64_t now_ns = monotonic_ns();
        if (now_ns >= end_ns) return;
        check.touch();
        kick_.sleep_until(std::min(end_ns, now_ns + slice_ns));
    }
}

}  // namespace rcu_bench::workload
