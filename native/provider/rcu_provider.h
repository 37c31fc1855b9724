// An RCU behind provider.h as the workloads see it: a built-in version or a library.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/real.h"
#include "provider/in_flight.h"
#include "provider/misuse.h"
#include "provider/provider.h"
#include "rcu/big_lock.h"
#include "rcu/grace_period.h"
#include "trace/observer.h"

namespace rcu_bench::provider {

using LivePlatform = platform::Real<trace::LiveProbes>;
using BigLock = rcu::BigLock<LivePlatform>;

class Provider;

/// Embedded in an object to be reclaimed. It belongs to the provider from call() until `func` runs.
struct Callback : rcu_bench_callback {
    Callback() : rcu_bench_callback{{}, run_plain} {}
    Callback(const Callback &) = delete;
    Callback &operator=(const Callback &) = delete;

    void (*func)(Callback *self) = nullptr;
    Provider *owner = nullptr;  ///< library: the provider that received the callback
    trace::OwnCallbacks *caller =
        nullptr;                          ///< library: the calling thread's callbacks; null: the thread is not attached
    InFlight::Generation generation = 0;  ///< library: the generation in which the callback was queued

  private:
    static void run_plain(rcu_bench_callback *self) {
        auto *const callback = static_cast<Callback *>(self);
        callback->func(callback);
    }
};

/// A reading thread. It must not move until it is unregistered.
struct Reader : rcu_bench_reader {
    Reader() : rcu_bench_reader{} {}
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;
};

/// Called when a grace period is forced: makes its reader leave its section.
struct ForceNotifier : rcu_bench_notifier {
    explicit ForceNotifier(void (*on_force)(rcu_bench_notifier *self)) : rcu_bench_notifier{{}, on_force} {}
};

/// What an RCU offers. What it does not offer is not measured, and never shown as 0.
struct Offers {
    bool force = false;
    bool drain = false;
    bool synchronize = false;
    bool notifiers = false;
    bool inlined_reads = false;
    bool grace_periods = false;  ///< reports the beginning and the end of grace periods
    bool forces = false;         ///< reports that a grace period was forced
    bool waits = false;
    bool inferred = false;  ///< its grace periods are inferred from outside
    bool built_in = false;  ///< reports everything through probes
};

Offers offers_of(const rcu_bench_provider &table);

/// State of a built-in version, for a stall report.
struct EngineState {
    uint32_t pending = 0;  ///< number of pending callbacks
    bool link_broken =
        false;  ///< the RCU thread has stopped at a callback whose successor is announced, and not linked yet
    bool force_outstanding = false;
    uint64_t gp_counter = 0;
};

/// Build options of a built-in engine. A library is as it was built.
struct Build {
    platform::HeavyBarrier heavy = platform::HeavyBarrier::fence;
    rcu::GpWidth width = rcu::GpWidth::bits64;
    /// Set only by a seeded fault: the readers rely on this barrier, and the grace period does not execute it.
    std::optional<platform::HeavyBarrier> readers_rely_on = std::nullopt;
};

/// The read side of one RCU, by value, so that a section costs only two calls through pointers.
class ReadSide {
  public:
    ReadSide(const rcu_bench_provider &table, void *rcu)
        : lock_(table.read_lock), unlock_(table.read_unlock), rcu_(rcu) {}

    void lock(Reader &reader) const { lock_(rcu_, &reader); }
    void unlock(Reader &reader) const { unlock_(rcu_, &reader); }

  private:
    void (*lock_)(void *, rcu_bench_reader *);
    void (*unlock_)(void *, rcu_bench_reader *);
    void *rcu_;
};

/// Queries that only a built-in version can answer.
struct EngineQueries {
    EngineState (*state)(const void *rcu);
    /// Whether a grace period asked an unregistered reader to signal.
    bool (*disturbed)(const rcu_bench_reader &reader);
};

/// Returns an engine's table for the way in which its readers are built.
using TableOf = const rcu_bench_provider &(*)(platform::HeavyBarrier readers, bool traced);

class Provider {
  public:
    /// A library. `table` must outlive the provider.
    Provider(const rcu_bench_provider &table, BigLock &bql);
    /// A built-in version.
    Provider(TableOf table_of, const EngineQueries &queries, BigLock &bql, Build build, bool device_forces);
    ~Provider();
    Provider(const Provider &) = delete;
    Provider &operator=(const Provider &) = delete;

