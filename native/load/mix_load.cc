#include "load/mix_load.h"

#include <algorithm>

#include "platform/clock.h"
#include "support/observed_thread.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;

namespace {

constexpr double most_action_samples = 1'000'000;

size_t samples_of(const MixActor &actor, const Config &config) {
    const bool uniform = actor.every.kind == Spread::Kind::uniform;
    const double mean_ns = uniform ? (actor.every.a + actor.every.b) / 2 : actor.every.a;
    return room_for_samples(config, 1e9 / std::max(mean_ns, 1000.0) * actor.burst, most_action_samples);
}

}  // namespace

const char *metric_of(MixAction action) {
    switch (action) {
        case MixAction::section: return "section.length";
        case MixAction::call: return "call.latency";
        case MixAction::chain: return "chain.latency";
        case MixAction::drain: return "drain.latency";
        case MixAction::synchronize: return "synchronize.latency";
        case MixAction::force:
        case MixAction::hold_bql: break;
    }
    return nullptr;
}

MixLoad::MixLoad(const LoadSetting &setting) : setting_(setting) {
    for (const MixActor &wanted : setting.config.actors) {
        const auto number = static_cast<uint32_t>(actors_.size());
        actors_.push_back(std::make_unique<Actor>(setting_, wanted, number, samples_of(wanted, setting.config)));
    }
}

void MixLoad::start(int64_t start_ns, int64_t measure_from_ns) {
    measure_from_ns_ = measure_from_ns;
    end_.plan(measure_from_ns + setting_.config.duration_ns);
    for (auto &each : actors_) {
        const bool reads = each->config.action == MixAction::section;
        each->thread = observed_thread(setting_.observer, each->config.name,
                                       reads ? trace::ThreadRole::vcpu : trace::ThreadRole::guest,
                                       [this, &actor = *each, start_ns] { run(actor, start_ns); });
    }
}

void MixLoad::run(Actor &actor, int64_t start_ns) {
    const MixActor &config = actor.config;
    const bool reads = config.action == MixAction::section;
    if (reads) actor.section.enter_registry();
    // An actor without a phase also runs in the warm-up.
    const int64_t begin_ns = config.from_ns == 0 ? start_ns : measure_from_ns_ + config.from_ns;
    const int64_t until_ns = config.until_ns == INT64_MAX ? INT64_MAX : measure_from_ns_ + config.until_ns;
    if (offered(config.action)) {
        is_open(config.action) ? run_open(actor, begin_ns, until_ns) : run_closed(actor, begin_ns, until_ns);
    }
    if (reads) actor.section.leave_registry();
}

/// A late action begins at once, and its latency counts from the time at which it was due. Actions that are left at the
/// end are counted.
void MixLoad::run_open(Actor &actor, int64_t begin_ns, int64_t until_ns) {
    const auto next = [&actor](int64_t ns) { return ns + actor.config.every.draw(actor.random); };
    OpenLoop loop(end_);
    int64_t due_ns = next(begin_ns);
    for (; due_ns < until_ns; due_ns = next(due_ns)) {
        trace::current_thread->activity.does("pauses");
        if (!loop.await(due_ns)) break;
        trace::current_thread->activity.does("acts");
        if (due_ns >= measure_from_ns_) {
            actions_.fetch_add(1, std::memory_order_relaxed);
            issued_.fetch_add(1, std::memory_order_relaxed);
            if (monotonic_ns() - due_ns > late_ns) late_.fetch_add(1, std::memory_order_relaxed);
        }
        act(actor, due_ns);
    }
    unissued_.fetch_add(loop.count_due(due_ns, {measure_from_ns_, until_ns}, next), std::memory_order_relaxed);
}

/// Sections and calls whose caller waits: the next one is due after this one has ended.
void MixLoad::run_closed(Actor &actor, int64_t begin_ns, int64_t until_ns) {
    int64_t next_ns = begin_ns;
    for (;;) {
        next_ns = std::max(next_ns + actor.config.every.draw(actor.random), monotonic_ns());
        if (next_ns >= until_ns) return;
        trace::current_thread->activity.does("pauses");
        if (!sleep_until_or_stop(next_ns, stopping_)) return;
        trace::current_thread->activity.does("acts");
        if (next_ns >= measure_from_ns_) actions_.fetch_add(1, std::memory_order_relaxed);
        act(actor, next_ns);
    }
}

