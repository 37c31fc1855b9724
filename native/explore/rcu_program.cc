#include "explore/rcu_program.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "explore/world.h"
#include "rcu/read_side.h"

namespace rcu_bench::explore {

/// What a scenario queues with call_rcu.
struct Job : CallbackNode {
    Engine *engine = nullptr;
    uint32_t number = no_callback;
    uint32_t chain = 0;  ///< so many more are queued, the next of them by this one

    static void run(CallbackNode *node) {
        auto *const self = static_cast<Job *>(node);
        core().ghost.callback_runs(reinterpret_cast<uintptr_t>(node));
        if (self->chain > 0) (self + 1)->queue();  // a chain lies in a row
    }
    void queue() {
        core().ghost.threads[core().current].next_callback = number;
        engine->call(*this);
    }
};

/// A step with what it needs.
struct PlannedStep {
    Step step;
    Job *job = nullptr;             // call
    uint32_t number = no_callback;  // drain, synchronize: of its own callback
};

namespace {

using Side = rcu::ReadSide<Explored, rcu::ReadBarrier::full, rcu::ReadProbes::on>;

static_assert(sizeof(Reader) <= reader_bytes && alignof(Reader) <= reader_bytes);

struct Kick : rcu::ForceNotifier {
    Atomic<uint32_t> kicked{0};

    static void notify_reader(rcu::ForceNotifier *self) {
        Atomic<uint32_t> &word = static_cast<Kick *>(self)->kicked;
        word.store(1);
        core().wake_all(&word);
    }
};

/// One thread of the scenario: everything that its body needs.
struct Body {
    Engine *engine = nullptr;
    BigLock *bql = nullptr;
    const PlannedStep *steps = nullptr;
    size_t step_count = 0;
    Reader *reader = nullptr;
    Kick *kick = nullptr;  ///< null: a reader that no force can shorten
    Atomic<uint32_t> *data = nullptr;

    void register_reader() {
        core().ghost.registered |= uint32_t{1} << core().current;
        engine->gp().registry.add(*reader);
        if (kick != nullptr) engine->gp().registry.add_notifier(*reader, *kick);
    }

    void unregister_reader() {
        if (kick != nullptr) engine->gp().registry.remove_notifier(*reader, *kick);
        engine->gp().registry.remove(*reader);
        core().ghost.registered &= ~(uint32_t{1} << core().current);
    }

    template <class Inside>
    void section(Inside inside) {
        const uint32_t self = core().current;
        Side::lock(engine->gp(), *reader);
        core().ghost.section_begins(self);
        inside();
        await_turn();
        core().ghost.section_ends(self);
        Side::unlock(engine->gp(), *reader);
    }

    void wait_for_kick() {
        point(Op::futex_wait, &kick->kicked);
        if (kick->kicked.peek() == 0) block(&kick->kicked, core().now_ns + kick_limit_ns);
    }

    void perform(const PlannedStep &planned) {
        Ghost &ghost = core().ghost;
        const uint32_t self = core().current;
        switch (planned.step.kind) {
            case StepKind::call: planned.job->queue(); break;
            case StepKind::force: engine->force(); break;
            case StepKind::drain:
                ghost.threads[self].next_callback = planned.number;
                engine->drain();
                ghost.on_drained(self);
                break;
            case StepKind::synchronize:
                await_turn();
                ghost.threads[self].next_callback = planned.number;
                ghost.threads[self].sections_at_synchronize = ghost.sections;
                engine->synchronize();
                ghost.on_synchronized(self);
                break;
            case StepKind::read:
                section([&] {
                    if (planned.step.ns > 0) {
                        Explored::sleep_ns(planned.step.ns);
                    } else {
                        data->load();
                    }
                });
                break;
            case StepKind::read_until_kicked:
                kick->kicked.store(0);
                section([&] { wait_for_kick(); });
                break;
            case StepKind::register_reader: register_reader(); break;
            case StepKind::unregister_reader: unregister_reader(); break;
            case StepKind::bql_lock: bql->lock(); break;
            case StepKind::bql_unlock: bql->unlock(); break;
        }
    }

