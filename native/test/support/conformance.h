// The promises of provider/provider.h, each as a check that any provider has to pass: built-in versions, liburcu's flavours, libraries.
// Needs nothing of the tool but that header, so that a library's table can be checked by a program of its own (conform.cc).
//
// A provider that keeps its promises passes whatever the machine does: what must happen is waited for with a long bound, what must
// not happen is looked for once, after a moment.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "provider/provider.h"

namespace rcu_bench::test::conformance {

/// A host that trusts nobody, for providers that take any host.
class StrictHost {
  public:
    StrictHost()
        : host_{.size = sizeof(rcu_bench_host),
                .self = this,
                .big_lock = [](void *self) { of(self).lock(); },
                .big_unlock = [](void *self) { of(self).unlock(); },
                .big_lock_held = [](void *self) { return int{of(self).held()}; },
                .thread_begin = [](void *self, const char *name) { of(self).begin_thread(name); },
                .thread_end = [](void *self) { of(self).end_thread(); },
                .event = [](void *self, rcu_bench_event event, uint64_t a,
                            uint64_t b) { of(self).on_event(event, a, b); }} {}
    StrictHost(const StrictHost &) = delete;
    StrictHost &operator=(const StrictHost &) = delete;

    const rcu_bench_host *get() const { return &host_; }
    /// From here on, until the next create(), nobody may call it.
    void stopped() {
        const std::lock_guard guard(mutex_);
        if (threads_ > 0) fault("stop() returned while " + std::to_string(threads_) + " threads were announced");
        if (grace_period_) fault("a grace period that began has not ended at the end of stop()");
        is_stopped_ = true;
    }
    void starts(uint32_t tells) {
        const std::lock_guard guard(mutex_);
        is_stopped_ = grace_period_ = false;
        tells_ = tells;
    }
    std::vector<std::string> faults() const {
        const std::lock_guard guard(mutex_);
        return faults_;
    }

  private:
    static StrictHost &of(void *self) { return *static_cast<StrictHost *>(self); }

    struct Own {
        const StrictHost *locked = nullptr, *announced = nullptr;
        int waiting = 0;
    };
    static Own &own() {
        static thread_local Own state;
        return state;
    }

    bool held() const { return own().locked == this; }
    void lock() {
        if (held()) return report("big_lock() by a thread that holds the lock: it is not recursive");
        in_use();
        big_lock_.lock();
        own().locked = this;
    }
    void unlock() {
        if (!held()) return report("big_unlock() by a thread that does not hold the lock");
        own().locked = nullptr;
        big_lock_.unlock();
    }
    void begin_thread(const char *name) {
        in_use();
        if (own().announced == this) report("thread_begin() twice in one thread");
        if (name == nullptr || *name == '\0') report("thread_begin() without a name");
        own() = {.locked = own().locked, .announced = this, .waiting = 0};
        const std::lock_guard guard(mutex_);
        ++threads_;
    }
    void end_thread() {
        in_use();
        if (own().announced != this) return report("thread_end() in a thread that was not announced");
        if (held()) report("thread_end() with the big lock held");
        own().announced = nullptr;
        const std::lock_guard guard(mutex_);
        --threads_;
    }
    void on_event(rcu_bench_event event, uint64_t a, uint64_t b) {
        in_use();
        if (own().announced != this) return;
        const std::lock_guard guard(mutex_);
        switch (event) {
            case RCU_BENCH_GRACE_PERIOD_BEGIN:
                told(RCU_BENCH_TELLS_GRACE_PERIODS);
                if (std::exchange(grace_period_, true)) fault("a grace period begins while another runs");
                return;
            case RCU_BENCH_GRACE_PERIOD_END:
                told(RCU_BENCH_TELLS_GRACE_PERIODS);
                if (!std::exchange(grace_period_, false)) fault("a grace period ends that has not begun");
                return;
            case RCU_BENCH_GRACE_PERIOD_FORCED:
                told(RCU_BENCH_TELLS_FORCES);
                if (a > RCU_BENCH_FORCED_BY_REQUEST) fault("a grace period is forced for no known reason");
                return;
            case RCU_BENCH_WAIT_BEGIN:
            case RCU_BENCH_WAIT_END:
            case RCU_BENCH_SET: return on_wait(event, a, b);
        }
        fault("an event of an unknown kind");
    }
    void on_wait(rcu_bench_event event, uint64_t a, uint64_t b) {
        told(RCU_BENCH_TELLS_WAITS);
        if (b > RCU_BENCH_FOR_OTHER) fault("a wait or a set for nothing that is known");
        if (event == RCU_BENCH_WAIT_BEGIN && ++own().waiting != 1) fault("a thread's wait begins inside another");
        if (event == RCU_BENCH_WAIT_END && --own().waiting != 0) fault("a thread's wait ends that has not begun");
        if (event == RCU_BENCH_WAIT_END && a > 1) fault("a wait ends neither woken nor in time");
    }
    void told(uint32_t what) {
        if ((tells_ & what) == 0) fault("an event of a kind that `tells` does not have");
    }

