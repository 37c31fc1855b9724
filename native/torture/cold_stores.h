// Fills the store buffer, so that other CPUs see the following stores late. x86 keeps the order of a thread's stores,
// but its loads may overtake them: a reader's barrier exists to forbid exactly that reordering. It normally lasts about
// 20 ns; behind stores that miss the cache it lasts about 300 ns (measured: docs/torture.md).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rcu_bench::torture {

class ColdStores {
  public:
    /// Other CPUs see the following stores of the calling thread late.
    void delay_next_stores() {
        for (Line &line : lines_) evict(line);
        std::atomic_thread_fence(std::memory_order_seq_cst);  // evicted before they are written, not after
        for (Line &line : lines_) line.value.store(++written_, std::memory_order_relaxed);
    }

  private:
    struct alignas(64) Line {
        std::atomic<uint32_t> value{0};
    };
    /// the number with the longest delay on the CPUs measured; more stores would wait for a free entry before the
    /// section begins
    static constexpr size_t lines = 32;

    static void evict([[maybe_unused]] Line &line) {
#if defined(__x86_64__)
        __builtin_ia32_clflush(&line);
#elif defined(__aarch64__)
        asm volatile("dc civac, %0" ::"r"(&line) : "memory");
#endif
    }

    std::array<Line, lines> lines_{};
    uint32_t written_ = 0;
};

}  // namespace rcu_bench::torture
