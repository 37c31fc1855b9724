// QemuEvent: a word that is set, free or busy.
#include "engine/common.h"
#include "rcu/event_wait.h"

namespace rcu_bench::scripted {

namespace {

using Event = rcu::Event<Scripted>;
using Waits = rcu::UntimedWaits<Scripted>;
using TimedV1 = rcu::TimedEventWaitsV1<Scripted, rcu::FutexV1>;
using TimedV2 = rcu::TimedEventWaitsV2<Scripted, rcu::FutexV2>;

// The three states as QEMU numbers them.
constexpr uint32_t set = 0, free_ = 1, busy = UINT32_MAX;

}  // namespace

TEST_SUITE("event") {

TEST_CASE("starts free, or set where asked for") {
    World world;
    CHECK(Event(EventName::done).word().load() == free_);
    CHECK(Event(EventName::gp, true).word().load() == set);
}

TEST_CASE("reset turns set into free, and leaves free and busy as they are") {
    World world;
    for (const uint32_t state : {set, free_, busy}) {
        Event event(EventName::ready);
        event.word().store(state);
        event.reset();
        CHECK(event.word().load() == (state == busy ? busy : free_));
    }
}

TEST_CASE("set wakes where the word was busy, and only there") {
    World world;
    for (const uint32_t state : {set, free_, busy}) {
        Event event(EventName::ready);
        event.word().store(state);
        event.set();
        CHECK(event.word().load() == set);
        CHECK(world.log.count(Probe::futex_wake) == (state == busy ? 1 : 0));
        world.log.restart(0);
    }
}

TEST_CASE("waiting for a set event returns at once, without the futex, and leaves it set") {
    World world;
    Event event(EventName::ready, true);
    world.run("waiter", [&] { Waits::wait(event); });
    CHECK(event.word().load() == set);
    CHECK_FALSE(world.log.has(Probe::futex_wait_begin));
    CHECK(world.log.count(Probe::event_wait_end) == 1);
}

TEST_CASE("waiting for a free event makes it busy and sleeps; set wakes all who sleep") {
    World world;
    Event event(EventName::ready);
    Thread &first = world.spawn("first", [&] { Waits::wait(event); });
    Thread &second = world.spawn("second", [&] { Waits::wait(event); });
    world.settle();
    CHECK(event.word().load() == busy);
    CHECK(first.blocked_for_ever());
    CHECK(second.blocked_for_ever());
    world.run("setter", [&] { event.set(); });
    world.settle();
    CHECK(first.finished());
    CHECK(second.finished());
    CHECK(event.word().load() == set);
    CHECK(world.log.count(Probe::futex_wake) == 1);
}

TEST_CASE("a set between the look at the word and marking it busy is seen") {
    World world;
    Event event(EventName::ready);
    Thread &waiter = world.spawn("waiter", [&] { Waits::wait(event); });
    world.run_until(waiter, before_atomic(AtomicOp::compare_exchange, 4));
    world.run("setter", [&] { event.set(); });
    world.resume(waiter);
    CHECK(waiter.finished());
    CHECK_FALSE(world.log.has(Probe::futex_wait_begin));
}

TEST_CASE("a set between marking it busy and the sleep is seen: the futex finds another value") {
    World world;
    Event event(EventName::ready);
    Thread &waiter = world.spawn("waiter", [&] { Waits::wait(event); });
    world.run_until(waiter, Probe::futex_wait_begin);
    world.run("setter", [&] { event.set(); });
    CHECK(world.log.has(Probe::futex_wake));
    world.resume(waiter);
    CHECK(waiter.finished());
}

TEST_CASE("a set that finds the event set already writes nothing: a concurrent reset does not lose it") {
    World world;
    Event event(EventName::ready, true);
    Thread &setter = world.spawn("setter", [&] { event.set(); });
    world.run_until(setter, before_atomic(AtomicOp::load, 4));
    event.reset();
    world.resume(setter);
    CHECK(event.word().load() == set);
}

TEST_CASE("set: a full fence between what its caller made true and the look at the word") {
    World world;
    Event event(EventName::ready, true);
    Thread &setter = world.spawn("setter", [&] { event.set(); });
    world.run_until(setter, at_fence(StepKind::full_fence));
    event.reset();
    world.resume(setter);
    CHECK(event.word().load() == set);
}

TEST_CASE("a reset while somebody sleeps does not lose the sleeper") {
    World world;
    Event event(EventName::ready);
    Thread &waiter = world.spawn("waiter", [&] { Waits::wait(event); });
    world.settle();
    event.reset();
    event.set();
    world.settle();
    CHECK(waiter.finished());
}

TEST_CASE("set, then reset, before the sleeper is back: it sleeps again") {
    World world;
    Event event(EventName::ready);
    Thread &waiter = world.spawn("waiter", [&] { Waits::wait(event); });
    world.settle();
    event.set();
    event.reset();
    world.settle();
    CHECK(waiter.blocked());
    CHECK(event.word().load() == busy);
}

TEST_CASE("timed wait, v1: true where set, false where the time ran out") {
    World world;
    Event event(EventName::sync);
    bool result = true;
    world.spawn("waiter", [&] { result = TimedV1::timedwait(event, 10); });
    world.pass(10 * ms - 1);
    CHECK_FALSE(world.log.has(Probe::event_wait_end));
    world.pass(1);
    CHECK_FALSE(result);
    CHECK(world.log.nth(Probe::event_wait_end).step.b == 0);
    world.spawn("waiter", [&] { result = TimedV1::timedwait(event, 10); });
    world.pass(4 * ms);
    event.set();
    world.settle();
    CHECK(result);
    CHECK(world.log.nth(Probe::event_wait_end, 1).step.b == 1);
    world.run("waiter", [&] { result = TimedV1::timedwait(event, 0); });
    CHECK(result);
}

TEST_CASE("timed wait, v2: the same and returns nothing") {
    static_assert(std::is_void_v<decltype(TimedV2::timedwait(std::declval<Event &>(), 10))>);
    World world;
    Event event(EventName::force);
    Thread &waiter = world.spawn("waiter", [&] { TimedV2::timedwait(event, 10); });
    world.pass(10 * ms - 1);
    CHECK(waiter.blocked());
    world.pass(1);
    CHECK(waiter.finished());
}

TEST_CASE("a timed wait that is woken for nothing keeps its first deadline") {
    World world;
    Event event(EventName::sync);
    Thread &waiter = world.spawn("waiter", [&] { TimedV1::timedwait(event, 10); });
    world.pass(6 * ms);
    world.wake(&event.word());  // spurious
    world.settle();
    CHECK(waiter.blocked());
    world.pass(4 * ms - 1);
    CHECK(waiter.blocked());
    world.pass(1);
    CHECK(waiter.finished());
}

TEST_CASE("the word stays busy after a timeout, and a later wait and set still work") {
    World world;
    Event event(EventName::sync);
    world.spawn("waiter", [&] { TimedV1::timedwait(event, 10); });
    world.pass(10 * ms);
    CHECK(event.word().load() == busy);
    Thread &waiter = world.spawn("waiter", [&] { TimedV1::timedwait(event, 10); });
    world.settle();
    CHECK(waiter.blocked());
    event.set();
    world.settle();
    CHECK(waiter.finished());
}

}  // TEST_SUITE("event")

}  // namespace rcu_bench::scripted