    void in_use() {
        const std::lock_guard guard(mutex_);
        if (is_stopped_) fault("the host is called after the return of stop()");
    }
    void report(const char *what) {
        const std::lock_guard guard(mutex_);
        fault(what);
    }
    /// mutex_ held. Each once.
    void fault(const std::string &what) {
        if (std::find(faults_.begin(), faults_.end(), what) == faults_.end()) faults_.push_back(what);
    }

    const rcu_bench_host host_;
    std::mutex big_lock_;
    mutable std::mutex mutex_;  // of what follows
    bool is_stopped_ = false, grace_period_ = false;
    uint32_t tells_ = 0;
    int threads_ = 0;
    std::vector<std::string> faults_;
};

/// A provider, and how one of its RCUs is made.
struct Subject {
    std::string name;
    const rcu_bench_provider *table;
    const rcu_bench_host *host;                          ///< whose big lock it has; after create() in `create`
    std::function<void *(std::string &refusal)> create;  ///< null: `refusal` says why
    std::function<void()> stopped;                       ///< stop() has returned
    std::function<void(void *rcu)> destroy;
};

/// @param host outlives it, as does the table.
inline Subject of_library(const rcu_bench_provider &table, StrictHost &host) {
    return {.name = table.name,
            .table = &table,
            .host = host.get(),
            .create =
                [&table, &host](std::string &refusal) {
                    void *rcu = nullptr;
                    host.starts(table.tells);
                    if (const char *const why = table.create(host.get(), &rcu)) refusal = why;
                    return refusal.empty() ? rcu : nullptr;
                },
            .stopped = [&host] { host.stopped(); },
            .destroy = [&table](void *rcu) { table.destroy(rcu); }};
}

/// What a check finds broken. It goes on where it can.
class Findings {
  public:
    bool expect(bool holds, const std::string &promise) {
        const std::lock_guard guard(mutex_);
        if (!holds) lines_.push_back(promise);
        return holds;
    }
    std::vector<std::string> lines() const {
        const std::lock_guard guard(mutex_);
        return lines_;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

inline void pause_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

/// So long something is given to go wrong.
inline constexpr int moment_ms = 15;

template <class Condition>
bool await(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return true;
}

/// One RCU of the subject, from create() to destroy().
class Rcu {
  public:
    Rcu(const Subject &subject, Findings &findings) : table(*subject.table), subject_(subject), findings_(findings) {
        std::string refusal;
        rcu_ = subject.create(refusal);
        findings.expect(refusal.empty(), "create() makes an RCU in a process that has none: it says '" + refusal + "'");
        made_ = refusal.empty();
    }
    ~Rcu() {
        if (!made_) return;
        stop();
        subject_.destroy(rcu_);
    }
    Rcu(const Rcu &) = delete;
    Rcu &operator=(const Rcu &) = delete;

    explicit operator bool() const { return made_; }
    void *get() const { return rcu_; }
    void stop() {
        if (std::exchange(is_stopped_, true)) return;
        table.stop(rcu_);
        if (subject_.stopped) subject_.stopped();
    }
    void lock() const { subject_.host->big_lock(subject_.host->self); }
    void unlock() const { subject_.host->big_unlock(subject_.host->self); }
    bool locked() const { return subject_.host->big_lock_held(subject_.host->self) != 0; }
    bool expect(bool holds, const char *promise) const { return findings_.expect(holds, promise); }

    const rcu_bench_provider &table;

  private:
    const Subject &subject_;
    Findings &findings_;
    void *rcu_ = nullptr;
    bool made_ = false, is_stopped_ = false;
};

/// A callback that notes what it finds, and goes on with `then`.
struct Noted : rcu_bench_callback {
    explicit Noted(Rcu &owner) : rcu_bench_callback{{}, on_run}, rcu(owner) {}

    void call() { rcu.table.call(rcu.get(), this); }
    bool ran() const { return runs.load(std::memory_order_acquire) > 0; }

    Rcu &rcu;
    std::atomic<int> runs{0};
    std::atomic<int> *order = nullptr;  ///< counts callbacks; `place` is this one's
    int place = -1;
    std::thread::id thread;
    std::function<void()> then;

  private:
    static void on_run(rcu_bench_callback *self) {
        auto &own = *static_cast<Noted *>(self);
        own.rcu.expect(own.rcu.locked(), "a callback runs under the big lock");
        own.thread = std::this_thread::get_id();
        if (own.order != nullptr) own.place = own.order->fetch_add(1);
        if (own.then) own.then();
        own.runs.fetch_add(1, std::memory_order_release);
    }
};

/// A registered thread that is in a section from its construction until leave().
class Section {
  public:
    /// @param kicked a notifier ends it
    explicit Section(Rcu &rcu, bool kicked = false) : rcu_(rcu), thread_([this, kicked] { run(kicked); }) {
        rcu_.expect(await([this] { return inside_.load(); }), "a thread can register and enter a section");
    }
    ~Section() {
        leave();
        thread_.join();
    }
    Section(const Section &) = delete;
    Section &operator=(const Section &) = delete;

    void leave() { leave_.store(true); }
    bool left() const { return leave_.load(); }
    uint64_t notified() const { return notifier_.count.load(); }

  private:
    struct Notifier : rcu_bench_notifier {
        std::atomic<uint64_t> count{0};
        Section *kicks = nullptr;
    };

    void run(bool kicked) {
        const rcu_bench_provider &table = rcu_.table;
        table.register_thread(rcu_.get(), &reader_);
        notifier_.notify = [](rcu_bench_notifier *self) {
            auto &own = *static_cast<Notifier *>(self);
            own.count.fetch_add(1);
            if (own.kicks != nullptr) own.kicks->leave();
        };
        notifier_.kicks = kicked ? this : nullptr;
        if (kicked) table.add_notifier(rcu_.get(), &reader_, &notifier_);
        table.read_lock(rcu_.get(), &reader_);
        table.read_lock(rcu_.get(), &reader_);
        table.read_unlock(rcu_.get(), &reader_);  // an inner one ends no section
        inside_.store(true);
        while (!leave_.load()) std::this_thread::sleep_for(std::chrono::microseconds(100));
        table.read_unlock(rcu_.get(), &reader_);
        if (kicked) table.remove_notifier(rcu_.get(), &reader_, &notifier_);
        table.unregister_thread(rcu_.get(), &reader_);
    }

    Rcu &rcu_;
    rcu_bench_reader reader_{};
    Notifier notifier_{};
    std::atomic<bool> inside_{false}, leave_{false};
    std::thread thread_;
};

// --- The checks.

inline void table_is_whole(const Subject &subject, Findings &found) {
    const rcu_bench_provider &table = *subject.table;
    found.expect(table.interface_version == RCU_BENCH_PROVIDER_INTERFACE, "interface_version is that of provider.h");
    found.expect(table.size >= offsetof(rcu_bench_provider, force), "size holds the required functions");
    found.expect(table.name != nullptr && *table.name != '\0', "it has a name");
    found.expect(table.version != nullptr, "it has a version, which may be empty");
    const bool required = table.create != nullptr && table.stop != nullptr && table.destroy != nullptr &&
                          table.register_thread != nullptr && table.unregister_thread != nullptr &&
                          table.read_lock != nullptr && table.read_unlock != nullptr && table.call != nullptr;
    found.expect(required, "it has the required functions");
    found.expect((table.add_notifier == nullptr) == (table.remove_notifier == nullptr), "notifiers: both or none");
}

inline void callbacks_of_a_thread_run_once_and_in_order(const Subject &subject, Findings &found) {
    Rcu rcu(subject, found);
    if (!rcu) return;
    std::atomic<int> order{0};
    std::deque<Noted> callbacks;
    for (int i = 0; i < 100; ++i) callbacks.emplace_back(rcu).order = &order;
    for (Noted &each : callbacks) each.call();
    rcu.expect(await([&] { return callbacks.back().ran(); }), "callbacks run without anybody's doing");
    rcu.stop();
    for (int i = 0; i < 100; ++i) {
        const Noted &each = callbacks[static_cast<size_t>(i)];
        rcu.expect(each.runs.load() == 1, "a callback runs once");
        rcu.expect(each.place == i, "callbacks of one thread run in their order");
        rcu.expect(each.thread != std::this_thread::get_id(), "a callback runs in a thread of the provider's");
    }
}

inline void stop_runs_what_callbacks_queue(const Subject &subject, Findings &found) {
    Rcu rcu(subject, found);
    if (!rcu) return;
    std::deque<Noted> chain;
    for (int i = 0; i < 4; ++i) chain.emplace_back(rcu);
    for (size_t i = 0; i + 1 < chain.size(); ++i) chain[i].then = [&chain, i] { chain[i + 1].call(); };
    chain.front().call();
    rcu.stop();
    for (const Noted &each : chain)
        rcu.expect(each.runs.load() == 1,
                   "stop() returns when all callbacks have run, those that callbacks queue among them");
}

inline void many_threads_may_call(const Subject &subject, Findings &found) {
    Rcu rcu(subject, found);
    if (!rcu) return;
    constexpr int threads = 4, each = 50;
    std::deque<Noted> callbacks;
    for (int i = 0; i < threads * each; ++i) callbacks.emplace_back(rcu);
    std::vector<std::thread> callers;
    for (int t = 0; t < threads; ++t) {
        callers.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) callbacks[static_cast<size_t>(t * each + i)].call();
        });
    }
    for (std::thread &caller : callers) caller.join();
    rcu.stop();
    for (const Noted &callback : callbacks)
        rcu.expect(callback.runs.load() == 1, "any thread may call, several at once");
}

