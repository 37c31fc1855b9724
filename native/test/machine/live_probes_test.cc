// What a probe of an attached thread does: which ones are counted and watched, and what the BQL tells of waits.
#include "doctest/doctest.h"

#include <functional>
#include <latch>
#include <thread>
#include <utility>

#include "platform/clock.h"
#include "provider/rcu_provider.h"
#include "rcu/probe_name.h"
#include "trace/observer.h"

using namespace rcu_bench;
using provider::LivePlatform;
using rcu::Probe;
using trace::ThreadRole;

namespace {

using Step = void (*)(uint64_t a, uint64_t b);
using Steps = std::array<Step, static_cast<size_t>(Probe::count_)>;

/// Every probe as the engine passes it, where the compiler knows which one it is: what is filtered by it is filtered here.
template <size_t... points>
constexpr Steps probes_as_constants(std::index_sequence<points...>) {
    return {[](uint64_t a, uint64_t b) { LivePlatform::probe(static_cast<Probe>(points), a, b); }...};
}
constexpr Steps probes = probes_as_constants(std::make_index_sequence<static_cast<size_t>(Probe::count_)>());

/// All that accounting and activity show, in one text; without the times.
std::string shown(const trace::Accounting &accounting, const trace::Activity &activity) {
    const trace::Totals totals = accounting.totals();
    std::string text;
    for (const uint64_t value : {totals.grace_periods,
                                 totals.forced,
                                 totals.forced_spurious,
                                 totals.forced_leftover,
                                 totals.force_requests,
                                 totals.drains,
                                 totals.sleeps,
                                 totals.rounds,
                                 totals.batches,
                                 totals.broken_links,
                                 totals.callbacks_queued,
                                 totals.callbacks_run,
                                 totals.reader_signals,
                                 accounting.completed_grace_periods(),
                                 accounting.begun_batches(),
                                 uint64_t{accounting.grace_period_running()},
                                 uint64_t{accounting.grace_period_forced()},
                                 uint64_t{accounting.batch_was_forced()},
                                 uint64_t{accounting.rcu_thread_asleep()},
                                 accounting.steps(),
                                 uint64_t{accounting.grace_period_ns().size()},
                                 uint64_t{accounting.bql_wait_ns().size()}}) {
        text += std::to_string(value) + ' ';
    }
    for (const uint64_t value : totals.forced_by) text += std::to_string(value) + ' ';
    const std::string activity_line = activity.describe(0);
    return text + activity_line.substr(0, activity_line.rfind(" for "));
}

/// A thread's accounting and activity after some probes, directly or through LiveProbes.
struct Seen {
    explicit Seen(ThreadRole role) : observer(nullptr, 64), context(observer.attach("t", role)) {
        observer.accounting().measure_from(1);
    }
    ~Seen() { trace::Observer::detach(); }

    void pass_live(Probe point, uint64_t a, uint64_t b) {
        trace::current_thread = &context;
        probes[static_cast<size_t>(point)](a, b);
    }
    void pass_directly(Probe point, uint64_t a, uint64_t b) {
        observer.accounting().on(point, a, b, context.counted);
        context.activity.on(point, a);
    }
    std::string text() { return shown(observer.accounting(), context.activity); }

    trace::Observer observer;
    trace::ThreadContext &context;
};

using Before = std::initializer_list<Probe>;
/// What a thread may have passed before, so that each probe has something to change.
const Before histories[] = {
    {},
    {Probe::idle_trim, Probe::event_wait_begin},
    {Probe::bql_wait_begin},
    {Probe::gp_begin},
    {Probe::count_raised, Probe::force_begin},
};
/// … and passes afterwards, so that what a probe only remembers shows: who asked, what was fetched, what was found.
const Before afterwards = {Probe::fetch,          Probe::gp_begin,         Probe::force_decided,
                           Probe::gp_end,         Probe::event_wait_begin, Probe::event_wait_end,
                           Probe::bql_wait_begin, Probe::bql_acquired};

/// Calls `visit(role, history, with_request)`.
void for_each_situation(const std::function<void(ThreadRole, Before, uint64_t)> &visit) {
    for (const ThreadRole role : {ThreadRole::rcu, ThreadRole::vcpu}) {
        for (const Before history : histories) {
            for (const uint64_t a : {0u, 2u}) visit(role, history, a);
        }
    }
}

/// Whether accounting or activity do anything at a probe, as far as shows in any situation.
bool is_handled(Probe point) {
    bool handled = false;
    for_each_situation([&](ThreadRole role, Before history, uint64_t a) {
        Seen with(role), without(role);
        for (const Probe before : history) {
            with.pass_directly(before, 0, 0);
            without.pass_directly(before, 0, 0);
        }
        with.pass_directly(point, a, 1);
        handled = handled || with.text() != without.text();
        for (const Probe after : afterwards) {
            with.pass_directly(after, a, 1);
            without.pass_directly(after, a, 1);
            handled = handled || with.text() != without.text();
        }
    });
    return handled;
}

}  // namespace

