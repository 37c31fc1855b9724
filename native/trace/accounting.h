// Counts what the engine did, from its probes alone: grace periods, why they were forced, whether anybody had asked.
//
// Definitions (docs/measurement.md): a force request (force_rcu, or a drain) is *for* the callbacks that were queued when
// it began. A grace period is
//   spurious  if it was forced with fewer than 30 callbacks pending and sleeps left, and no request had begun since the
//             fetch before its own;
//   leftover  if it was forced by a request, and every request so far was for callbacks of earlier batches.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "rcu/constants.h"
#include "rcu/probe.h"
#include "trace/sample_buffer.h"

namespace rcu_bench::trace {

inline constexpr size_t force_reasons = static_cast<size_t>(rcu::ForceReason::drain) + 1;

/// Totals since the start of the process.
struct Totals {
    uint64_t grace_periods = 0;
    uint64_t forced = 0;
    uint64_t forced_spurious = 0;
    uint64_t forced_leftover = 0;
    std::array<uint64_t, force_reasons> forced_by{};  ///< by ForceReason
    uint64_t force_requests = 0;
    uint64_t drains = 0;
    uint64_t sleeps = 0;
    uint64_t rounds = 0;
    uint64_t batches = 0;
    uint64_t broken_links = 0;
    uint64_t callbacks_queued = 0;
    uint64_t callbacks_run = 0;
    uint64_t reader_signals = 0;  ///< unlocks that saw that the grace period waits for them

    /// What happened between `earlier` and this.
    Totals since(const Totals &earlier) const;
};

class Accounting {
  public:
    explicit Accounting(size_t sample_capacity) : Accounting(sample_capacity, sample_capacity) {}
    Accounting(size_t sample_capacity, size_t expected_samples)
        : grace_period_ns_(sample_capacity, expected_samples), bql_wait_ns_(sample_capacity, expected_samples) {}

    /// From any thread; `rcu_thread` says whether it is that one.
    void on(rcu::Probe point, uint64_t a, uint64_t b, bool rcu_thread);

    Totals totals() const;

    /// Samples whose interval began before this are left out. INT64_MAX: none are taken.
    void measure_from(int64_t begin_ns) { measure_from_ns_.store(begin_ns, std::memory_order_relaxed); }

    /// For a callback that runs now, in the RCU thread: was the grace period before it forced?
    bool batch_was_forced() const { return batch_forced_; }
    /// … and how many grace periods the RCU thread has completed.
    uint64_t completed_grace_periods() const { return read(grace_periods_); }
    /// … and how many batches of callbacks it has begun.
    uint64_t begun_batches() const { return read(batches_); }
    /// Whether a grace period runs at this moment.
    bool grace_period_running() const { return gp_running_.load(std::memory_order_acquire); }
    /// … whether the newest one has been forced so far, and when it began.
    bool grace_period_forced() const { return gp_forced_.load(std::memory_order_relaxed); }
    int64_t grace_period_begin_ns() const { return gp_begin_ns_.load(std::memory_order_relaxed); }
    /// Whether the RCU thread, having found no callback, sleeps until there is one; still so while it is being woken.
    bool rcu_thread_asleep() const {
        return sleep_inferred_ ? outstanding() == 0 : asleep_.load(std::memory_order_relaxed);
    }
    /// Before the RCU starts: it does not tell of that sleep, so whoever has no callbacks sleeps.
    void infer_sleep() { sleep_inferred_ = true; }
    /// Grows for as long as the RCU gets anywhere at all, or is kept from it by work under the BQL: what the watchdog looks at.
    uint64_t steps() const { return read(run_) + read(rounds_) + read(grace_periods_) + read(held_up_); }
    /// The BQL's holder has done a piece of its work. It may be what the RCU thread waits for, or a reader in its section.
    void holder_worked() {
        if (rcu_waits_for_bql_.load(std::memory_order_relaxed) || grace_period_running()) add(held_up_);
    }
    /// Callbacks that were queued and have not finished.
    uint64_t outstanding() const {
        const uint64_t queued = read(queued_), finished = read(run_);
        return queued > finished ? queued - finished : 0;  // a callback may finish before its call_rcu is counted
    }

    const SampleBuffer &grace_period_ns() const { return grace_period_ns_; }
    const SampleBuffer &bql_wait_ns() const { return bql_wait_ns_; }
    SampleBuffer &grace_period_ns() { return grace_period_ns_; }
    SampleBuffer &bql_wait_ns() { return bql_wait_ns_; }

  private:
    using Counter = std::atomic<uint64_t>;
    static uint64_t read(const Counter &counter) { return counter.load(std::memory_order_relaxed); }
    static void add(Counter &counter, uint64_t n = 1) { counter.fetch_add(n, std::memory_order_relaxed); }

    void on_request();
    void on_fetch(uint64_t n, bool with_request);
    void on_decision(rcu::ForceReason reason, uint64_t pending);
    void on_wait_begin(uint64_t requested_ms);
    void on_bql_wait();
    void on_bql_acquired();
    void on_grace_period_end(uint64_t sleeps, bool rcu_thread);
    bool spurious(rcu::ForceReason reason, uint64_t pending) const;

    std::atomic<bool> rcu_waits_for_bql_{false};
    Counter held_up_{0};  // pieces of work that the RCU thread may have waited for
    Counter grace_periods_{0}, forced_{0}, spurious_{0}, leftover_{0}, force_requests_{0}, drains_{0}, sleeps_{0},
        rounds_{0}, batches_{0}, broken_links_{0}, queued_{0}, run_{0}, reader_signals_{0};
    std::array<Counter, force_reasons> forced_by_{};
    std::atomic<int64_t> measure_from_ns_{INT64_MAX};

    // Requests: how many began, and the newest callback that any of them was for.
    Counter requests_begun_{0}, request_target_{0};

    // The RCU thread's fetches. Grace periods of synchronize_rcu callers (before patch 3) look at them too.
    Counter fetched_{0};                // callbacks of all fetches
    Counter fetched_before_{0};         // … without the newest
    Counter requests_at_fetch_{0};      // requests begun when the newest fetch was made
    Counter requests_before_fetch_{0};  // … and the one before it
    std::atomic<bool> request_fetched_{false};

    // The grace period in progress: one at a time, whoever runs it.
    std::atomic<int64_t> gp_begin_ns_{0};
    std::atomic<bool> gp_forced_{false}, gp_running_{false};
    std::atomic<bool> asleep_{false};
    bool sleep_inferred_ = false;
    bool found_nothing_ = false;  // the RCU thread's own: since its last wait it has found no callback
    bool batch_forced_ = false;   // the RCU thread's own
    int64_t bql_wait_begin_ns_ = 0;

    SampleBuffer grace_period_ns_, bql_wait_ns_;
};

}  // namespace rcu_bench::trace
