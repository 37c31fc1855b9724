// The explorer counts: exactly as many schedules as there are, by formulas that know nothing of it.
#include <doctest/doctest.h>

#include <map>
#include <tuple>

#include "explore/search.h"
#include "explore/tiny.h"

namespace rcu_bench::explore {

namespace {

uint64_t choose(uint64_t n, uint64_t k) {
    if (k > n) return 0;
    uint64_t result = 1;
    for (uint64_t i = 1; i <= k; ++i) result = result * (n - k + i) / i;
    return result;
}

/// Two threads of m and n steps, at most c preemptions: m and n are cut into alternating blocks, of which there are two more
/// than preemptions, since the switch at the end of the thread that ends first is free.
uint64_t two_threads(uint64_t m, uint64_t n, uint64_t c) {
    uint64_t count = 0;
    for (uint64_t blocks = 2; blocks <= c + 2; ++blocks) {
        const uint64_t more = (blocks + 1) / 2, fewer = blocks / 2;
        count += choose(m - 1, more - 1) * choose(n - 1, fewer - 1);
        count += choose(n - 1, more - 1) * choose(m - 1, fewer - 1);
    }
    return count;
}

/// The same for any number of threads, step by step.
uint64_t any_threads(std::vector<uint32_t> left, int running, int preemptions) {
    uint64_t count = 0;
    bool ended = true;
    for (size_t i = 0; i < left.size(); ++i) {
        if (left[i] == 0) continue;
        ended = false;
        const bool preempts = running >= 0 && left[static_cast<size_t>(running)] > 0 && static_cast<int>(i) != running;
        if (preempts && preemptions == 0) continue;
        std::vector<uint32_t> next = left;
        --next[i];
        count += any_threads(next, static_cast<int>(i), preemptions - (preempts ? 1 : 0));
    }
    return ended ? 1 : count;
}

uint64_t schedules(Program &program, uint32_t preemptions, ComeBack come_back = ComeBack::snapshot) {
    REQUIRE(map_arena());
    Options options;
    options.preemptions = preemptions;
    options.prune = false;
    options.come_back = come_back;
    const Report report = explore(program, options);
    CHECK(report.ended == Ended::complete);
    CHECK(report.findings.size() == 0);
    return report.schedules;
}

constexpr uint32_t unbounded = 60;

}  // namespace

TEST_SUITE("explore: counts") {

TEST_CASE("two threads, bounded: blocks of a composition") {
    for (const uint32_t c : {0u, 1u, 2u, 3u, 5u}) {
        CAPTURE(c);
        Independent program({6, 9});
        CHECK(schedules(program, c) == two_threads(6, 9, c));
        CHECK(schedules(program, c, ComeBack::replay) == two_threads(6, 9, c));
    }
}

TEST_CASE("without a bound: binomial and multinomial coefficients") {
    Independent two({5, 7});
    CHECK(schedules(two, unbounded) == choose(12, 5));
    Independent three({3, 4, 3});
    CHECK(schedules(three, unbounded) == choose(10, 3) * choose(7, 4));
    CHECK(schedules(three, unbounded, ComeBack::replay) == choose(10, 3) * choose(7, 4));
}

TEST_CASE("several threads, bounded: the recursion over steps") {
    for (const int c : {0, 1, 2, 3}) {
        CAPTURE(c);
        Independent three({4, 5, 3});
        CHECK(schedules(three, static_cast<uint32_t>(c)) == any_threads({4, 5, 3}, -1, c));
        Independent four({2, 3, 2, 3});
        CHECK(schedules(four, static_cast<uint32_t>(c)) == any_threads({2, 3, 2, 3}, -1, c));
    }
    CHECK(any_threads({6, 9}, -1, 3) == two_threads(6, 9, 3));  // the two formulas agree
}

TEST_CASE("a mutex: whoever waits for it is no choice") {
    // In either order of the two critical sections, the other's first operation has five places.
    Exclusive program;
    CHECK(schedules(program, unbounded) == 10);
    CHECK(schedules(program, unbounded, ComeBack::replay) == 10);
    // Without a preemption one thread runs to its end, then the other.
    CHECK(schedules(program, 0) == 2);
}

TEST_CASE("two mutexes in opposite orders: exactly the schedules in which both have one end in a deadlock") {
    REQUIRE(map_arena());
    Crossed program;
    Options options;
    options.preemptions = unbounded;
    options.prune = false;
    const Report report = explore(program, options);
    // In either order of the threads the second takes its first mutex when the other has left both, or only that one: 4. Both take
    // their first one before either takes its second: 2 orders, and nothing follows.
    CHECK(report.schedules == 6);
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].property == Property::deadlock);
    CHECK(report.findings[0].count == 2);
    CHECK(report.findings[0].preemptions == 1);
    CHECK(to_text(report.findings[0].schedule) == "0x1,1x1");
}

TEST_CASE("time stands still while somebody can run, and an early timer costs a preemption") {
    REQUIRE(map_arena());
    TimedWait program;
    Options options;
    options.preemptions = unbounded;
    options.prune = false;
    // The wait's one operation, the store and the wake: three places for the wait, all of which end woken or unequal.
    CHECK(explore(program, options).schedules == 3);
    options.early_timers = true;
    // Where it comes to sleep, which is before the store, its timer may also fire before the store or before the wake.
    CHECK(explore(program, options).schedules == 3 + 2);
    options.preemptions = 0;
    CHECK(explore(program, options).schedules == 2);
}

TEST_CASE("operations that were done: all schedules of equal length") {
    REQUIRE(map_arena());
    Independent program({5, 7});
    Options options;
    options.preemptions = unbounded;
    options.prune = false;
    options.come_back = ComeBack::replay;
    CHECK(explore(program, options).steps == 12 * choose(12, 5));
}

TEST_CASE("pruning visits each state of independent threads once") {
    REQUIRE(map_arena());
    Independent program({5, 7});
    Options options;
    options.preemptions = unbounded;
    const Report report = explore(program, options);
    // States with a choice: neither thread has ended; but for the first one with who ran last, where he can go on.
    CHECK(report.states == 1 + 2 * (5 * 7 - 1) - 4 - 6);
    CHECK(report.schedules < choose(12, 5));
}

}  // TEST_SUITE("explore: counts")

}  // namespace rcu_bench::explore
