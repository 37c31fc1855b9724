// Patch 1 where it is not 64-bit Linux: the arithmetic of Windows by value, and what it does to a running engine.
#include "engine/common.h"

namespace rcu_bench::scripted {

namespace {

using rcu::FutexV1;
using rcu::FutexV2;
using rcu::FutexV3;

constexpr int64_t now = 5'000'000'000'000;  // ns
constexpr int64_t us = 1'000;

/// What WaitOnAddress gets, for a deadline that lies so far ahead (or, negative, behind).
template <class Futex>
std::optional<uint32_t> asked_for(int64_t ahead_ns) {
    return Futex::win32_milliseconds(now + ahead_ns, now);
}

/// A force that must cut a 10 ms wait short comes to a thread that was held up for `late_ns` before its wait began.
/// Returns the machine with the RCU thread in (or behind) its first timed wait.
void hold_up_the_first_timed_wait(Machine &m, int64_t late_ns) {
    m.enter(m.reader("R"));
    m.call("A");
    m.run_until(m.rcu_thread, [&](const Step &step) {
        return step.kind == StepKind::probe && step.probe == Probe::futex_wait_begin &&
               static_cast<int64_t>(step.b) == m.world.now_ns() + 10 * ms;
    });
    m.world.set_clock(m.world.now_ns() + late_ns);
    m.resume(m.rcu_thread);
}

}  // namespace

TEST_SUITE("deadlines") {

TEST_CASE("Windows: a deadline ahead is rounded down to whole milliseconds, in all three") {
    for (const auto asked : {asked_for<FutexV1>, asked_for<FutexV2>, asked_for<FutexV3>}) {
        CHECK(asked(10 * ms) == 10u);
        CHECK(asked(10 * ms - 1) == 9u);  // wakes up to 1 ms early
        CHECK(asked(999 * us) == 0u);
        CHECK(asked(1) == 0u);
        CHECK(asked(2147483647 * ms) == 2147483647u);
        CHECK(asked(INT64_MAX - now) == 4294967295u);  // endless is INFINITE
        CHECK(asked(4294967294 * ms) == 4294967294u);  // the longest wait that is one
        CHECK(asked(5'000'000'000 * ms) == 4294967295u);
    }
}

TEST_CASE("Windows, v1 and v2: passed by less than 1 ms is no wait, by 1-2 ms INFINITE, by more up to 49.7 days") {
    for (const auto asked : {asked_for<FutexV1>, asked_for<FutexV2>}) {
        CHECK(asked(0) == 0u);
        CHECK(asked(-1) == 0u);
        CHECK(asked(-999 * us) == 0u);
        CHECK(asked(-1 * ms) == 4294967295u);
        CHECK(asked(-1999 * us) == 4294967295u);
        CHECK(asked(-2 * ms) == 4294967294u);
        CHECK(asked(-10 * ms) == 4294967286u);
        CHECK(asked(-3'600'000 * ms) == 4291367296u);
    }
}

TEST_CASE("Windows, v3: a passed deadline is no wait at all") {
    for (const int64_t late : {int64_t{1}, 999 * us, 1 * ms, 2 * ms, 3'600'000 * ms}) {
        CHECK_FALSE(asked_for<FutexV3>(-late).has_value());
    }
    CHECK(asked_for<FutexV3>(0).value_or(0) == 0u);  // now: no wait either way
}

TEST_CASE("32-bit Linux: v1 passes the plain timespec, v2 and v3 futex_time64") {
    CHECK(FutexV1::timespec_abi == rcu::TimespecAbi::plain);
    CHECK(FutexV2::timespec_abi == rcu::TimespecAbi::time64);
    CHECK(FutexV3::timespec_abi == rcu::TimespecAbi::time64);
}

TEST_CASE("Windows, in the engine: held up past its deadline by 1-2 ms, v1's and v2's sleep never ends, v3's is over") {
    FOR_EACH_OF(version, "v1@4", "v1", "v2@4", "v2") {
        Machine m(version, {.kernel = Kernel::win32});
        hold_up_the_first_timed_wait(m, 11 * ms + 500 * us);
        CHECK(m.rcu_thread.blocked_for_ever());
    }
    FOR_EACH_OF(version, "v3@4", "v3") {
        Machine m(version, {.kernel = Kernel::win32});
        hold_up_the_first_timed_wait(m, 11 * ms + 500 * us);
        CHECK(m.log.count(Probe::round_begin) == 2);
        CHECK_FALSE(m.rcu_thread.blocked_for_ever());
    }
}

TEST_CASE("Windows, in the engine: held up by more, v1's and v2's 10 ms become 49.7 days") {
    FOR_EACH_OF(version, "v1", "v2") {
        Machine m(version, {.kernel = Kernel::win32});
        hold_up_the_first_timed_wait(m, 30 * ms);
        CHECK(m.rcu_thread.wakes_at_ns() - m.world.now_ns() == (int64_t{1} << 32) * ms - 20 * ms);
    }
}

TEST_CASE("Windows, in the engine: a request still ends v1's and v2's endless sleep, by its event") {
    FOR_EACH_OF(version, "v1", "v2") {
        Machine m(version, {.kernel = Kernel::win32});
        hold_up_the_first_timed_wait(m, 11 * ms + 500 * us);
        m.force();
        m.settle();
        CHECK(m.log.has(Probe::force_decided));
    }
}

TEST_CASE("64-bit Linux, in the engine: a thread that was held up past its deadline goes on, in every version") {
    FOR_EACH_OF(version, "v1", "v2", "v3") {
        Machine m(version);
        hold_up_the_first_timed_wait(m, 11 * ms + 500 * us);
        CHECK(m.log.count(Probe::round_begin) == 2);
    }
}

TEST_CASE("32-bit Linux with 64-bit time_t: v1's kernel is told another deadline, v2's and v3's the right one") {
    FOR_EACH_OF(version, "v2", "v3") {
        Machine m(version, {.kernel = Kernel::linux32_time64});
        m.enter(m.reader("R"));
        m.call("A");
        m.pass(51);
        CHECK(m.log.ms(Probe::force_decided) == 50);
    }
    Machine m("v1", {.kernel = Kernel::linux32_time64});
    m.enter(m.reader("R"));
    m.call("A");
    m.settle();
    CHECK(m.log.ms(Probe::force_decided) == 0);  // as we read it: five sleeps that are over at once
    CHECK(reason(m) == id(ForceReason::sleeps_used));
}

}  // TEST_SUITE("deadlines")

}  // namespace rcu_bench::scripted