bool MixLoad::is_open(MixAction action) {
    return action == MixAction::call || action == MixAction::chain || action == MixAction::force;
}

/// An operation that the provider lacks is left out: its latency is absent.
bool MixLoad::offered(MixAction action) const {
    const provider::Offers &offers = setting_.provider.offers();
    if (action == MixAction::drain) return offers.drain;
    if (action == MixAction::synchronize) return offers.synchronize;
    return action != MixAction::force || offers.force;
}

void MixLoad::act(Actor &actor, int64_t intended_ns) {
    const int64_t begin_ns = monotonic_ns();
    const auto took = [&] {
        if (begin_ns >= measure_from_ns_) actor.latency_ns.push(monotonic_ns() - begin_ns);
    };
    switch (actor.config.action) {
        case MixAction::section: actor.section.run(actor.config.lasts.draw(actor.random)); return took();
        case MixAction::call:
        case MixAction::chain: return call(actor, intended_ns);
        case MixAction::drain:
            if (actor.config.bql) setting_.bql.lock();
            setting_.provider.drain();
            if (actor.config.bql) setting_.bql.unlock();
            return took();
        case MixAction::synchronize: setting_.provider.synchronize(); return took();
        case MixAction::force: return setting_.provider.force();
        case MixAction::hold_bql: return hold_bql(actor);
    }
}

void MixLoad::call(Actor &actor, int64_t intended_ns) {
    const bool measured = intended_ns >= measure_from_ns_;
    if (actor.config.bql) setting_.bql.lock();
    for (uint32_t i = 0; i < actor.config.burst; ++i) {
        auto *const pending = new Pending;
        pending->load = this;
        pending->actor = &actor;
        pending->begin_ns = intended_ns;
        pending->measured = measured;
        pending->chains = actor.config.action == MixAction::chain;
        pending->func = [](provider::Callback *self) {
            auto &own = static_cast<Pending &>(*self);
            own.load->callback(own);
        };
        outstanding_.fetch_add(1, std::memory_order_relaxed);
        setting_.provider.call(*pending);
    }
    if (actor.config.forces && setting_.provider.device_forces()) setting_.provider.force();
    if (actor.config.bql) setting_.bql.unlock();
}

/// In the RCU thread.
void MixLoad::callback(Pending &pending) {
    if (pending.chains) {
        pending.chains = false;
        return setting_.provider.call(pending);
    }
    if (pending.measured) pending.actor->latency_ns.push(monotonic_ns() - pending.begin_ns);
    delete &pending;
    outstanding_.fetch_sub(1, std::memory_order_release);  // counterpart: the acquire in finish()
}

void MixLoad::hold_bql(Actor &actor) {
    setting_.bql.lock();
    platform::spin_until_ns(monotonic_ns() + actor.config.lasts.draw(actor.random));
    setting_.bql.unlock();
}

void MixLoad::request_stop() {
    end_.request_stop();
    stopping_.store(true, std::memory_order_relaxed);
    for (auto &actor : actors_) actor->section.stop();
}

void MixLoad::finish() {
    request_stop();
    for (auto &actor : actors_) actor->thread.join();
    wait_for_answers([this] { return outstanding_.load(std::memory_order_acquire) == 0; });
}

void MixLoad::for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) {
    for (auto &actor : actors_) {
        const char *const own = metric_of(actor->config.action);
        if (own != nullptr && metric == own) visit(actor->latency_ns);
    }
}

void MixLoad::collect(Result &result) const {
    for (const auto &actor : actors_) {
        if (const char *const metric = metric_of(actor->config.action)) result.take(metric, actor->latency_ns);
    }
    uint64_t kicks = 0;
    for (const auto &actor : actors_) kicks += actor->section.kicks();
    result.count("kicks", kicks);
    result.count("actions", done());
    const OpenLoopCounts counts{relaxed(issued_), relaxed(late_), relaxed(unissued_), relaxed(outstanding_)};
    result.count("late_arrivals", counts.late);
    result.count("unissued", counts.unissued);
    result.count("unanswered", counts.unanswered);
    result.overloaded = counts.overloaded();
}

std::string MixLoad::describe() const {
    return "mix: " + std::to_string(outstanding_.load(std::memory_order_relaxed)) +
           " callbacks of its threads were not run";
}

}  // namespace rcu_bench::workload
