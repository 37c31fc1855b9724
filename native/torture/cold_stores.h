// Fills the store buffer, so that the stores that come next are late to be seen.
//
// x86 keeps a thread's stores in order, but lets its loads overtake them: the one reordering that a reader's barrier is there
// to forbid. By itself it lasts some 20 ns; behind stores that miss the cache it lasts some 300 (measured: docs/torture.md).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rcu_bench::torture {

class ColdStores {
  public:
    /// The stores of the calling thread that follow reach the other CPUs late.
    void delay_next_stores() {
        for (Line &line : lines_) evict(line);
        std::atomic_thread_fence(std::memory_order_seq_cst);  // evicted before they are written, not after
        for (Line &line : lines_) line.value.store(++written_, std::memory_order_relaxed);
    }

  private:
    struct alignas(64) Line {
        std::atomic<uint32_t> value{0};
    };
    /// Most late on the CPUs here; more would have to wait for a free place before the section begins.
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