inline void a_callback_waits_for_sections_that_began_before(const Subject &subject, Findings &found) {
    Rcu rcu(subject, found);
    if (!rcu) return;
    Noted callback(rcu);
    {
        Section section(rcu);
        callback.call();
        pause_ms(moment_ms);
        rcu.expect(!callback.ran(), "no callback runs while a reader is in a section that began before call()");
    }
    rcu.expect(await([&] { return callback.ran(); }), "a callback runs when the readers have left their sections");
    rcu.stop();
}

inline void readers_outside_of_sections_hold_nothing_up(const Subject &subject, Findings &found) {
    Rcu rcu(subject, found);
    if (!rcu) return;
    rcu_bench_reader reader{};
    rcu.table.register_thread(rcu.get(), &reader);
    rcu.table.read_lock(rcu.get(), &reader);
    Noted own(rcu);
    own.call();  // in a section too
    rcu.table.read_unlock(rcu.get(), &reader);
    rcu.expect(await([&] { return own.ran(); }), "a registered reader outside of sections holds up no callback");
    rcu.table.unregister_thread(rcu.get(), &reader);
    rcu.table.register_thread(rcu.get(), &reader);  // with what was left in it
    rcu.table.read_lock(rcu.get(), &reader);
    Noted again(rcu);
    again.call();
    pause_ms(moment_ms);
    rcu.expect(!again.ran(), "a reader that has registered again is waited for");
    rcu.table.read_unlock(rcu.get(), &reader);
    rcu.table.unregister_thread(rcu.get(), &reader);
    rcu.expect(await([&] { return again.ran(); }), "a reader that has unregistered holds up no callback");
    rcu.stop();
}