    static void run(void *self) {
        auto *const body = static_cast<Body *>(self);
        for (size_t i = 0; i < body->step_count; ++i) body->perform(body->steps[i]);
    }
};

template <class Object>
Object *make(size_t n = 1) {
    auto *const objects = static_cast<Object *>(allocate(sizeof(Object) * n, alignof(Object)));
    for (size_t i = 0; i < n; ++i) new (objects + i) Object;
    return objects;
}

template <class T>
Atomic<T> *make_atomic(T initial) {
    return new (allocate(sizeof(Atomic<T>), alignof(Atomic<T>))) Atomic<T>(initial);
}

bool uses_reader(const Step &step) {
    return step.kind == StepKind::read || step.kind == StepKind::read_until_kicked ||
           step.kind == StepKind::register_reader || step.kind == StepKind::unregister_reader;
}

/// A thread that reads is registered from the begin, unless it does that itself before it first reads.
bool registered_from_the_begin(const ScenarioThread &thread) {
    const auto first = std::ranges::find_if(thread.steps, uses_reader);
    return first != thread.steps.end() && first->kind != StepKind::register_reader;
}

bool is_kicked(const ScenarioThread &thread) {
    return std::ranges::any_of(thread.steps, [](const Step &step) { return step.kind == StepKind::read_until_kicked; });
}

/// Numbers its callbacks: jobs from `job` on, those of drains and synchronize calls from `other` on.
PlannedStep plan(const Step &step, Engine *engine, uint32_t &job, uint32_t &other) {
    PlannedStep planned{.step = step};
    if (step.kind == StepKind::call) {
        planned.job = make<Job>(1 + step.chain);
        for (uint32_t i = 0; i <= step.chain; ++i) {
            planned.job[i].func = Job::run;
            planned.job[i].engine = engine;
            planned.job[i].number = job++;
            planned.job[i].chain = step.chain - i;
        }
    } else if (step.kind == StepKind::drain || step.kind == StepKind::synchronize) {
        planned.number = other++;
    }
    return planned;
}

uint32_t jobs_of(const Scenario &scenario) {
    uint32_t jobs = 0;
    for (const ScenarioThread &thread : scenario.threads) {
        for (const Step &step : thread.steps) jobs += step.kind == StepKind::call ? 1 + step.chain : 0;
    }
    return jobs;
}

/// The registry keeps its lock to itself; it is the first thing in it, and this makes sure.
const Mutex *registry_mutex_of(Engine &engine) {
    auto *const mutex = reinterpret_cast<const Mutex *>(&engine.gp().registry);
    engine.gp().registry.lock();
    const bool is_it = mutex->held();
    engine.gp().registry.unlock();
    return is_it && !mutex->held() ? mutex : nullptr;
}

}  // namespace

struct RcuProgram::Plans {
    std::vector<std::vector<PlannedStep>> threads;
};

RcuProgram::RcuProgram(MakeEngine make, Scenario scenario)
    : make_(make), scenario_(std::move(scenario)), plans_(std::make_unique<Plans>()) {}
RcuProgram::~RcuProgram() = default;

void RcuProgram::build() {
    Core &c = core();
    auto *const bql = make<BigLock>();
    Engine *const engine = make_(*bql);
    auto *const data = make_atomic<uint32_t>(0);
    c.current = rcu_thread;
    c.registry_mutex = registry_mutex_of(*engine);
    spawn([](void *of) { static_cast<Engine *>(of)->thread_main(); }, engine);
    run_until_all_sleep();  // the RCU thread is idle when the scenario begins

    c.jobs = jobs_of(scenario_);
    c.callbacks_used = static_cast<uint32_t>(callbacks_of(scenario_));
    uint32_t job = 0, other = c.jobs;
    plans_->threads.resize(scenario_.threads.size());
    size_t place = 0;
    for (const ScenarioThread &thread : scenario_.threads) {
        auto *const body = make<Body>();
        body->engine = engine;
        body->bql = bql;
        body->data = data;
        // At the same place each time: a state has its address in it, and is to be the same whenever it is built.
        std::vector<PlannedStep> &steps = plans_->threads[place++];
        steps.clear();
        for (const Step &step : thread.steps) steps.push_back(plan(step, engine, job, other));
        body->step_count = steps.size();
        body->steps = steps.data();
        const uint32_t number = spawn(Body::run, body);
        if (std::ranges::none_of(thread.steps, uses_reader)) continue;
        body->reader = new (arena().readers[number]) Reader;
        if (is_kicked(thread)) {
            body->kick = make<Kick>();
            body->kick->notify = Kick::notify_reader;
        }
        c.current = number;
        c.until = UINT32_MAX;
        if (registered_from_the_begin(thread)) body->register_reader();
    }
}

bool RcuProgram::work_pending() const {
    const Core &c = core();
    const bool callbacks_wait = (c.ghost.begun & ~c.ghost.run) != 0;
    const uint32_t scenario_threads = ((uint32_t{1} << c.count) - 1) & ~(uint32_t{1} << rcu_thread);
    return callbacks_wait || (c.finished & scenario_threads) != scenario_threads;
}

}  // namespace rcu_bench::explore
