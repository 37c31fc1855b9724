#include "explore/core.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <new>

#include "explore/fiber.h"

namespace rcu_bench::explore {

Observer *observer = nullptr;

namespace {

void *host_sp = nullptr;  // where run_thread() was left

constexpr size_t page_bytes = 4096;
constexpr size_t stack_reserve = 512;  // so near its end a stack must not come

/// A scenario or an engine that does not fit is a mistake of ours, and goes on in nobody's memory.
[[noreturn]] void give_up(const char *what) {
    fprintf(stderr, "explore: %s\n", what);
    abort();
}

void leave_thread() {
    Thread &self = core().self();
    switch_stack(&self.sp, host_sp);
}

/// Runs in the new fiber. What it is to do lies at the bottom of its stack.
struct Start {
    void (*body)(void *);
    void *argument;
};

void begin_thread() {
    Core &c = core();
    const auto *const start = reinterpret_cast<const Start *>(arena().stacks[c.current]);
    start->body(start->argument);
    c.runnable &= ~(uint32_t{1} << c.current);
    c.finished |= uint32_t{1} << c.current;
    leave_thread();
    give_up("a thread that has ended was run");
}

}  // namespace

bool map_arena() {
    static const bool mapped = [] {
        const size_t bytes = (sizeof(Arena) + page_bytes - 1) / page_bytes * page_bytes;
        void *const wanted = reinterpret_cast<void *>(arena_address);
        const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;
        void *const got = mmap(wanted, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
        if (got != MAP_FAILED && got != wanted) munmap(got, bytes);  // a kernel that knows no NOREPLACE
        return got == wanted;
    }();
    return mapped;
}

void Core::wake_one(uint32_t thread, bool woken) {
    Thread &sleeper = threads[thread];
    sleeper.waits_on = nullptr;
    sleeper.deadline_ns = never;
    sleeper.woken = woken;
    runnable |= uint32_t{1} << thread;
    if (yields_on_wake) stop_soon();
}

void Core::wake_all(const void *waits_on) {
    for (uint32_t i = 0; i < count; ++i) {
        if (threads[i].waits_on == waits_on) wake_one(i, true);
    }
}

void Core::locked(const void *mutex) {
    for (uint32_t i = 0; i < count; ++i) {
        if (threads[i].wants == mutex) runnable &= ~(uint32_t{1} << i);
    }
}

void Core::unlocked(const void *mutex) {
    for (uint32_t i = 0; i < count; ++i) {
        if (threads[i].wants != mutex) continue;
        runnable |= uint32_t{1} << i;
        if (yields_on_wake) stop_soon();
    }
}

namespace {

/// Of a thread that is to ask before each operation: an atomic call can be left before its first one only, and a broken
/// execution is over.
bool may_go_on() {
    const Core &c = core();
    return c.asks && (c.self().call == 2 || c.allowed > 0) && c.ghost.violations == 0;
}

}  // namespace

void ask(Op op, const void *object) {
    Core &c = core();
    if (!may_go_on()) leave_thread();
    if (!c.asks) return;
    if (c.allowed > 0) --c.allowed;
    if (c.self().call == 1) c.self().call = 2;
    c.until = 1;
    if (observer != nullptr) observer->on_operation(op, object);
}

void await_turn_slowly() {
    if (!may_go_on()) leave_thread();
}

bool block(const void *waits_on, int64_t deadline_ns) {
    Core &c = core();
    Thread &self = c.self();
    self.waits_on = waits_on;
    self.deadline_ns = deadline_ns;
    c.runnable &= ~(uint32_t{1} << c.current);
    c.ghost.on_block(c.current, deadline_ns);
    leave_thread();
    const bool woken = self.woken;
    self.woken = false;
    return woken;
}

void give_way() {
    Core &c = core();
    c.runnable &= ~(uint32_t{1} << c.current);
    leave_thread();
}

void *allocate(size_t bytes, size_t alignment) {
    Core &c = core();
    const size_t begin = (c.objects_used + alignment - 1) / alignment * alignment;
    if (begin + bytes > objects_bytes) give_up("the arena is too small for this engine and scenario");
    c.objects_used = static_cast<uint32_t>(begin + bytes);
    return arena().objects + begin;
}

uint32_t spawn(void (*body)(void *), void *argument) {
    Core &c = core();
    if (c.count == max_threads) give_up("too many threads");
    const uint32_t thread = c.count++;
    std::byte *const stack = arena().stacks[thread];
    new (stack) Start{body, argument};
    c.threads[thread] = {};
    c.threads[thread].sp = prepare_stack(stack, stack_bytes, begin_thread);
    c.runnable |= uint32_t{1} << thread;
    return thread;
}

void run_thread(uint32_t thread, uint32_t allowance) {
    Core &c = core();
    c.current = thread;
    c.until = c.asks ? 0 : allowance;
    c.allowed = allowance;
    c.executed = 0;
    switch_stack(&host_sp, c.threads[thread].sp);
    if ((c.runnable >> thread & 1) == 0) c.current = no_thread;
    if ((c.finished >> thread & 1) != 0) c.threads[thread].sp = arena().stacks[thread] + stack_bytes;
    const auto *const sp = static_cast<const std::byte *>(c.threads[thread].sp);
    if (sp < arena().stacks[thread] + stack_reserve) give_up("a stack has overflowed");
}

}  // namespace rcu_bench::explore
