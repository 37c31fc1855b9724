// The real platform with probes that are only counted: what the live tests run the engine on.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "platform/real.h"

namespace rcu_bench::live {

struct ProbeCounter {
    static void on(rcu::Probe point, uint64_t, uint64_t) {
        counts[static_cast<size_t>(point)].fetch_add(1, std::memory_order_relaxed);
    }
    static uint64_t count(rcu::Probe point) {
        return counts[static_cast<size_t>(point)].load(std::memory_order_relaxed);
    }
    static void clear() {
        for (auto &one : counts) one.store(0, std::memory_order_relaxed);
    }

    static inline std::array<std::atomic<uint64_t>, static_cast<size_t>(rcu::Probe::count_)> counts{};
};

using Platform = platform::Real<ProbeCounter>;

}  // namespace rcu_bench::live
