#include "workload/guest.h"

#include <algorithm>

#include "platform/clock.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::MachineEvent;

namespace {
constexpr int64_t late_ns = 1'000'000;
constexpr int64_t look_every_ns = 50'000'000;  // at `stopping_`
}  // namespace

void Guest::start(trace::Observer &observer, int64_t start_ns, int64_t measure_from_ns) {
    thread_ = std::thread([this, &observer, start_ns, measure_from_ns] {
        observer.attach("guest driver", trace::ThreadRole::guest);
        trace::current_thread->activity.does("waits for its next command's time");
        run(start_ns, measure_from_ns);
        trace::current_thread->activity.does("has ended");
        trace::Observer::detach();
        ended_.store(true, std::memory_order_release);
    });
}

void Guest::run(int64_t start_ns, int64_t measure_from_ns) {
    for (size_t next = 0; next < arrivals_.size();) {
        const int64_t due_ns = start_ns + arrivals_[next].time_ns;
        if (!sleep_until_or_stop(due_ns)) return;
        const size_t first = next;
        for (; next < arrivals_.size() && arrivals_[next].time_ns == arrivals_[first].time_ns; ++next) {
            trace::record(MachineEvent::command_queued, arrivals_[next].resource,
                          static_cast<uint64_t>(arrivals_[next].type));
        }
        if (due_ns >= measure_from_ns && monotonic_ns() - due_ns > late_ns) {
            late_.fetch_add(next - first, std::memory_order_relaxed);
        }
        queue_.push(next - first);
        trace::record(MachineEvent::queue_depth, queue_.depth());
        loop_.kick();
    }
}

/// False: stopped.
bool Guest::sleep_until_or_stop(int64_t deadline_ns) {
    while (!stopping_.load(std::memory_order_relaxed)) {
        const int64_t now_ns = monotonic_ns();
        if (now_ns >= deadline_ns) return true;
        platform::sleep_until_ns(std::min(deadline_ns, now_ns + look_every_ns));
    }
    return false;
}

}  // namespace rcu_bench::workload