    /// Creates the RCU and starts its threads. Returns null, or the reason why it cannot start; then the provider must
    /// not be used.
    const char *start(trace::Observer &observer);
    /// Returns when all callbacks have run, including those that callbacks queue, and the RCU's threads have ended.
    void stop();

    void register_reader(Reader &reader) { table_->register_thread(rcu_, &reader); }
    void unregister_reader(Reader &reader) { table_->unregister_thread(rcu_, &reader); }
    /// No effect if the provider has no notifiers: its readers are never kicked.
    void add_notifier(Reader &reader, ForceNotifier &notifier);
    void remove_notifier(Reader &reader, ForceNotifier &notifier);

    ReadSide read_side() const { return {*table_, rcu_}; }
    /// Runs this many pairs of lock and unlock, inlined if the provider offers that.
    void read_loop(Reader &reader, uint32_t pairs);

    /// call_rcu: `callback.func` runs under the BQL after a grace period. From any thread; never blocks.
    void call(Callback &callback) {
        if (!offers_.built_in) return call_observed(callback);
        table_->call(rcu_, &callback);
    }
    /// force_rcu. No effect in versions without it.
    void force();
    /// Uses callbacks of this class if the provider has no synchronize.
    void drain();
    void synchronize();

    /// Patch 5: the device forces when it unmaps a blob.
    bool device_forces() const { return device_forces_; }
    const Offers &offers() const { return offers_; }
    /// The longest time that the RCU may do nothing although callbacks wait and no reader is in a section.
    int64_t longest_silence_ns() const;

    /// Violations of provider.h by a library; none for a built-in version.
    const Misuses &misuses() const { return misuses_; }
    Misuses &misuses() { return misuses_; }

    /// After stop() of a library: callbacks that never ran. Callbacks of built-in versions are not counted
    /// individually.
    uint64_t lost_callbacks() const { return static_cast<uint64_t>(std::max<int64_t>(0, callbacks_.count())); }

    /// For the watchdog: callbacks that were queued before the last turn() and have not run. `accounting` belongs to
    /// the observer.
    int64_t older_callbacks(const trace::Accounting &accounting) const;
    /// Makes all queued callbacks the older generation. Call only when that generation is empty.
    void turn(const trace::Accounting &accounting);

    /// May be called while the engine runs or hangs; the result is a snapshot. For a library only `pending` is known.
    EngineState engine_state() const;
    /// The state in one line, for a stall report; may be called while the RCU hangs.
    std::string describe() const;
    /// See EngineQueries; null for a library.
    bool disturbed(const Reader &reader) const { return queries_ != nullptr && queries_->disturbed(reader); }

    /// The table, and after start() the object that create() returned; for tests of the interface.
    const rcu_bench_provider &table() const { return *table_; }
    void *rcu() const { return rcu_; }

    trace::Observer *observer() const { return observer_; }
    BigLock &bql() const { return bql_; }
    const Build &build() const { return build_; }

  private:
    /// A built-in version reports its steps through probes. For a library, this class reports the calls that it sees.
    void call_observed(Callback &callback);
    void run_observed(Callback &callback);
    void drain_checked();
    void drain_by_callback();

    const rcu_bench_provider *table_;
    const TableOf table_of_ = nullptr;
    const EngineQueries *const queries_ = nullptr;
    BigLock &bql_;
    const Build build_;
    const bool device_forces_;
    const Offers offers_;
    trace::Observer *observer_ = nullptr;
    std::unique_ptr<rcu_bench_host> host_;
    void *rcu_ = nullptr;
    Misuses misuses_;
    InFlight callbacks_;           // library only
    uint64_t queued_at_turn_ = 0;  // built-in versions, whose callbacks run in queue order
};

/// Names that make_builtin() knows, the oldest version first.
std::vector<std::string_view> builtin_versions();

bool is_builtin(std::string_view version);

/// A built-in version; null for an unknown name.
std::unique_ptr<Provider> make_builtin(std::string_view version, BigLock &bql, Build build);

/// The choice of an RCU: the name of a built-in version or of a liburcu flavour, or a library's file.
struct Choice {
    std::string version;
    std::string file;  ///< empty: chosen by name
};

/// The table of an RCU that is not built in. Returns null and sets `error` on failure. The library stays loaded.
const rcu_bench_provider *load(const Choice &choice, std::string &error);

/// Null: the RCU is missing, and load() returns the reason.
std::unique_ptr<Provider> make_provider(const Choice &choice, BigLock &bql, Build build);

}  // namespace rcu_bench::provider
