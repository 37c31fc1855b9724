#include "trial/rcu_usage.h"

namespace rcu_bench::workload {

namespace {

template <class Visit>
void for_each_rcu_thread(trace::Observer &observer, Visit visit) {
    observer.for_each_thread([&visit](const trace::ThreadContext &context) {
        if (context.role == trace::ThreadRole::rcu) visit(context);
    });
}

}  // namespace

void RcuUsage::begin(trace::Observer &observer) {
    before_.clear();
    for_each_rcu_thread(observer,
                        [this](const trace::ThreadContext &context) { before_[&context] = trace::usage_of(context); });
}

void RcuUsage::end(trace::Observer &observer) {
    platform::ThreadUsage sum;
    bool any = false, unknown = false;
    for_each_rcu_thread(observer, [&](const trace::ThreadContext &context) {
        any = true;
        const auto at = before_.find(&context);
        if (at != before_.end() && !at->second) return;  // the thread ended earlier
        const platform::ThreadUsage before = at == before_.end() ? context.usage_at_attach : *at->second;
        const std::optional<platform::ThreadUsage> after = trace::usage_of(context);
        unknown = unknown || !after;
        if (!after) return;
        sum.cpu_ns += after->cpu_ns - before.cpu_ns;
        sum.wakeups += after->wakeups - before.wakeups;
    });
    used_ = any && !unknown ? std::optional(sum) : std::nullopt;
}

}  // namespace rcu_bench::workload
