#include "provider/rcu_provider.h"

#include <semaphore>

#include "platform/clock.h"
#include "provider/host.h"

namespace rcu_bench::provider {

using rcu::Probe;

namespace {

constexpr int64_t usual_silence_ns = 100'000'000;

uint64_t id_of(const Callback &callback) { return reinterpret_cast<uintptr_t>(&callback); }

/// For the watchdog: while this object lives, the calling thread is in a call that may wait.
class WaitingCall {
  public:
    explicit WaitingCall(const char *name)
        : activity_(trace::current_thread == nullptr ? nullptr : &trace::current_thread->activity) {
        if (activity_ != nullptr) activity_->enter_call(name);
    }
    ~WaitingCall() {
        if (activity_ != nullptr) activity_->leave_call();
    }
    WaitingCall(const WaitingCall &) = delete;
    WaitingCall &operator=(const WaitingCall &) = delete;

  private:
    trace::Activity *const activity_;
};

/// Guards a call of a library's function: afterwards the calling thread must hold the big lock exactly if it did
/// before. A change is counted and undone, so that the caller can continue.
class LockKeeper {
  public:
    LockKeeper(BigLock &bql, Misuses &misuses, Misuse lost, Misuse kept)
        : bql_(bql), misuses_(misuses), lost_(lost), kept_(kept), held_(bql.held()) {}
    ~LockKeeper() {
        if (bql_.held() == held_) return;
        misuses_.add(held_ ? lost_ : kept_);
        if (held_) {
            bql_.lock();
        } else {
            bql_.unlock();
        }
    }
    LockKeeper(const LockKeeper &) = delete;
    LockKeeper &operator=(const LockKeeper &) = delete;

