#include "explore/run.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace rcu_bench::explore {

namespace {

constexpr uint32_t bit(uint32_t thread) { return uint32_t{1} << thread; }

/// An execution that gets so far gets nowhere.
constexpr uint32_t unlimited = static_cast<uint32_t>(livelock_steps) + 1;

}  // namespace

uint32_t Choices::first() const {
    const uint32_t current = core().current;
    if (current != no_thread && (threads >> current & 1) != 0) return current;
    return static_cast<uint32_t>(std::countr_zero(free != 0 ? free : threads));
}

Run::Run(World &world, const Options &options, Report &report) : world_(world), options_(options), report_(report) {
    schedule_.reserve(256);
}

void Run::restart() {
    world_.reset();
    schedule_.clear();
    preemptions_ = 0;
    steps_ = 0;
}

Run::Place Run::place() const {
    return {.slices = schedule_.size(),
            .steps_of_last = schedule_.empty() ? 0 : schedule_.back().steps,
            .preemptions = preemptions_,
            .steps = steps_};
}

void Run::go_back_to(const Place &place) {
    schedule_.resize(place.slices);
    if (!schedule_.empty()) schedule_.back().steps = place.steps_of_last;
    preemptions_ = place.preemptions;
    steps_ = place.steps;
}

Choices Run::choices() {
    const Core &c = core();
    if (c.ghost.violations != 0) return {};
    if (c.runnable == 0) {
        const uint32_t notes_before = c.ghost.notes;
        if (!advance_clock()) return {};
        file_raised(notes_before);
    }
    const bool may_preempt = preemptions_ < options_.preemptions;
    const bool goes_on = c.current != no_thread;
    Choices choices{.threads = c.runnable, .free = c.runnable};
    if (goes_on) {
        choices.free = bit(c.current);
        if (!may_preempt) choices.threads = bit(c.current);
    }
    if (options_.early_timers && may_preempt) choices.threads |= timed_sleepers();
    return choices;
}

void Run::pay(uint32_t thread, const Choices &among) {
    if ((among.free & bit(thread)) == 0) ++preemptions_;
}

void Run::take(uint32_t thread, const Choices &among) {
    pay(thread, among);
    Core &c = core();
    const bool may_preempt = preemptions_ < options_.preemptions;
    const bool others = (c.runnable & ~bit(thread)) != 0 || options_.early_timers;
    c.yields_on_wake = may_preempt;
    run(thread, may_preempt && others ? 1 : unlimited);
}

void Run::take_steps(uint32_t thread, uint32_t steps, const Choices &among) {
    pay(thread, among);
    core().yields_on_wake = false;
    run(thread, steps);
}

void Run::redo(const Schedule &schedule) {
    world_.reset();
    Core &c = core();
    c.yields_on_wake = false;
    for (const Slice &slice : schedule) {
        if (c.runnable == 0) advance_clock();
        if ((c.runnable & bit(slice.thread)) == 0) fire_timer(slice.thread);
        run_thread(slice.thread, slice.steps);
        report_.steps += c.executed;
    }
    if (c.runnable == 0) advance_clock();
}

void Run::run(uint32_t thread, uint32_t allowance) {
    Core &c = core();
    const uint32_t notes_before = c.ghost.notes;
    if ((c.runnable & bit(thread)) == 0) fire_timer(thread);
    const bool was_current = c.current == thread;
    run_thread(thread, allowance);
    account(thread, was_current, notes_before);
}

void Run::account(uint32_t thread, bool was_current, uint32_t notes_before) {
    const Core &c = core();
    if (was_current) {
        schedule_.back().steps += c.executed;
    } else {
        schedule_.push_back({thread, c.executed});
    }
    steps_ += c.executed;
    report_.steps += c.executed;
    file_raised(notes_before);
    if (steps_ > livelock_steps) livelock();
}

void Run::file_raised(uint32_t notes_before) {
    const Ghost &ghost = core().ghost;
    const uint32_t raised = ghost.violations | (ghost.notes & ~notes_before);
    if (raised == 0) [[likely]]
        return;
    for (size_t i = 0; i < property_count; ++i) {
        if ((raised & bit_of(static_cast<Property>(i))) != 0) file(static_cast<Property>(i));
    }
}

void Run::livelock() {
    core().ghost.violations |= bit_of(Property::livelock);
    file(Property::livelock);
}

void Run::finish() {
    Core &c = core();
    ++report_.schedules;
    if (c.ghost.violations == 0 && world_.work_pending()) {
        c.ghost.violations |= bit_of(Property::deadlock);
        file(Property::deadlock);
    }
}

void Run::file(Property property) {
    auto its = std::ranges::find(report_.findings, property, &Finding::property);
    if (its == report_.findings.end()) {
        report_.findings.push_back(
            {.property = property, .count = 0, .preemptions = preemptions_, .schedule = schedule_, .worst_ns = -1});
        its = report_.findings.end() - 1;
    }
    ++its->count;
    const auto cost = [](uint32_t preemptions, const Schedule &schedule) {
        return std::tuple(preemptions, schedule.size(), steps_of(schedule));
    };
    if (cost(preemptions_, schedule_) < cost(its->preemptions, its->schedule)) {
        its->preemptions = preemptions_;
        its->schedule = schedule_;
    }
}

}  // namespace rcu_bench::explore
