// Counts what the engine did, from its probes alone: grace periods, why they were forced, and whether a request asked
// for that.
// Definitions (docs/measurement.md): a force request (force_rcu, or a drain) covers the callbacks that were queued when
// the request began. A grace period is
// - spurious if it was forced with fewer than 30 callbacks pending and sleeps left, and no request had begun since the
// fetch before its own;
// - leftover if a request forced it, and every request so far covers callbacks of earlier batches.
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
    std::array<uint64_t, force_reasons> forced_by{};  ///< indexed by ForceReason
    uint64_t force_requests = 0;
    uint64_t drains = 0;
    uint64_t sleeps = 0;
    uint64_t rounds = 0;
    uint64_t batches = 0;
    uint64_t broken_links = 0;
    uint64_t callbacks_queued = 0;
    uint64_t callbacks_run = 0;
    uint64_t reader_signals = 0;  ///< unlocks that found the grace period waiting for them

    /// The counts between `earlier` and this.
    Totals since(const Totals &earlier) const;
};

class Accounting {
    using Counter = std::atomic<uint64_t>;
    /// Counts that change with each callback: on a cache line that no other thread writes, as long as there are enough
    /// lines.
    struct alignas(64) CallbackCounts {
        Counter begun{0}, queued{0}, run{0};
    };

  public:
    /// The probes of one thread, and where they are counted.
    class Thread {
        friend class Accounting;
        CallbackCounts *counts;
        bool alone;  // no other thread counts there, so no locked instruction is needed
        bool is_rcu;

        // RCU threads only. A library may have several.
        bool found_nothing = false;  // it has found no callback since its last wait
        bool waits_for_bql = false;
        int64_t bql_wait_begin_ns = 0;
    };

    explicit Accounting(size_t sample_capacity) : Accounting(sample_capacity, sample_capacity) {}
    Accounting(size_t sample_capacity, size_t expected_samples)
        : grace_period_ns_(sample_capacity, expected_samples), bql_wait_ns_(sample_capacity, expected_samples) {}

    /// Registers another thread. From any thread.
    Thread join(bool is_rcu_thread);

    /// Called in that thread. With a constant `point` the compiler keeps only the case of that probe, so that a probe
    /// without a case costs nothing. There is no other list of the handled probes.
    [[gnu::always_inline]] void on(rcu::Probe point, uint64_t a, uint64_t b, Thread &thread) {
        using rcu::Probe;
        const bool rcu_thread = thread.is_rcu;
        switch (point) {
            case Probe::call_begin: return add_own(thread.counts->begun, thread.alone);
            case Probe::count_raised: return add_own(thread.counts->queued, thread.alone);
            case Probe::callback_end: return add_own(thread.counts->run, thread.alone);
            case Probe::force_begin: return on_request(force_requests_);
            case Probe::drain_begin: return on_request(drains_);
            case Probe::fetch: return on_fetch(a, b != 0);
            case Probe::dequeue_broken: return add(broken_links_);
            case Probe::batch_begin: return add(batches_);
            case Probe::reader_signals: return add(reader_signals_);
            case Probe::idle_trim: thread.found_nothing = true; return;
            case Probe::sleep_begin:
                if (rcu_thread) add(sleeps_);
                return;
            case Probe::event_wait_begin:
            case Probe::sem_wait_begin:
                if (rcu_thread) on_wait_begin(b, thread);
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
                if (rcu_thread) on_bql_wait(thread);
                return;
            case Probe::bql_acquired:
                if (rcu_thread) on_bql_acquired(thread);
                return;
            default: return;
        }
    }

    Totals totals() const;

    /// Samples whose interval began before this time are dropped. INT64_MAX: no samples are taken.
    void measure_from(int64_t begin_ns) { measure_from_ns_.store(begin_ns, std::memory_order_relaxed); }

