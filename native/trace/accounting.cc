#include "trace/accounting.h"

#include <algorithm>

#include "platform/clock.h"

namespace rcu_bench::trace {

using platform::monotonic_ns;
using rcu::ForceReason;

Totals Totals::since(const Totals &earlier) const {
    Totals difference = *this;
    difference.grace_periods -= earlier.grace_periods;
    difference.forced -= earlier.forced;
    difference.forced_spurious -= earlier.forced_spurious;
    difference.forced_leftover -= earlier.forced_leftover;
    for (size_t i = 0; i < force_reasons; ++i) difference.forced_by[i] -= earlier.forced_by[i];
    difference.force_requests -= earlier.force_requests;
    difference.drains -= earlier.drains;
    difference.sleeps -= earlier.sleeps;
    difference.rounds -= earlier.rounds;
    difference.batches -= earlier.batches;
    difference.broken_links -= earlier.broken_links;
    difference.callbacks_queued -= earlier.callbacks_queued;
    difference.callbacks_run -= earlier.callbacks_run;
    difference.reader_signals -= earlier.reader_signals;
    return difference;
}

Totals Accounting::totals() const {
    Totals totals;
    totals.grace_periods = read(grace_periods_);
    totals.forced = read(forced_);
    totals.forced_spurious = read(spurious_);
    totals.forced_leftover = read(leftover_);
    for (size_t i = 0; i < force_reasons; ++i) totals.forced_by[i] = read(forced_by_[i]);
    totals.force_requests = read(force_requests_);
    totals.drains = read(drains_);
    totals.sleeps = read(sleeps_);
    totals.rounds = read(rounds_);
    totals.batches = read(batches_);
    totals.broken_links = read(broken_links_);
    totals.callbacks_queued = sum(&CallbackCounts::queued);
    totals.callbacks_run = sum(&CallbackCounts::run);
    totals.reader_signals = read(reader_signals_);
    return totals;
}

Accounting::Thread Accounting::join(bool is_rcu_thread) {
    const size_t number = threads_.fetch_add(1, std::memory_order_relaxed);
    Thread thread;
    thread.alone = number < most_counts - 1;
    thread.counts = &counts_[thread.alone ? number : most_counts - 1];
    thread.is_rcu = is_rcu_thread;
    return thread;
}

uint64_t Accounting::sum(Counter CallbackCounts::*of) const {
    const size_t used = std::min(threads_.load(std::memory_order_relaxed), most_counts);
    uint64_t total = 0;
    for (size_t i = 0; i < used; ++i) total += read(counts_[i].*of);
    return total;
}

void Accounting::on_request(Counter &kind) {
    add(kind);
    const uint64_t target = sum(&CallbackCounts::queued);
    uint64_t newest = read(request_target_);
    while (newest < target && !request_target_.compare_exchange_weak(newest, target, std::memory_order_relaxed)) {
    }
    add(requests_begun_);
}

void Accounting::on_fetch(uint64_t n, bool with_request) {
    requests_before_fetch_.store(read(requests_at_fetch_), std::memory_order_relaxed);
    requests_at_fetch_.store(read(requests_begun_), std::memory_order_relaxed);
    fetched_before_.store(read(fetched_), std::memory_order_relaxed);
    add(fetched_, n);
    request_fetched_.store(with_request, std::memory_order_relaxed);
}

bool Accounting::spurious(ForceReason reason, uint64_t pending) const {
    if (pending >= rcu::call_min_size || reason == ForceReason::sleeps_used || reason == ForceReason::drain)
        return false;
    if (request_fetched_.load(std::memory_order_relaxed)) return false;  // no sleeps were left then
    return read(requests_begun_) == read(requests_before_fetch_);
}

void Accounting::on_decision(ForceReason reason, uint64_t pending) {
    if (gp_forced_.exchange(true, std::memory_order_relaxed)) return;  // the second phase of a 32-bit grace period
    add(forced_);
    add(forced_by_[static_cast<size_t>(reason)]);
    if (spurious(reason, pending)) add(spurious_);
    if (reason == ForceReason::requested && read(request_target_) <= read(fetched_before_)) add(leftover_);
}

/// The RCU thread's. Of timed sleeps it has legacy's while it collects, and everybody's while they poll.
void Accounting::on_wait_begin(uint64_t requested_ms) {
    if (requested_ms < static_cast<uint64_t>(rcu::endless_ms)) add(sleeps_);
    if (found_nothing_) asleep_.store(true, std::memory_order_relaxed);
    found_nothing_ = false;
}

void Accounting::on_bql_wait() {
    bql_wait_begin_ns_ = monotonic_ns();
    rcu_waits_for_bql_.store(true, std::memory_order_relaxed);
}

/// The BQL was free where no wait for it has begun: that is a sample of 0.
void Accounting::on_bql_acquired() {
    const int64_t now_ns = monotonic_ns();
    const bool waited = rcu_waits_for_bql_.load(std::memory_order_relaxed);
    const int64_t begin_ns = waited ? bql_wait_begin_ns_ : now_ns;
    rcu_waits_for_bql_.store(false, std::memory_order_relaxed);
    if (begin_ns >= measure_from_ns_.load(std::memory_order_relaxed)) bql_wait_ns_.push(now_ns - begin_ns);
}

void Accounting::on_grace_period_begin() {
    gp_begin_ns_.store(monotonic_ns(), std::memory_order_relaxed);
    gp_forced_.store(false, std::memory_order_relaxed);
    // Release: who sees that it runs sees its begin. Counterpart: the acquire in grace_period_running().
    gp_running_.store(true, std::memory_order_release);
}

/// Other threads' sleeps count here: those of a grace period that a synchronize_rcu caller runs itself.
void Accounting::on_grace_period_end(uint64_t sleeps, bool rcu_thread) {
    const int64_t begin_ns = gp_begin_ns_.load(std::memory_order_relaxed);
    if (begin_ns >= measure_from_ns_.load(std::memory_order_relaxed)) grace_period_ns_.push(monotonic_ns() - begin_ns);
    add(grace_periods_);
    if (!rcu_thread) add(sleeps_, sleeps);
    gp_running_.store(false, std::memory_order_relaxed);
    if (rcu_thread) batch_forced_ = gp_forced_.load(std::memory_order_relaxed);
}

}  // namespace rcu_bench::trace
