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
    using Counter = std::atomic<uint64_t>;
    /// What threads count for each callback: on a cache line that no other thread writes, as long as there are enough of them.
    struct alignas(64) CallbackCounts {
        Counter queued{0}, run{0};
    };

  public:
    /// Whose probes they are, and where they are counted.
    class Thread {
        friend class Accounting;
        CallbackCounts *counts;
        bool alone;  // no other thread counts there: no locked instruction is needed
        bool is_rcu;
    };

    explicit Accounting(size_t sample_capacity) : Accounting(sample_capacity, sample_capacity) {}
    Accounting(size_t sample_capacity, size_t expected_samples)
        : grace_period_ns_(sample_capacity, expected_samples), bql_wait_ns_(sample_capacity, expected_samples) {}

    /// For one more thread. From any thread.
    Thread join(bool is_rcu_thread);

    /// In that thread. Inlined with a constant `point`, it is that probe's case and nothing else, so that a probe without a case costs
    /// nothing: there is no list of probes beside this one.
    [[gnu::always_inline]] void on(rcu::Probe point, uint64_t a, uint64_t b, const Thread &thread) {
        using rcu::Probe;
        const bool rcu_thread = thread.is_rcu;
        switch (point) {
            case Probe::count_raised: return add_own(thread.counts->queued, thread.alone);
            case Probe::callback_end: return add_own(thread.counts->run, thread.alone);
            case Probe::force_begin: return on_request(force_requests_);
            case Probe::drain_begin: return on_request(drains_);
            case Probe::fetch: return on_fetch(a, b != 0);
            case Probe::dequeue_broken: return add(broken_links_);
            case Probe::batch_begin: return add(batches_);
            case Probe::reader_signals: return add(reader_signals_);
            case Probe::idle_trim: found_nothing_ = true; return;
            case Probe::sleep_begin:
                if (rcu_thread) add(sleeps_);
                return;
            case Probe::event_wait_begin:
            case Probe::sem_wait_begin:
                if (rcu_thread) on_wait_begin(b);
                return;
            case Probe::event_wait_end:
            case Probe::sem_wait_end:
                if (rcu_thread) asleep_.store(false, std::memory_order_relaxed);
                return;
            case Probe::gp_begin: return on_grace_period_begin();
            case Probe::force_decided: return on_decision(static_cast<rcu::ForceReason>(a), b);
            case Probe::round_begin: return add(rounds_);
            case Probe::gp_end: return on_grace_period_end(b, rcu_thread);
            case Probe::bql_wait_begin:
                if (rcu_thread) on_bql_wait();
                return;
            case Probe::bql_acquired:
                if (rcu_thread) on_bql_acquired();
                return;
            default: return;
        }
    }

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
    uint64_t steps() const { return sum(&CallbackCounts::run) + read(rounds_) + read(grace_periods_) + read(held_up_); }
    /// The BQL's holder has done a piece of its work. It may be what the RCU thread waits for, or a reader in its section.
    void holder_worked() {
        if (rcu_waits_for_bql_.load(std::memory_order_relaxed) || grace_period_running()) add(held_up_);
    }
    /// Callbacks that were queued and have not finished.
    uint64_t outstanding() const {
        const uint64_t queued = sum(&CallbackCounts::queued), finished = sum(&CallbackCounts::run);
        return queued > finished ? queued - finished : 0;  // a callback may finish before its call_rcu is counted
    }

    const SampleBuffer &grace_period_ns() const { return grace_period_ns_; }
    const SampleBuffer &bql_wait_ns() const { return bql_wait_ns_; }
    SampleBuffer &grace_period_ns() { return grace_period_ns_; }
    SampleBuffer &bql_wait_ns() { return bql_wait_ns_; }

  private:
    static uint64_t read(const Counter &counter) { return counter.load(std::memory_order_relaxed); }
    [[gnu::always_inline]] static void add(Counter &counter, uint64_t n = 1) {
        counter.fetch_add(n, std::memory_order_relaxed);
    }

    [[gnu::always_inline]] static void add_own(Counter &counter, bool alone) {
        if (!alone) [[unlikely]]
            return add(counter);
        counter.store(read(counter) + 1, std::memory_order_relaxed);
    }
    uint64_t sum(Counter CallbackCounts::*of) const;

    void on_request(Counter &kind);
    void on_fetch(uint64_t n, bool with_request);
    void on_decision(rcu::ForceReason reason, uint64_t pending);
    void on_wait_begin(uint64_t requested_ms);
    void on_bql_wait();
    void on_bql_acquired();
    void on_grace_period_begin();
    void on_grace_period_end(uint64_t sleeps, bool rcu_thread);
    bool spurious(rcu::ForceReason reason, uint64_t pending) const;

    // One group a cache line: who writes into one does not slow down those who write into another.

    /// The last one is shared by all threads that join when the others are taken.
    static constexpr size_t most_counts = 32;
    std::array<CallbackCounts, most_counts> counts_;
    std::atomic<size_t> threads_{0};

    // Threads that request: how many began, and the newest callback that any of them was for.
    alignas(64) Counter force_requests_{0};
    Counter drains_{0}, requests_begun_{0}, request_target_{0};

    alignas(64) Counter reader_signals_{0};  // readers

    alignas(64) Counter held_up_{0};  // the BQL's holders: pieces of work that the RCU thread may have waited for

    // The RCU thread: for each batch or wait.
    alignas(64) Counter batches_{0}, broken_links_{0}, sleeps_{0};
    std::atomic<bool> rcu_waits_for_bql_{false}, asleep_{false};
    bool found_nothing_ = false;  // its own: since its last wait it has found no callback
    bool batch_forced_ = false;   // its own
    int64_t bql_wait_begin_ns_ = 0;

    // The RCU thread's fetches. Grace periods of synchronize_rcu callers (before patch 3) look at them too.
    alignas(64) Counter fetched_{0};    // callbacks of all fetches
    Counter fetched_before_{0};         // … without the newest
    Counter requests_at_fetch_{0};      // requests begun when the newest fetch was made
    Counter requests_before_fetch_{0};  // … and the one before it
    std::atomic<bool> request_fetched_{false};

    // The grace period in progress: one at a time, whoever runs it.
    alignas(64) std::atomic<int64_t> gp_begin_ns_{0};
    std::atomic<bool> gp_forced_{false}, gp_running_{false};
    Counter grace_periods_{0}, rounds_{0}, forced_{0}, spurious_{0}, leftover_{0};
    std::array<Counter, force_reasons> forced_by_{};

    // Hardly ever written.
    alignas(64) std::atomic<int64_t> measure_from_ns_{INT64_MAX};
    bool sleep_inferred_ = false;

    SampleBuffer grace_period_ns_, bql_wait_ns_;
};

}  // namespace rcu_bench::trace