    /// Called by a callback, in the RCU thread: whether the preceding grace period was forced.
    bool batch_was_forced() const { return batch_forced_.load(std::memory_order_relaxed); }
    /// Called by a callback: how many grace periods the RCU thread has completed.
    uint64_t completed_grace_periods() const { return read(grace_periods_); }
    /// Called by a callback: how many batches of callbacks the RCU thread has begun.
    uint64_t begun_batches() const { return read(batches_); }
    /// Whether a grace period is running at this moment.
    bool grace_period_running() const { return gp_running_.load(std::memory_order_acquire); }
    /// Whether the newest grace period has been forced so far, and when it began.
    bool grace_period_forced() const { return gp_forced_.load(std::memory_order_relaxed); }
    int64_t grace_period_begin_ns() const { return gp_begin_ns_.load(std::memory_order_relaxed); }
    /// Whether the RCU thread has found no callback and sleeps until there is one; still true while it is being woken.
    bool rcu_thread_asleep() const {
        return sleep_inferred_ ? outstanding() == 0 : asleep_.load(std::memory_order_relaxed);
    }
    /// Call before the RCU starts: this RCU does not report that sleep, so an RCU without callbacks counts as asleep.
    void infer_sleep() { sleep_inferred_ = true; }
    /// Increases while the RCU makes progress, or while work under the BQL delays it. The watchdog observes it.
    uint64_t steps() const { return sum(&CallbackCounts::run) + read(rounds_) + read(grace_periods_) + read(held_up_); }
    /// The holder of the BQL has finished a piece of work, for which the RCU thread or a reader in its section may have
    /// waited.
    void holder_worked() {
        if (rcu_waits_for_bql() || grace_period_running()) add(held_up_);
    }
    /// Whether an RCU thread is waiting for the BQL at this moment.
    bool rcu_waits_for_bql() const { return read(bql_waiters_) > 0; }
    /// Increases while the holder of the BQL works.
    uint64_t holder_steps() const { return read(held_up_); }
    /// Callbacks whose call_rcu has begun and that have not finished. Never too low; briefly it may be too high.
    uint64_t outstanding() const {
        return still_open([this] { return sum(&CallbackCounts::begun); }, [this] { return sum(&CallbackCounts::run); });
    }
    /// How many intervals are open that other threads begin and end meanwhile. The ends are read first: an interval
    /// that has ended has begun before, so the later read of the begins includes it. In the other order, an interval
    /// that is open all the time might be missed.
    template <class Begun, class Ended>
    static uint64_t still_open(Begun begun, Ended ended) {
        const uint64_t before = ended(), after = begun();
        return after > before ? after - before : 0;
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
            return static_cast<void>(counter.fetch_add(1, std::memory_order_release));
        // Release: a thread that sees that a callback has run also sees that its call began. Counterpart: the acquire
        // in sum().
        counter.store(read(counter) + 1, std::memory_order_release);
    }
    uint64_t sum(Counter CallbackCounts::*of) const;

    void on_request(Counter &kind);
    void on_fetch(uint64_t n, bool with_request);
    void on_decision(rcu::ForceReason reason, uint64_t pending);
    void on_wait_begin(uint64_t requested_ms, Thread &thread);
    void on_bql_wait(Thread &thread);
    void on_bql_acquired(Thread &thread);
    void on_grace_period_begin();
    void on_grace_period_end(uint64_t sleeps, bool rcu_thread);
    bool spurious(rcu::ForceReason reason, uint64_t pending) const;

    // One group for each cache line, so that writers of different groups do not slow down each other.

    /// All threads that join when the other lines are taken share the last line.
    static constexpr size_t most_counts = 32;
    std::array<CallbackCounts, most_counts> counts_;
    std::atomic<size_t> threads_{0};

    // Threads that make requests: how many requests began, and the newest callback that any request covers.
    alignas(64) Counter force_requests_{0};
    Counter drains_{0}, requests_begun_{0}, request_target_{0};

    alignas(64) Counter reader_signals_{0};  // written by readers

    alignas(64) Counter held_up_{
        0};  // written by holders of the BQL: pieces of work for which the RCU thread may have waited

    // Written by the RCU thread for each batch or wait.
    alignas(64) Counter batches_{0}, broken_links_{0}, sleeps_{0};
    Counter bql_waiters_{0};  // RCU threads
    std::atomic<bool> asleep_{false};
    std::atomic<bool> batch_forced_{false};  // of the newest grace period that an RCU thread has ended

    // The RCU thread's fetches. Grace periods of synchronize_rcu callers (before patch 3) read them, too.
    alignas(64) Counter fetched_{0};    // callbacks of all fetches
    Counter fetched_before_{0};         // without the newest fetch
    Counter requests_at_fetch_{0};      // requests that had begun at the newest fetch
    Counter requests_before_fetch_{0};  // requests that had begun at the fetch before it
    std::atomic<bool> request_fetched_{false};

    // The grace period in progress; there is one at a time, whichever thread runs it.
    alignas(64) std::atomic<int64_t> gp_begin_ns_{0};
    std::atomic<bool> gp_forced_{false}, gp_running_{false};
    Counter grace_periods_{0}, rounds_{0}, forced_{0}, spurious_{0}, leftover_{0};
    std::array<Counter, force_reasons> forced_by_{};

    // Rarely written.
    alignas(64) std::atomic<int64_t> measure_from_ns_{INT64_MAX};
    bool sleep_inferred_ = false;

    SampleBuffer grace_period_ns_, bql_wait_ns_;
};

}  // namespace rcu_bench::trace