inline void read_loop_is_no_section_of_its_own(const Subject &subject, Findings &found) {
    if (subject.table->read_loop == nullptr) return;
    Rcu rcu(subject, found);
    if (!rcu) return;
    rcu_bench_reader reader{};
    rcu.table.register_thread(rcu.get(), &reader);
    rcu.table.read_loop(rcu.get(), &reader, 1000);
    Noted outside(rcu), inside(rcu);
    outside.call();
    rcu.expect(await([&] { return outside.ran(); }), "read_loop() leaves no section behind");
    rcu.table.read_lock(rcu.get(), &reader);
    rcu.table.read_loop(rcu.get(), &reader, 1000);
    inside.call();
    pause_ms(moment_ms);
    rcu.expect(!inside.ran(), "read_loop() inside a section does not end it");
    rcu.table.read_unlock(rcu.get(), &reader);
    rcu.table.unregister_thread(rcu.get(), &reader);
    rcu.stop();
    rcu.expect(inside.ran(), "read_loop() inside a section leaves none behind");
}

inline void force_waits_for_nobody(const Subject &subject, Findings &found) {
    if (subject.table->force == nullptr) return;
    Rcu rcu(subject, found);
    if (!rcu) return;
    Noted callback(rcu);
    rcu.table.force(rcu.get());  // with nothing queued
    {
        Section section(rcu);
        callback.call();
        rcu.table.force(rcu.get());  // returns, or this does not get on
        pause_ms(moment_ms);
        rcu.expect(!callback.ran(), "force() hurries a callback and does not run it before its grace period");
    }
    rcu.expect(await([&] { return callback.ran(); }), "a callback runs after a force()");
    rcu.stop();
}

