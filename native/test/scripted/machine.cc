#include "scripted/machine.h"

namespace rcu_bench::scripted {

Machine::Machine(std::string_view name, Options options)
    : version(name),
      engine(make_engine(name, bql)),
      rcu_thread(world.spawn("RCU thread", [this] { engine->thread_main(); })) {
    world.kernel = options.kernel;
    engine->gp().width = options.width;
    if (options.started) pass(10);  // legacy sleeps once before it settles down
    restart_log();
}

Machine::~Machine() = default;

void Machine::restart_log() {
    origin_ns_ = world.now_ns();
    log.restart(origin_ns_);
}

Machine::Reader &Machine::unregistered(const std::string &name) {
    Reader &reader = readers_.emplace_back();
    log.name(static_cast<rcu::Reader<Scripted> *>(&reader), name);
    return reader;
}

Machine::Reader &Machine::reader(const std::string &name) {
    Reader &made = unregistered(name);
    made.kick.notify = [](rcu::ForceNotifier *self) { ++static_cast<Kick *>(self)->times; };
    world.run(name, [this, &made] {
        engine->gp().registry.add(made);
        engine->gp().registry.add_notifier(made, made.kick);
    });
    return made;
}

void Machine::enter(Reader &reader) {
    world.run("reader", [&] { Side::lock(engine->gp(), reader); });
}

void Machine::leave(Reader &reader) {
    world.run("reader", [&] { Side::unlock(engine->gp(), reader); });
}

Machine::Callback &Machine::callback(const std::string &name) {
    Callback &made = callbacks_.emplace_back();
    made.name = name;
    made.machine = this;
    made.func = [](CallbackNode *node) {
        auto &self = *static_cast<Callback *>(node);
        ++self.runs;
        self.ran_at_ns = self.machine->world.now_ns();
        self.bql_was_held = self.machine->bql.held();
        if (self.and_then) self.and_then();
    };
    log.name(static_cast<CallbackNode *>(&made), name);
    return made;
}

Machine::Callback &Machine::call(const std::string &name) {
    Callback &made = callback(name);
    world.run("producer", [&] { engine->call(made); });
    return made;
}

void Machine::calls(int n) {
    for (int i = 0; i < n; ++i) call("filler " + std::to_string(i));
}

Thread &Machine::caller(const std::string &thread, Callback &callback) {
    return world.spawn(thread, [this, &callback] { engine->call(callback); });
}

void Machine::force() {
    world.run("forcer", [&] { engine->force(); });
}

Thread &Machine::drain(const std::string &thread) {
    Thread &drainer = world.spawn(thread, [this] { engine->drain(); });
    world.resume(drainer);
    return drainer;
}

Thread &Machine::synchronize(const std::string &thread) {
    Thread &synchronizer = world.spawn(thread, [this] { engine->synchronize(); });
    world.resume(synchronizer);
    return synchronizer;
}

Thread &Machine::hold_bql(double ms) {
    Thread &holder = world.spawn("main loop", [this, ms] {
        bql.lock();
        Scripted::sleep_ns(std::llround(ms * 1e6));
        bql.unlock();
    });
    world.resume(holder);
    return holder;
}

void Machine::run_rcu_thread_over_sleeps_until(Probe point) {
    while (rcu_thread.blocked() || !world.comes_to(rcu_thread, at_probe(point))) {
        if (rcu_thread.blocked_for_ever()) throw ScriptError("the RCU thread sleeps for ever\n" + log.tail());
        if (rcu_thread.blocked()) world.set_clock(rcu_thread.wakes_at_ns());
    }
}

bool Machine::registry_locked() {
    Thread &visitor = world.spawn("visitor", [this] {
        engine->gp().registry.lock();
        engine->gp().registry.unlock();
    });
    world.resume(visitor);
    return !visitor.finished();
}

}  // namespace rcu_bench::scripted
