#include "load/guest.h"

#include "platform/clock.h"
#include "support/observed_thread.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::MachineEvent;

void Guest::start(trace::Observer &observer, int64_t start_ns, int64_t measure_from_ns) {
    thread_ = observed_thread(observer, "guest driver", trace::ThreadRole::guest, [this, start_ns, measure_from_ns] {
        trace::current_thread->activity.does("waits for its next command's time");
        run(start_ns, measure_from_ns);
    });
}

void Guest::run(int64_t start_ns, int64_t measure_from_ns) {
    for (size_t next = 0; next < arrivals_.size();) {
        const int64_t due_ns = start_ns + arrivals_[next].time_ns;
        if (!sleep_until_or_stop(due_ns, stopping_)) return;
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

}  // namespace rcu_bench::workload