  private:
    BigLock &bql_;
    Misuses &misuses_;
    const Misuse lost_, kept_;
    const bool held_;
};

/// Whether callbacks of the calling thread have not run. The thread queues none in the meantime.
bool own_callbacks_left() {
    if (trace::current_thread == nullptr) return false;
    const trace::OwnCallbacks &own = trace::current_thread->own_callbacks;
    return own.run.load(std::memory_order_acquire) < own.queued;
}

/// For the stall report: what the calling thread is doing.
void does(const char *what) {
    if (trace::current_thread != nullptr) trace::current_thread->activity.does(what);
}

}  // namespace

Offers offers_of(const rcu_bench_provider &table) {
    const auto tells = [&table](uint32_t what) { return (table.tells & what) != 0; };
    return {.force = table.force != nullptr,
            .drain = table.drain != nullptr,
            .synchronize = table.synchronize != nullptr,
            .notifiers = table.add_notifier != nullptr,
            .inlined_reads = table.read_loop != nullptr && !tells(RCU_BENCH_READS_ARE_CALLED),
            .grace_periods = tells(RCU_BENCH_TELLS_GRACE_PERIODS),
            .forces = tells(RCU_BENCH_TELLS_FORCES),
            .waits = tells(RCU_BENCH_TELLS_WAITS),
            .inferred = tells(RCU_BENCH_INFERS),
            .built_in = false};
}

namespace {

Offers everything() {
    return {.force = true,
            .drain = true,
            .synchronize = true,
            .notifiers = true,
            .inlined_reads = true,
            .grace_periods = true,
            .forces = true,
            .waits = true,
            .inferred = false,
            .built_in = true};
}

}  // namespace

Provider::Provider(const rcu_bench_provider &table, BigLock &bql)
    : table_(&table),
      bql_(bql),
      build_{},
      device_forces_(table.forces_on_unmap != 0 && table.force != nullptr),
      offers_(offers_of(table)) {}

Provider::Provider(TableOf table_of, const EngineQueries &queries, BigLock &bql, Build build, bool device_forces)
    : table_(&table_of(build.heavy, false)),
      table_of_(table_of),
      queries_(&queries),
      bql_(bql),
      build_(build),
      device_forces_(device_forces),
      offers_(everything()) {}

Provider::~Provider() {
    if (rcu_ != nullptr) table_->destroy(rcu_);
}

const char *Provider::start(trace::Observer &observer) {
    observer_ = &observer;
    if (!offers_.built_in) observer.accounting().infer_sleep();
    if (table_of_ != nullptr) {
        table_ = &table_of_(build_.readers_rely_on.value_or(build_.heavy), observer.recorder() != nullptr);
    }
    host_ = std::make_unique<rcu_bench_host>(make_host(*this));
    does("is in create()");
    const char *const refusal = table_->create(host_.get(), &rcu_);
    does("runs");
    return refusal;
}

void Provider::stop() {
    does("is in stop()");
    table_->stop(rcu_);
    does("runs");
}

void Provider::add_notifier(Reader &reader, ForceNotifier &notifier) {
    if (table_->add_notifier != nullptr) table_->add_notifier(rcu_, &reader, &notifier);
}

void Provider::remove_notifier(Reader &reader, ForceNotifier &notifier) {
    if (table_->remove_notifier != nullptr) table_->remove_notifier(rcu_, &reader, &notifier);
}

void Provider::read_loop(Reader &reader, uint32_t pairs) {
    if (table_->read_loop != nullptr) return table_->read_loop(rcu_, &reader, pairs);
    const ReadSide side = read_side();
    for (uint32_t i = 0; i < pairs; ++i) {
        side.lock(reader);
        std::atomic_signal_fence(std::memory_order_seq_cst);
        side.unlock(reader);
    }
}

void Provider::call_observed(Callback &callback) {
    callback.owner = this;
    callback.run = [](rcu_bench_callback *self) {
        auto *const own = static_cast<Callback *>(self);
        own->owner->run_observed(*own);
    };
    callback.caller = nullptr;
    if (trace::current_thread != nullptr) {
        callback.caller = &trace::current_thread->own_callbacks;
        callback.caller->queued += 1;
    }
    callback.generation = callbacks_.begin();
    const LockKeeper lock(bql_, misuses_, Misuse::call_lost_lock, Misuse::call_kept_lock);
    const uint64_t id = id_of(callback);  // the callback may run before call() returns
    LivePlatform::probe(Probe::call_begin, id);
    // Only the recording needs the number, which depends on counters of other threads.
    const uint64_t pending = trace::is_recorded() ? observer_->accounting().outstanding() + 1 : 0;
    LivePlatform::probe(Probe::count_raised, id, pending);
    table_->call(rcu_, &callback);
    LivePlatform::probe(Probe::call_end, id);
}

/// Runs in any thread of the library.
void Provider::run_observed(Callback &callback) {
    if (trace::current_thread == nullptr) observer_->attach("RCU thread", trace::ThreadRole::rcu);
    if (!bql_.held()) misuses_.add(Misuse::unlocked_callback);
    const uint64_t id = id_of(callback);
    const InFlight::Generation generation = callback.generation;  // func() may free the callback
    trace::OwnCallbacks *const caller = callback.caller;
    LivePlatform::probe(Probe::callback_begin, id);
    callback.func(&callback);
    LivePlatform::probe(Probe::callback_end, id);
    callbacks_.end(generation);
    // Release: who sees the number sees what the callback did. Counterpart: the acquire in own_callbacks_left().
    if (caller != nullptr) caller->run.fetch_add(1, std::memory_order_release);
}

void Provider::force() {
    if (offers_.built_in) return table_->force(rcu_);
    if (table_->force == nullptr) return;
    const LockKeeper lock(bql_, misuses_, Misuse::force_lost_lock, Misuse::force_kept_lock);
    LivePlatform::probe(Probe::force_begin);
    table_->force(rcu_);
    LivePlatform::probe(Probe::force_end);
}

void Provider::drain() {
    const WaitingCall call("drain()");
    if (offers_.built_in) return table_->drain(rcu_);
    LivePlatform::probe(Probe::drain_begin);
    if (table_->drain != nullptr) {
        drain_checked();
    } else {
        drain_by_callback();
    }
    LivePlatform::probe(Probe::drain_end);
}

void Provider::drain_checked() {
    const LockKeeper lock(bql_, misuses_, Misuse::drain_lost_lock, Misuse::drain_kept_lock);
    table_->drain(rcu_);
    if (own_callbacks_left()) misuses_.add(Misuse::early_drain);
}

void Provider::drain_by_callback() {
    struct Done : Callback {
        std::binary_semaphore ran{0};
    };
    const bool locked = bql_.held();
    if (locked) bql_.unlock();
    Done done;
    done.func = [](Callback *self) { static_cast<Done *>(self)->ran.release(); };
    call(done);
    done.ran.acquire();
    if (locked) bql_.lock();
}

void Provider::synchronize() {
    const WaitingCall call("synchronize()");
    if (offers_.built_in) return table_->synchronize(rcu_);
    LivePlatform::probe(Probe::synchronize_begin);
    if (table_->synchronize != nullptr) {
        const LockKeeper lock(bql_, misuses_, Misuse::synchronize_lost_lock, Misuse::synchronize_kept_lock);
        table_->synchronize(rcu_);
    } else {
        drain_by_callback();
    }
    LivePlatform::probe(Probe::synchronize_end);
}

int64_t Provider::longest_silence_ns() const {
    const auto told_ns = static_cast<int64_t>(table_->longest_silence_ns);
    return told_ns > 0 ? told_ns : usual_silence_ns;
}

int64_t Provider::older_callbacks(const trace::Accounting &accounting) const {
    if (!offers_.built_in) return callbacks_.older();
    const uint64_t run = accounting.totals().callbacks_run;
    return queued_at_turn_ > run ? static_cast<int64_t>(queued_at_turn_ - run) : 0;
}

void Provider::turn(const trace::Accounting &accounting) {
    callbacks_.turn();
    queued_at_turn_ = accounting.totals().callbacks_queued;
}

EngineState Provider::engine_state() const {
    if (rcu_ == nullptr) return {};
    if (queries_ != nullptr) return queries_->state(rcu_);
    return {.pending = static_cast<uint32_t>(observer_->accounting().outstanding())};
}

std::string Provider::describe() const {
    const EngineState state = engine_state();
    const std::string pending = "no progress: " + std::to_string(state.pending) + " callbacks pending";
    if (offers_.built_in) {
        return pending + ", the queue's link is " + (state.link_broken ? "broken" : "whole") + ", " +
               (state.force_outstanding ? "a" : "no") + " force request outstanding";
    }
    if (table_->describe == nullptr || rcu_ == nullptr) return pending;
    char line[256] = "";
    table_->describe(rcu_, line, sizeof line);
    line[sizeof line - 1] = '\0';
    return pending + "; it says: " + line;
}

}  // namespace rcu_bench::provider
