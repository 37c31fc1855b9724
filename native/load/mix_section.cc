#include "load/mix_section.h"

#include "platform/clock.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

void MixSection::enter_registry() {
    setting_.provider.register_reader(reader_);
    if (actor_.kick_ns >= 0) setting_.provider.add_notifier(reader_, kick_);
}

void MixSection::leave_registry() {
    if (actor_.kick_ns >= 0) setting_.provider.remove_notifier(reader_, kick_);
    setting_.provider.unregister_reader(reader_);
}

void MixSection::run(int64_t length_ns) {
    kick_.take();  // an earlier kick must not end this section
    const int64_t end_ns = monotonic_ns() + length_ns;
    const provider::ReadSide side = setting_.provider.read_side();
    side.lock(reader_);
    if (actor_.bql) {
        setting_.bql.lock();
        platform::spin_until_ns(monotonic_ns() + length_ns);
        setting_.bql.unlock();
    } else {
        dwell(end_ns);
    }
    side.unlock(reader_);
}

/// Waits for the end of the section, or for the end that a kick asks for.
void MixSection::dwell(int64_t end_ns) {
    while (!kick_.kicked() && !stopping()) {
        const int64_t left_ns = end_ns - monotonic_ns();
        if (left_ns < spin_below_ns) return platform::spin_until_ns(end_ns);
        kick_.sleep_until(end_ns);
    }
    if (!stopping()) work_until(kick_.at_ns() + actor_.kick_ns);
}

void MixSection::stop() {
    stopping_.store(true, std::memory_order_relaxed);
    kick_.wake();
}

}  // namespace rcu_bench::workload
