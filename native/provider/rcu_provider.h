// An RCU behind provider.h, as the workloads see it: a built-in version, or a library's.
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

/// Embedded in what is to be reclaimed; the provider's own from call() until `func` runs.
struct Callback : rcu_bench_callback {
    Callback() : rcu_bench_callback{{}, run_plain} {}
    Callback(const Callback &) = delete;
    Callback &operator=(const Callback &) = delete;

    void (*func)(Callback *self) = nullptr;
    Provider *owner = nullptr;              ///< whom it was given to, where that is a library
    trace::OwnCallbacks *caller = nullptr;  ///< … and by whom; null: by a thread that is not attached
    InFlight::Generation generation = 0;    ///< … and when

  private:
    static void run_plain(rcu_bench_callback *self) {
        auto *const callback = static_cast<Callback *>(self);
        callback->func(callback);
    }
};

/// A thread that reads. Where it was made it stays until it is unregistered.
struct Reader : rcu_bench_reader {
    Reader() : rcu_bench_reader{} {}
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;
};

/// Told when a grace period is forced: makes its reader leave its section.
struct ForceNotifier : rcu_bench_notifier {
    explicit ForceNotifier(void (*on_force)(rcu_bench_notifier *self)) : rcu_bench_notifier{{}, on_force} {}
};

/// What an RCU does not have is not measured, and not shown as 0.
struct Offers {
    bool force = false;
    bool drain = false;
    bool synchronize = false;
    bool notifiers = false;
    bool inlined_reads = false;
    bool grace_periods = false;  ///< it tells when one begins and ends
    bool forces = false;         ///< … and that it was forced
    bool waits = false;
    bool inferred = false;  ///< what it tells of grace periods is seen from outside
    bool built_in = false;  ///< it tells everything, by probes of its own
};

Offers offers_of(const rcu_bench_provider &table);

/// What a stall dump says of a built-in version's own state.
struct EngineState {
    uint32_t pending = 0;  ///< the count of callbacks
    bool link_broken =
        false;  ///< the RCU thread has stopped at a callback whose successor is announced, and not linked yet
    bool force_outstanding = false;
    uint64_t gp_counter = 0;
};

/// How an engine is built, whatever its version. A library's RCU is as it is.
struct Build {
    platform::HeavyBarrier heavy = platform::HeavyBarrier::fence;
    rcu::GpWidth width = rcu::GpWidth::bits64;
    /// Only a seeded fault sets it: the readers leave their barrier to this one, and the grace period does not execute it.
    std::optional<platform::HeavyBarrier> readers_rely_on = std::nullopt;
};

/// The read side of one RCU, by value, so that a section costs two calls through pointers and nothing else.
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

/// What only a built-in version can be asked.
struct EngineQueries {
    EngineState (*state)(const void *rcu);
    /// Whether a grace period has asked a reader to signal that was not registered.
    bool (*disturbed)(const rcu_bench_reader &reader);
};

/// Which table an engine has for how its readers are to be built.
using TableOf = const rcu_bench_provider &(*)(platform::HeavyBarrier readers, bool traced);

class Provider {
  public:
    /// A library's. `table` outlives it.
    Provider(const rcu_bench_provider &table, BigLock &bql);
    /// A built-in version's.
    Provider(TableOf table_of, const EngineQueries &queries, BigLock &bql, Build build, bool device_forces);
    ~Provider();
    Provider(const Provider &) = delete;
    Provider &operator=(const Provider &) = delete;

    /// Makes the RCU and starts its threads. Null, or why it cannot: then it must not be used.
    const char *start(trace::Observer &observer);
    /// Returns after all callbacks have run, those that callbacks queue among them, and its threads have ended.
    void stop();

    void register_reader(Reader &reader) { table_->register_thread(rcu_, &reader); }
    void unregister_reader(Reader &reader) { table_->unregister_thread(rcu_, &reader); }
    /// Nothing where it has no notifiers: such readers are never kicked.
    void add_notifier(Reader &reader, ForceNotifier &notifier);
    void remove_notifier(Reader &reader, ForceNotifier &notifier);

    ReadSide read_side() const { return {*table_, rcu_}; }
    /// So many pairs, inlined where it offers that.
    void read_loop(Reader &reader, uint32_t pairs);

    /// call_rcu: `callback.func` runs under the BQL after a grace period. Any thread, never blocks.
    void call(Callback &callback) {
        if (!offers_.built_in) return call_observed(callback);
        table_->call(rcu_, &callback);
    }
    /// force_rcu. Nothing in versions without it.
    void force();
    /// By callbacks of ours where it has none of its own.
    void drain();
    void synchronize();

    /// Patch 5: the device forces when it unmaps a blob.
    bool device_forces() const { return device_forces_; }
    const Offers &offers() const { return offers_; }
    /// How long it may do nothing although callbacks wait and nobody reads.
    int64_t longest_silence_ns() const;

    /// What a library did that provider.h forbids: never of a built-in version.
    const Misuses &misuses() const { return misuses_; }
    Misuses &misuses() { return misuses_; }

    /// After stop() of a library: callbacks that never ran. A built-in version's are not followed one by one.
    uint64_t lost_callbacks() const { return static_cast<uint64_t>(std::max<int64_t>(0, callbacks_.count())); }

    /// The watchdog's: callbacks that were queued before the last turn() and have not run. `accounting` is the observer's.
    int64_t older_callbacks(const trace::Accounting &accounting) const;
    /// … and all that are queued now become those. Only where there are none.
    void turn(const trace::Accounting &accounting);

    /// May be called while the engine runs or hangs; the answer is a snapshot. Of a library's RCU only `pending` is known.
    EngineState engine_state() const;
    /// Its state in one line, for the report of a stall; may be called while it hangs.
    std::string describe() const;
    /// See EngineQueries; never of a library's.
    bool disturbed(const Reader &reader) const { return queries_ != nullptr && queries_->disturbed(reader); }

    /// What is behind all this, for tests of the interface itself: the table, and after start() what create() has made.
    const rcu_bench_provider &table() const { return *table_; }
    void *rcu() const { return rcu_; }

    trace::Observer *observer() const { return observer_; }
    BigLock &bql() const { return bql_; }
    const Build &build() const { return build_; }

  private:
    /// A built-in version tells by probes of its own what it does; of a library's this class tells what it sees.
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
    InFlight callbacks_;           // of a library
    uint64_t queued_at_turn_ = 0;  // of a built-in version, whose callbacks run in the order in which they are queued
};

/// Names that make_builtin() knows, oldest version first.
std::vector<std::string_view> builtin_versions();

bool is_builtin(std::string_view version);

/// A built-in version, or null for an unknown name.
std::unique_ptr<Provider> make_builtin(std::string_view version, BigLock &bql, Build build);

/// Which RCU: a built-in version's name or a flavour of liburcu's, or a library's file.
struct Choice {
    std::string version;
    std::string file;  ///< empty: by name
};

/// The table of a choice that is no built-in version. Null: `error` says why. The library stays loaded.
const rcu_bench_provider *load(const Choice &choice, std::string &error);

/// Null: it is not there; load() says why.
std::unique_ptr<Provider> make_provider(const Choice &choice, BigLock &bql, Build build);

}  // namespace rcu_bench::provider
