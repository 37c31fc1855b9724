#include "scripted/world.h"

#include <algorithm>
#include <utility>

namespace rcu_bench::scripted {

namespace {
World *the_world = nullptr;
constexpr int64_t livelock_steps = 20'000;  // no test's thread does so much without blocking
}  // namespace

World::World() { the_world = this; }
World::~World() { the_world = nullptr; }

World &World::current() {
    if (the_world == nullptr) throw ScriptError("no world");
    return *the_world;
}

Thread &World::spawn(std::string name, std::function<void()> body) {
    return threads_.emplace_back(std::move(name), std::move(body));
}

void World::enter(Thread &thread) {
    if (self_ != nullptr) fail("a thread cannot run another");
    thread.paused_ = false;
    steps_ = 0;
    self_ = &thread;
    thread.fiber_.resume();
    self_ = nullptr;
    if (steps_ > livelock_steps) fail(thread.name + " runs for ever");
}

void World::run_until(Thread &thread, const Until &until) {
    if (comes_to(thread, until)) return;
    fail(thread.name + (thread.finished() ? " ended" : " blocked") + " before it came there");
}

bool World::comes_to(Thread &thread, const Until &until) {
    if (thread.finished() || thread.blocked()) fail(thread.name + " cannot run");
    thread.until_ = until;
    enter(thread);
    thread.until_ = nullptr;
    return thread.paused_;
}

void World::resume(Thread &thread) {
    if (thread.finished() || thread.blocked()) fail(thread.name + " cannot run");
    enter(thread);
}

void World::run(std::string name, std::function<void()> body) {
    Thread &thread = spawn(std::move(name), std::move(body));
    resume(thread);
    if (!thread.finished()) fail(thread.name + " blocked");
}

void World::settle() {
    for (;;) {
        const auto next = std::ranges::find_if(threads_, [&](const Thread &thread) { return runnable(thread); });
        if (next == threads_.end()) return;
        enter(*next);
    }
}

void World::pass(int64_t ns) {
    const int64_t end = now_ns_ + ns;
    settle();
    for (;;) {
        int64_t next = end;
        for (const Thread &thread : threads_) {
            if (thread.blocked()) next = std::min(next, thread.wakes_at_ns_);
        }
        set_clock(std::max(next, now_ns_));
        settle();
        const bool due = std::ranges::any_of(
            threads_, [&](const Thread &thread) { return thread.blocked() && thread.wakes_at_ns_ <= end; });
        if (next == end && !due) return;
    }
}

void World::set_clock(int64_t ns) {
    now_ns_ = ns;
    time_out();
}

void World::time_out() {
    for (Thread &thread : threads_) {
        if (!thread.blocked() || thread.wakes_at_ns_ > now_ns_) continue;
        thread.waits_on_ = nullptr;
        thread.woken_ = false;
    }
}

void World::step(const Step &step) {
    const bool logged =
        step.kind == StepKind::probe || step.kind == StepKind::heavy_barrier || step.kind == StepKind::trim;
    if (logged) {
        log.add({.time_ns = now_ns_,
                 .thread = self_ != nullptr ? std::string_view(self_->name) : std::string_view("script"),
                 .step = step,
                 .mutexes_held = self_ != nullptr ? self_->mutexes_held_ : 0});
    }
    if (self_ == nullptr) return;
    Thread &thread = *self_;
    const bool livelock = ++steps_ > livelock_steps;
    if (!livelock && !(thread.until_ && thread.until_(step))) return;
    thread.paused_ = true;
    thread.fiber_.suspend();
}

bool World::block(const void *address, int64_t deadline_ns) {
    if (self_ == nullptr) fail("the script itself would block");
    if (deadline_ns <= now_ns_) return false;
    Thread &thread = *self_;
    thread.waits_on_ = address;
    thread.wakes_at_ns_ = deadline_ns;
    thread.fiber_.suspend();
    return thread.woken_;
}

void World::wake(const void *address) {
    for (Thread &thread : threads_) {
        if (thread.waits_on_ != address) continue;
        thread.waits_on_ = nullptr;
        thread.woken_ = true;
    }
}

void World::fail(const std::string &what) const { throw ScriptError(what + "; the last steps:\n" + log.tail()); }

}  // namespace rcu_bench::scripted
