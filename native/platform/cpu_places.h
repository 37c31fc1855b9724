// Which CPU each thread of a machine runs on: by a number that is its own in every trial, not by the order in which threads happen to
// begin.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

namespace rcu_bench::platform {

class CpuPlaces {
  public:
    /// Before any thread asks. Empty: nothing is pinned.
    void use(std::vector<int> cpus) { cpus_ = std::move(cpus); }

    /// Binds the calling thread to the CPU of this place; places beyond the last CPU begin with the first again.
    void pin_self(uint32_t place);

    uint64_t pinned() const { return pinned_.load(std::memory_order_relaxed); }
    /// Threads that the kernel did not bind: such a CPU does not exist, or is not for this process.
    uint64_t refused() const { return refused_.load(std::memory_order_relaxed); }

  private:
    std::vector<int> cpus_;
    std::atomic<uint64_t> pinned_{0}, refused_{0};
};

}  // namespace rcu_bench::platform
