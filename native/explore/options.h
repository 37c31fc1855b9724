// The options of an exploration.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rcu_bench::explore {

enum class Strategy : uint8_t {
    dfs,     ///< every schedule up to the bound
    pct,     ///< random priorities, lowered at random steps; the bound is the number of these steps
    random,  ///< any runnable thread at each step
};

/// How the search returns to a state to take another choice.
enum class ComeBack : uint8_t { snapshot, replay };

struct Options {
    uint32_t preemptions = 2;
    Strategy strategy = Strategy::dfs;
    ComeBack come_back = ComeBack::snapshot;
    bool prune = true;  ///< dfs by snapshot only
    bool atomic_calls = false;
    bool early_timers = false;  ///< a timer may fire although a thread can run; costs a preemption
    uint32_t past = 0;          ///< violations that do not end an execution: a bit for each Property
    uint64_t seed = 0;
    int64_t budget_ns = INT64_MAX;
    bool stops_at_violation = false;  ///< pct and random, which never end by themselves
    uint64_t most_schedules = UINT64_MAX;
    size_t memory_bytes = size_t{1} << 30;
    const std::atomic<bool> *stop = nullptr;
    std::atomic<uint64_t> *progress = nullptr;  ///< executions so far
};

/// An execution with this many operations makes no progress.
inline constexpr uint64_t livelock_steps = 20'000;

}  // namespace rcu_bench::explore