TEST_CASE("live probes: all that accounting and activity handle reaches them") {
    size_t compared = 0;
    for (size_t i = 0; i < probes.size(); ++i) {
        CAPTURE(i);
        for_each_situation([&](ThreadRole role, Before history, uint64_t a) {
            Seen live(role), direct(role);
            for (const Probe before : history) {
                live.pass_directly(before, 0, 0);
                direct.pass_directly(before, 0, 0);
            }
            live.pass_live(static_cast<Probe>(i), a, 1);
            direct.pass_directly(static_cast<Probe>(i), a, 1);
            CHECK(live.text() == direct.text());
            for (const Probe after : afterwards) {
                live.pass_directly(after, a, 1);
                direct.pass_directly(after, a, 1);
                CHECK(live.text() == direct.text());
                ++compared;
            }
        });
    }
    CHECK(compared > 5000);
}

TEST_CASE("live probes: what each probe costs an untraced thread is known") {
    std::string handled;
    for (size_t i = 0; i < probes.size(); ++i) {
        const auto point = static_cast<Probe>(i);
        if (is_handled(point)) handled += std::string(rcu::probe_name(point)) + ' ';
    }
    // Of call_rcu the count alone, of the BQL its waits, of a read section nothing.
    CHECK(handled ==
          "event_wait_begin event_wait_end sem_wait_begin sem_wait_end sleep_begin sleep_end count_raised fetch "
          "idle_trim batch_begin dequeue_broken callback_end gp_begin round_begin force_decided gp_end "
          "force_begin drain_begin reader_signals bql_wait_begin bql_acquired ");
}

TEST_CASE("live probes: threads beyond those that count alone lose no callback") {
    constexpr size_t many = 40, late = 4, each = 300'000;
    trace::Observer observer(nullptr, 0);
    for (size_t i = 0; i < many; ++i) {
        std::thread([&] {
            observer.attach("early", ThreadRole::vcpu);
            LivePlatform::probe(Probe::count_raised);
        }).join();
    }
    CHECK(observer.accounting().totals().callbacks_queued == many);
    std::latch attached(late);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < late; ++i) {
        threads.emplace_back([&] {
            observer.attach("late", ThreadRole::vcpu);
            attached.arrive_and_wait();  // so that they count at the same time
            for (size_t n = 0; n < each; ++n) LivePlatform::probe(Probe::count_raised);
            for (size_t n = 0; n < each; ++n) LivePlatform::probe(Probe::callback_end);
        });
    }
    for (std::thread &thread : threads) thread.join();
    CHECK(observer.accounting().totals().callbacks_queued == many + late * each);
    CHECK(observer.accounting().totals().callbacks_run == late * each);
}

namespace {

/// Another thread that holds the BQL until the calling thread is seen to wait for it.
class Holder {
  public:
    Holder(provider::BigLock &bql, const trace::ThreadContext &waiter) {
        thread_ = std::thread([this, &bql, &waiter] {
            bql.lock();
            held_.store(true, std::memory_order_release);
            while (!waiter.activity.describe(0).starts_with("has waited for the BQL")) std::this_thread::yield();
            platform::sleep_ns(1'000'000);
            bql.unlock();
        });
        while (!held_.load(std::memory_order_acquire)) std::this_thread::yield();
    }
    ~Holder() { thread_.join(); }
    Holder(const Holder &) = delete;
    Holder &operator=(const Holder &) = delete;

  private:
    std::atomic<bool> held_{false};
    std::thread thread_;
};

/// Kinds of all that a thread has recorded.
std::vector<Probe> recorded_by(const trace::ThreadContext &context) {
    std::vector<Probe> kinds;
    for (uint64_t i = 0; i < context.log->written(); ++i) kinds.push_back(static_cast<Probe>(context.log->at(i).kind));
    return kinds;
}

}  // namespace

TEST_CASE("live probes: a trace has the waits for the BQL that were waits, with their length, and every hold") {
    trace::Recorder recorder(64);
    trace::Observer observer(&recorder, 0);
    provider::BigLock bql;
    const trace::ThreadContext &context = observer.attach("t", ThreadRole::vcpu);
    bql.lock();
    CHECK(bql.held());
    bql.unlock();
    CHECK(recorded_by(context) == std::vector{Probe::bql_acquired, Probe::bql_released});
    CHECK(context.activity.bql_wait_begin_ns() == 0);
    const int64_t begin_ns = platform::monotonic_ns();
    {
        const Holder holder(bql, context);
        bql.lock();
        bql.unlock();
    }
    trace::Observer::detach();
    CHECK(recorded_by(context) == std::vector{Probe::bql_acquired, Probe::bql_released, Probe::bql_wait_begin,
                                              Probe::bql_acquired, Probe::bql_released});
    recorder.mark_clock();
    CHECK(context.log->at(3).ticks > context.log->at(2).ticks);
    CHECK(context.activity.bql_wait_begin_ns() >= begin_ns);
    CHECK(context.activity.describe(0) == "runs");
}

TEST_CASE("live probes: the RCU thread's wait for a free BQL is a sample of 0") {
    trace::Observer observer(nullptr, 8);
    provider::BigLock bql;
    const trace::ThreadContext &context = observer.attach("t", ThreadRole::rcu);
    const auto take = [&] {
        bql.lock();
        bql.unlock();
    };
    take();  // before the measured time
    observer.accounting().measure_from(platform::monotonic_ns());
    take();
    {
        const Holder holder(bql, context);
        take();
    }
    take();
    trace::Observer::detach();
    const trace::SampleBuffer &waits = observer.accounting().bql_wait_ns();
    REQUIRE(waits.size() == 3);
    CHECK(waits.begin()[0] == 0);
    CHECK(waits.begin()[1] >= 1'000'000);
    CHECK(waits.begin()[2] == 0);
}
