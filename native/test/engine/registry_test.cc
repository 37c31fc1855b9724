// Readers, their registry, their force notifiers.
#include <vector>

#include "engine/common.h"

namespace rcu_bench::scripted {

namespace {

using Reader = rcu::Reader<Scripted>;
using Registry = rcu::Registry<Scripted>;
/// `barrier` is the placeholder: what it is must lie between the announcement and the section, and between the section's end
/// and the look at `waiting`. (That it is a fence of the machine is for check_read_side.sh to see.)
template <rcu::ReadBarrier barrier>
void check_places_of_placeholder(StepKind placeholder) {
    using Placed = rcu::ReadSide<Scripted, barrier, rcu::ReadProbes::on>;
    World world;
    GraceState gp;
    Reader reader;
    Thread &locker = world.spawn("reader", [&] { Placed::lock(gp, reader); });
    world.run_until(locker, at_fence(placeholder));
    CHECK(reader.ctr.load() == 1);
    world.resume(locker);
    gp.event.reset();
    Thread &unlocker = world.spawn("reader", [&] { Placed::unlock(gp, reader); });
    world.run_until(unlocker, at_fence(placeholder));
    CHECK(reader.ctr.load() == 0);
    reader.waiting.store(true);  // not looked at yet
    world.resume(unlocker);
    CHECK(world.log.has(Probe::reader_signals));
}

template <rcu::ReadProbes probes>
using Side = rcu::ReadSide<Scripted, rcu::ReadBarrier::compiler, probes>;

std::vector<Reader *> readers_of(Registry &registry) {
    std::vector<Reader *> readers;
    registry.for_each([&](Reader &reader) { readers.push_back(&reader); });
    return readers;
}

}  // namespace

TEST_SUITE("registry and readers") {

TEST_CASE("readers come and go in any order") {
    World world;
    Registry registry;
    Reader a, b, c;
    CHECK(registry.empty());
    for (Reader *reader : {&a, &b, &c}) registry.add(*reader);
    CHECK(readers_of(registry).size() == 3);
    registry.remove(b);
    CHECK(readers_of(registry) == std::vector<Reader *>{&a, &c});
    registry.remove(a);
    registry.add(b);
    registry.remove(c);
    CHECK(readers_of(registry) == std::vector<Reader *>{&b});
    registry.remove(b);
    CHECK(registry.empty());
}

TEST_CASE("a reader can be unregistered from a waiter's second list, and the rest comes back") {
    World world;
    Registry registry;
    Reader a, b, c;
    for (Reader *reader : {&a, &b, &c}) registry.add(*reader);
    rcu::Link aside;
    registry.for_each_removable([&](Reader &reader) {
        reader.remove();
        reader.insert_before(aside);
    });
    CHECK(registry.empty());
    registry.remove(b);
    registry.splice(aside);
    CHECK(aside.empty());
    CHECK(readers_of(registry) == std::vector<Reader *>{&a, &c});
}

TEST_CASE("the walk that v1 does without the lock ends at a reader that is unregistered while it is visited") {
    // Those behind it are then neither kicked nor asked to signal: a grace period of v1 may wait for them in vain.
    World world;
    Registry registry;
    Reader a, b, c;
    for (Reader *reader : {&a, &b, &c}) registry.add(*reader);
    std::vector<Reader *> visited;
    registry.for_each([&](Reader &reader) {
        visited.push_back(&reader);
        if (&reader == &b) registry.remove(b);
    });
    CHECK(visited == std::vector<Reader *>{&a, &b});
    CHECK(readers_of(registry) == std::vector<Reader *>{&a, &c});
}

TEST_CASE("a registration waits while the registry is locked") {
    World world;
    Registry registry;
    Reader a;
    Thread &holder = world.spawn("holder", [&] {
        registry.lock();
        Scripted::sleep_ns(1000);
        registry.unlock();
    });
    world.resume(holder);
    Thread &adder = world.spawn("adder", [&] { registry.add(a); });
    world.resume(adder);
    CHECK(adder.blocked());
    CHECK(registry.empty());
    world.pass(1000);
    CHECK(adder.finished());
}

TEST_CASE("a force calls every notifier of the reader, and those that were removed no longer") {
    World world;
    GraceState gp;
    Reader reader;
    Machine::Kick first, second, third;
    for (Machine::Kick *kick : {&first, &second, &third}) {
        kick->notify = [](rcu::ForceNotifier *self) { ++static_cast<Machine::Kick *>(self)->times; };
        gp.registry.add_notifier(reader, *kick);
    }
    gp.registry.add(reader);
    gp.force_readers();
    gp.registry.remove_notifier(reader, second);
    gp.force_readers();
    gp.registry.remove_notifier(reader, third);
    gp.registry.remove_notifier(reader, third);  // harmless
    gp.force_readers();
    CHECK(first.times == 3);
    CHECK(second.times == 1);
    CHECK(third.times == 2);
}

TEST_CASE("a force calls the notifiers before it asks for the signal") {
    World world;
    GraceState gp;
    Reader reader;
    gp.registry.add(reader);
    Thread &forcer = world.spawn("forcer", [&] { gp.force_readers(); });
    world.run_until(forcer, Probe::force_notify);
    CHECK_FALSE(reader.waiting.load());
    world.resume(forcer);
    CHECK(reader.waiting.load());
}

TEST_CASE("a scan moves quiescent readers aside and clears their `waiting`; ongoing ones stay and keep it") {
    World world;
    GraceState gp;
    Reader outside, earlier, current;
    for (Reader *reader : {&outside, &earlier, &current}) {
        gp.registry.add(*reader);
        reader->waiting.store(true);
    }
    gp.ctr.store(5);
    earlier.ctr.store(3);
    current.ctr.store(5);
    rcu::Link aside;
    std::vector<Reader *> ongoing;
    CHECK(gp.scan(aside, [&](Reader &reader) { ongoing.push_back(&reader); }) == 1);
    CHECK(ongoing == std::vector<Reader *>{&earlier});
    CHECK(readers_of(gp.registry) == std::vector<Reader *>{&earlier});
    CHECK_FALSE(outside.waiting.load());
    CHECK(earlier.waiting.load());
    CHECK_FALSE(current.waiting.load());
    CHECK_FALSE(aside.empty());
}

TEST_CASE("the outermost lock copies the counter, the outermost unlock clears it, nested ones only count") {
    World world;
    GraceState gp;
    Reader reader;
    gp.ctr.store(7);
    Side<rcu::ReadProbes::off>::lock(gp, reader);
    CHECK(reader.ctr.load() == 7);
    gp.ctr.store(9);
    Side<rcu::ReadProbes::off>::lock(gp, reader);
    CHECK(reader.ctr.load() == 7);
    CHECK(reader.depth == 2);
    Side<rcu::ReadProbes::off>::unlock(gp, reader);
    CHECK(reader.ctr.load() == 7);
    Side<rcu::ReadProbes::off>::unlock(gp, reader);
    CHECK(reader.ctr.load() == 0);
    CHECK(reader.depth == 0);
}

TEST_CASE("membarrier off: a full fence behind the announcement, and one before the look at `waiting`") {
    check_places_of_placeholder<rcu::ReadBarrier::full>(StepKind::full_fence);
}

TEST_CASE("membarrier on: a compiler fence in the same places") {
    check_places_of_placeholder<rcu::ReadBarrier::compiler>(StepKind::compiler_fence);
}

TEST_CASE("a nested unlock does not signal, the outermost one clears `waiting` and sets the event") {
    World world;
    GraceState gp;
    gp.event.reset();
    Reader reader;
    for (int i = 0; i < 2; ++i) Side<rcu::ReadProbes::on>::lock(gp, reader);
    reader.waiting.store(true);
    Side<rcu::ReadProbes::on>::unlock(gp, reader);
    CHECK(reader.waiting.load());
    CHECK_FALSE(world.log.has(Probe::event_set));
    Side<rcu::ReadProbes::on>::unlock(gp, reader);
    CHECK_FALSE(reader.waiting.load());
    CHECK(world.log.count(Probe::event_set, id(EventName::gp)) == 1);
}

TEST_CASE("read probes: one pair for an outermost section where they are on, none where they are off") {
    World world;
    GraceState gp;
    Reader reader;
    for (int i = 0; i < 2; ++i) Side<rcu::ReadProbes::on>::lock(gp, reader);
    for (int i = 0; i < 2; ++i) Side<rcu::ReadProbes::on>::unlock(gp, reader);
    CHECK(world.log.count(Probe::read_lock) == 1);
    CHECK(world.log.count(Probe::read_unlock) == 1);
    Side<rcu::ReadProbes::off>::lock(gp, reader);
    Side<rcu::ReadProbes::off>::unlock(gp, reader);
    CHECK(world.log.entries().size() == 2);
}

TEST_CASE("the end of a section is announced before the look at `waiting`") {
    // Either the scan finds the reader gone, or the reader finds that it is waited for. A reader that looked first could
    // miss both.
    Machine m("v3");
    auto &r = m.reader("R");
    m.enter(r);
    Thread &leaver = m.world.spawn("leaver", [&] { Side<rcu::ReadProbes::on>::unlock(m.engine->gp(), r); });
    m.run_until(leaver, before_atomic(AtomicOp::load, sizeof(bool)));
    CHECK(r.ctr.load() == 0);
    auto &a = m.call("A");
    m.force();
    m.settle();
    CHECK(a.runs == 1);  // nobody waits for a section that has ended
    m.resume(leaver);
    CHECK_FALSE(m.log.has(Probe::reader_signals));
}

}  // TEST_SUITE("registry and readers")

}  // namespace rcu_bench::scripted
