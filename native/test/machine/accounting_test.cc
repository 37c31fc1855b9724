// The definitions of spurious and leftover forces, as sequences of probes.
#include "doctest/doctest.h"

#include "trace/accounting.h"

using rcu_bench::rcu::ForceReason;
using rcu_bench::rcu::Probe;
using rcu_bench::trace::Accounting;

namespace {

constexpr bool rcu_thread = true;

class Story {
  public:
    Story &call() { return say(Probe::count_raised, 1, 1, !rcu_thread); }
    Story &request() { return say(Probe::force_begin, 0, 0, !rcu_thread); }
    Story &drain() { return say(Probe::drain_begin, 0, 0, !rcu_thread); }
    Story &fetch(uint64_t n, bool with_request = false) { return say(Probe::fetch, n, with_request, rcu_thread); }
    Story &begin() { return say(Probe::gp_begin, 1, 1, rcu_thread); }
    Story &force(ForceReason reason, uint64_t pending) {
        return say(Probe::force_decided, static_cast<uint64_t>(reason), pending, rcu_thread);
    }
    Story &end() { return say(Probe::gp_end, 1, 0, rcu_thread); }

    rcu_bench::trace::Totals totals() const { return accounting_.totals(); }
    Accounting &accounting() { return accounting_; }

    Story &wait_for_bql() { return say(Probe::bql_wait_begin, 0, 0, rcu_thread); }
    Story &acquire_bql(bool in_rcu_thread) { return say(Probe::bql_acquired, 0, 0, in_rcu_thread); }

    Story &say(Probe point, uint64_t a, uint64_t b, bool in_rcu_thread) {
        accounting_.on(point, a, b, in_rcu_thread ? rcu_ : other_);
        return *this;
    }

  private:
    Accounting accounting_{64};
    Accounting::Thread rcu_ = accounting_.join(true), other_ = accounting_.join(false);
};

}  // namespace

TEST_CASE("accounting: v1's own wake-up taken for a force is spurious") {
    Story story;
    story.call().fetch(1).begin().force(ForceReason::woken, 1).end();
    CHECK(story.totals().forced == 1);
    CHECK(story.totals().forced_spurious == 1);
}

TEST_CASE("accounting: forced by 30 callbacks, by the sleeps or by a drain is not spurious") {
    Story threshold, sleeps, drain;
    threshold.call().fetch(1).begin().force(ForceReason::threshold, 30).end();
    sleeps.call().fetch(1).begin().force(ForceReason::sleeps_used, 1).end();
    drain.call().fetch(1).begin().drain().force(ForceReason::drain, 1).end();
    CHECK(threshold.totals().forced_spurious == 0);
    CHECK(sleeps.totals().forced_spurious == 0);
    CHECK(drain.totals().forced_spurious == 0);
    CHECK(drain.totals().forced == 1);
}

TEST_CASE("accounting: a request since the fetch before explains a force") {
    Story story;
    story.call().fetch(1).begin().request().force(ForceReason::woken, 1).end();
    CHECK(story.totals().forced_spurious == 0);
    story.call().fetch(1).begin().force(ForceReason::woken, 1).end();  // between this fetch and the one before
    CHECK(story.totals().forced_spurious == 0);
    story.call().fetch(1).begin().force(ForceReason::woken, 1).end();  // too long ago
    CHECK(story.totals().forced_spurious == 1);
}

TEST_CASE("accounting: a force by a request that was for an earlier batch is a leftover") {
    Story story;
    story.call().fetch(1).begin().request().force(ForceReason::requested, 1).end();
    CHECK(story.totals().forced_leftover == 0);
    story.call().fetch(1, true).begin().force(ForceReason::requested, 1).end();
    CHECK(story.totals().forced == 2);
    CHECK(story.totals().forced_leftover == 1);
    CHECK(story.totals().forced_spurious == 0);
}

TEST_CASE("accounting: a request for a callback of this batch is no leftover") {
    Story story;
    story.call().fetch(1).begin().end();
    story.call().request().fetch(1, true).begin().force(ForceReason::requested, 1).end();
    CHECK(story.totals().forced_leftover == 0);
}

