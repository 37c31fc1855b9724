// Delays put into a live run at the engine's probes, so that rare interleavings become common. It hangs on the probes like
// every other observer: the engine knows nothing of it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>

#include "rcu/probe.h"

namespace rcu_bench::trace {

/// One point of the engine, by the name under which users delay it.
struct DelayPoint {
    std::string_view name;
    rcu::Probe probe;
};

/// All that can be delayed. The names are those of `--perturb`.
std::span<const DelayPoint> delay_points();

class Perturbation {
  public:
    /// From now on threads that pass `point` sleep for `delay_ns` with this probability, 0 … 1. From any thread.
    void set(rcu::Probe point, int64_t delay_ns, double probability);
    /// No delay anywhere.
    void clear();

    /// `luck` is the calling thread's random state.
    void at(rcu::Probe point, uint64_t &luck) const {
        const Delay &delay = delays_[static_cast<size_t>(point)];
        const uint32_t chance = delay.chance.load(std::memory_order_relaxed);
        if (chance == 0) [[likely]]
            return;
        luck = luck * 6364136223846793005u + 1442695040888963407u;  // Knuth's MMIX generator; its high bits are good
        if (static_cast<uint32_t>(luck >> 32) < chance) wait(delay.ns.load(std::memory_order_relaxed));
    }

  private:
    struct Delay {
        std::atomic<uint32_t> chance{0};  ///< of 2³²
        std::atomic<int64_t> ns{0};
    };

    static void wait(int64_t ns);

    std::array<Delay, static_cast<size_t>(rcu::Probe::count_)> delays_{};
};

}  // namespace rcu_bench::trace