inline void drain_returns_when_all_of_its_caller_have_run(const Subject &subject, Findings &found) {
    if (subject.table->drain == nullptr) return;
    Rcu rcu(subject, found);
    if (!rcu) return;
    auto section = std::make_unique<Section>(rcu);
    std::deque<Noted> callbacks;
    for (int i = 0; i < 10; ++i) callbacks.emplace_back(rcu).call();
    std::thread leaves([&] {
        pause_ms(moment_ms);
        section->leave();
    });
    rcu.table.drain(rcu.get());
    for (const Noted &each : callbacks)
        rcu.expect(each.ran(), "drain() returns when all callbacks that its caller has queued have run");
    rcu.expect(!rcu.locked(), "drain() without the big lock does not take it along");
    leaves.join();
    section.reset();
    rcu.stop();
}

inline void drain_drops_the_big_lock(const Subject &subject, Findings &found) {
    if (subject.table->drain == nullptr) return;
    Rcu rcu(subject, found);
    if (!rcu) return;
    Noted callback(rcu);
    rcu.lock();
    callback.call();
    rcu.table.drain(rcu.get());  // the callback needs the lock
    rcu.expect(rcu.locked(), "drain() with the big lock held takes it again");
    rcu.expect(callback.ran(), "drain() with the big lock held waits for the callbacks");
    if (rcu.locked()) rcu.unlock();
    rcu.stop();
}

