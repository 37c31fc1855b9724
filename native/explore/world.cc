#include "explore/world.h"

#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>

namespace rcu_bench::explore {

namespace {

constexpr size_t state_of_core = offsetof(Core, until);
constexpr size_t own_of_core = sizeof(Core) - state_of_core;
static_assert(own_of_core % 8 == 0 && state_of_core % 8 == 0);

constexpr size_t largest_image = sizeof(Arena) + 64;

constexpr size_t padded(size_t bytes) { return (bytes + 7) / 8 * 8; }

/// Hands each part of the state that is in use to `part(begin, bytes)`, always in the same order. The core comes first: where
/// the stacks begin is written there.
template <class Part>
[[gnu::always_inline]] inline void for_each_part(Part part) {
    Arena &a = arena();
    part(reinterpret_cast<std::byte *>(&a.core) + state_of_core, own_of_core);
    part(reinterpret_cast<std::byte *>(&a.core), state_of_core);
    part(reinterpret_cast<std::byte *>(a.callbacks), a.core.callbacks_used * sizeof(CallbackGhost));
    part(&a.readers[0][0], a.core.count * reader_bytes);
    part(a.objects, padded(a.core.objects_used));
    for (uint32_t i = 0; i < a.core.count; ++i) {
        auto *const sp = static_cast<std::byte *>(a.core.threads[i].sp);
        part(sp, static_cast<size_t>(a.stacks[i] + stack_bytes - sp));
    }
}

__extension__ using Product = unsigned __int128;

/// Two words into one: the halves of their product.
uint64_t fold(uint64_t a, uint64_t b) {
    const Product product = Product{a} * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

/// Two words a multiplication, and four lanes of them, so that the multiplications overlap.
uint64_t hash_words(const uint64_t *words, size_t count) {
    constexpr uint64_t k0 = 0x9e3779b97f4a7c15, k1 = 0xd6e8feb86659fd93, k2 = 0xa0761d6478bd642f,
                       k3 = 0xe7037ed1a0b428db;
    uint64_t a = k0, b = k1, c = k2, d = k3;
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        a = fold(words[i] ^ k1, words[i + 1] ^ a);
        b = fold(words[i + 2] ^ k2, words[i + 3] ^ b);
        c = fold(words[i + 4] ^ k3, words[i + 5] ^ c);
        d = fold(words[i + 6] ^ k0, words[i + 7] ^ d);
    }
    for (; i < count; ++i) a = fold(words[i] ^ k1, a ^ k2);
    return fold(fold(a ^ k0, b ^ k1) ^ count, fold(c ^ k2, d ^ k3) ^ k0);
}

}  // namespace

Images::Images() : bytes_(static_cast<std::byte *>(malloc(largest_image))), capacity_(largest_image) {}
Images::~Images() { free(bytes_); }

size_t Images::save() {
    if (capacity_ - used_ < largest_image) {
        capacity_ *= 2;
        bytes_ = static_cast<std::byte *>(realloc(bytes_, capacity_));
        if (bytes_ == nullptr) abort();
    }
    const size_t image = used_;
    std::byte *to = bytes_ + used_;
    for_each_part([&](const std::byte *from, size_t bytes) {
        memcpy(to, from, bytes);
        to += bytes;
    });
    used_ = static_cast<size_t>(to - bytes_);
    return image;
}

void Images::restore(size_t image) const {
    const std::byte *from = bytes_ + image;
    for_each_part([&](std::byte *to, size_t bytes) {
        memcpy(to, from, bytes);
        from += bytes;
    });
}

uint64_t Images::hash(size_t image) const {
    const size_t begin = image + own_of_core;
    return hash_words(reinterpret_cast<const uint64_t *>(bytes_ + begin), (used_ - begin) / 8);
}

World::World(Program &program, WorldOptions options) : program_(program) {
    memset(reinterpret_cast<void *>(arena_address), 0, sizeof(Arena));
    Core &c = *new (reinterpret_cast<void *>(arena_address)) Core;
    c.now_ns = 1'000'000'000;  // like any clock that has run for a while
    c.until = UINT32_MAX;
    program_.build();
    for (uint32_t i = 0; i < c.count; ++i) {
        if ((c.runnable >> i & 1) != 0)
            run_thread(i, 0);  // up to its first operation: nothing of that is seen by others
    }
    c.current = no_thread;
    c.until = c.executed = c.allowed = 0;
    c.asks = options.log || options.atomic_calls;
    c.atomic_calls = options.atomic_calls;
    c.past = options.past;
    c.yields_on_wake = false;
    first_.save();
}

uint32_t timed_sleepers() {
    const Core &c = core();
    uint32_t sleepers = 0;
    for (uint32_t i = 0; i < c.count; ++i) {
        const bool counts = c.threads[i].deadline_ns != never && c.threads[i].deadline_ns - c.now_ns < endless_from_ns;
        if (counts) sleepers |= uint32_t{1} << i;
    }
    return sleepers;
}

namespace {

void jump_to(int64_t ns) {
    Core &c = core();
    if (ns > c.now_ns) c.now_ns = ns;
    for (uint32_t i = 0; i < c.count; ++i) {
        if (c.threads[i].deadline_ns > c.now_ns) continue;
        c.ghost.on_timeout(i);
        c.wake_one(i, false);
    }
}

}  // namespace

bool advance_clock() {
    const Core &c = core();
    int64_t next = never;
    for (uint32_t sleepers = timed_sleepers(); sleepers != 0; sleepers &= sleepers - 1) {
        const auto i = static_cast<uint32_t>(std::countr_zero(sleepers));
        if (c.threads[i].deadline_ns < next) next = c.threads[i].deadline_ns;
    }
    if (next == never) return false;
    jump_to(next);
    return true;
}

void fire_timer(uint32_t thread) { jump_to(core().threads[thread].deadline_ns); }

void run_until_all_sleep() {
    Core &c = core();
    while (c.runnable != 0 || advance_clock()) {
        run_thread(static_cast<uint32_t>(std::countr_zero(c.runnable)), UINT32_MAX);
    }
    c.until = UINT32_MAX;
}

}  // namespace rcu_bench::explore