TEST_CASE("accounting: the two phases of a 32-bit grace period count as one force") {
    Story story;
    story.call().fetch(1).begin().force(ForceReason::threshold, 40).force(ForceReason::threshold, 40).end();
    CHECK(story.totals().forced == 1);
}

TEST_CASE("accounting: endless waits are no sleeps, timed ones are, the RCU thread's alone") {
    Story story;
    story.say(Probe::event_wait_begin, 0, UINT64_MAX, rcu_thread);
    story.say(Probe::event_wait_begin, 0, INT32_MAX, rcu_thread);
    story.say(Probe::event_wait_begin, 0, 10, rcu_thread);
    story.say(Probe::event_wait_begin, 0, 10, !rcu_thread);
    story.say(Probe::sleep_begin, 10'000'000, 0, rcu_thread);
    story.say(Probe::sem_wait_begin, 0, 10, rcu_thread);
    CHECK(story.totals().sleeps == 3);
}

TEST_CASE(
    "accounting: a caller's own grace period brings its sleeps with its end, the RCU thread's have been counted") {
    Story story;
    story.say(Probe::gp_begin, 0, 0, !rcu_thread);
    story.say(Probe::sleep_begin, 10'000'000, 0, !rcu_thread);
    story.say(Probe::sleep_begin, 10'000'000, 0, !rcu_thread);
    story.say(Probe::gp_end, 3, 2, !rcu_thread);
    CHECK(story.totals().sleeps == 2);
    story.say(Probe::gp_begin, 1, 1, rcu_thread);
    story.say(Probe::sleep_begin, 10'000'000, 0, rcu_thread);
    story.say(Probe::gp_end, 2, 1, rcu_thread);
    CHECK(story.totals().sleeps == 3);
}

TEST_CASE("accounting: the RCU thread is asleep while it waits after it has found no callback") {
    Story story;
    Accounting &accounting = story.accounting();
    story.say(Probe::event_wait_begin, 0, UINT64_MAX, rcu_thread);  // for readers, or a broken link
    CHECK_FALSE(accounting.rcu_thread_asleep());
    story.say(Probe::event_wait_end, 0, 1, rcu_thread);
    story.say(Probe::idle_trim, 0, 0, rcu_thread);
    CHECK_FALSE(accounting.rcu_thread_asleep());
    story.say(Probe::event_wait_begin, 0, UINT64_MAX, !rcu_thread);
    CHECK_FALSE(accounting.rcu_thread_asleep());
    story.say(Probe::event_wait_begin, 1, UINT64_MAX, rcu_thread);
    CHECK(accounting.rcu_thread_asleep());
    story.say(Probe::event_wait_end, 0, 1, !rcu_thread);
    CHECK(accounting.rcu_thread_asleep());
    story.say(Probe::event_wait_end, 1, 1, rcu_thread);
    CHECK_FALSE(accounting.rcu_thread_asleep());
}

TEST_CASE("accounting: a grace period is sampled only if it began in the measured time") {
    Story story;
    story.begin().end();
    CHECK(story.accounting().grace_period_ns().size() == 0);
    story.accounting().measure_from(1);
    story.begin().end();
    CHECK(story.accounting().grace_period_ns().size() == 1);
    CHECK(story.totals().grace_periods == 2);
}

TEST_CASE("accounting: work under the BQL is a step while the RCU thread waits for the lock, or for readers that may") {
    Story story;
    Accounting &accounting = story.accounting();
    accounting.holder_worked();
    CHECK(accounting.steps() == 0);
    story.wait_for_bql().acquire_bql(!rcu_thread);
    accounting.holder_worked();
    accounting.holder_worked();
    CHECK(accounting.steps() == 2);
    story.acquire_bql(rcu_thread);
    accounting.holder_worked();
    CHECK(accounting.steps() == 2);
    story.begin();
    accounting.holder_worked();
    CHECK(accounting.steps() == 3);
    story.end();
    const uint64_t ended = accounting.steps();
    accounting.holder_worked();
    CHECK(accounting.steps() == ended);
}