inline void synchronize_waits_for_sections(const Subject &subject, Findings &found) {
    if (subject.table->synchronize == nullptr) return;
    Rcu rcu(subject, found);
    if (!rcu) return;
    rcu.table.synchronize(rcu.get());  // with nobody reading
    Section section(rcu);
    std::thread leaves([&] {
        pause_ms(moment_ms);
        section.leave();
    });
    rcu.table.synchronize(rcu.get());
    rcu.expect(section.left(), "synchronize() returns after the sections that it has found");
    leaves.join();
    rcu.stop();
}

/// A drain is forced by every version that has notifiers.
inline void notifiers_are_told_of_a_force(const Subject &subject, Findings &found) {
    if (subject.table->add_notifier == nullptr || subject.table->drain == nullptr) return;
    Rcu rcu(subject, found);
    if (!rcu) return;
    Noted callback(rcu);
    uint64_t notified = 0;
    {
        Section section(rcu, true);
        callback.call();
        std::atomic<bool> returned{false};
        std::thread ends_the_check([&] {
            await([&] { return section.left() || returned.load(); });
            section.leave();
        });
        rcu.table.drain(rcu.get());
        returned.store(true);
        ends_the_check.join();
        notified = section.notified();
        rcu.expect(notified > 0, "a forced grace period tells the notifier of a reader in its section");
    }
    rcu.stop();  // the notifier and its thread are gone: what tells it now is seen by a sanitizer
}

inline void describe_keeps_to_its_size(const Subject &subject, Findings &found) {
    if (subject.table->describe == nullptr) return;
    Rcu rcu(subject, found);
    if (!rcu) return;
    Section section(rcu);
    Noted callback(rcu);
    callback.call();
    char line[300];
    for (const size_t size : {sizeof line, size_t{12}, size_t{1}}) {
        memset(line, 'x', sizeof line);
        rcu.table.describe(rcu.get(), line, size);
        rcu.expect(memchr(line, '\0', size) != nullptr, "describe() ends its line with a 0");
        rcu.expect(size == sizeof line || line[size] == 'x', "describe() keeps to its size");
    }
    section.leave();
    rcu.stop();
}

struct Check {
    const char *name;
    void (*run)(const Subject &, Findings &);
};

inline constexpr Check checks[] = {
    {"the table is whole", table_is_whole},
    {"callbacks of a thread run once and in order", callbacks_of_a_thread_run_once_and_in_order},
    {"stop() runs what callbacks queue", stop_runs_what_callbacks_queue},
    {"many threads may call", many_threads_may_call},
    {"a callback waits for sections that began before", a_callback_waits_for_sections_that_began_before},
    {"readers outside of sections hold nothing up", readers_outside_of_sections_hold_nothing_up},
    {"read_loop() is no section of its own", read_loop_is_no_section_of_its_own},
    {"force() waits for nobody", force_waits_for_nobody},
    {"drain() returns when all of its caller have run", drain_returns_when_all_of_its_caller_have_run},
    {"drain() drops the big lock", drain_drops_the_big_lock},
    {"synchronize() waits for sections", synchronize_waits_for_sections},
    {"notifiers are told of a force", notifiers_are_told_of_a_force},
    {"describe() keeps to its size", describe_keeps_to_its_size},
};

/// Runs all; each line is `CHECK: what is broken`. Several RCUs are made and destroyed, one after another.
inline std::vector<std::string> broken_promises(const Subject &subject) {
    std::vector<std::string> lines;
    for (const Check &check : checks) {
        Findings found;
        check.run(subject, found);
        for (const std::string &line : found.lines()) {
            const std::string whole = std::string(check.name) + ": " + line;
            if (std::find(lines.begin(), lines.end(), whole) == lines.end()) lines.push_back(whole);
        }
    }
    return lines;
}

}  // namespace rcu_bench::test::conformance
