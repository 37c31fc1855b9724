// What an exploration is asked for.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rcu_bench::explore {

enum class Strategy : uint8_t {
    dfs,     ///< every schedule up to the bound
    pct,     ///< random priorities, lowered at as many random steps as the bound says
    random,  ///< at each step any thread
};

/// How the search comes back to a state with another choice.
enum class ComeBack : uint8_t { snapshot, replay };

struct Options {
    uint32_t preemptions = 2;
    Strategy strategy = Strategy::dfs;
    ComeBack come_back = ComeBack::snapshot;
    bool prune = true;  ///< of a dfs by snapshot
    bool atomic_calls = false;
    bool early_timers = false;  ///< a timer may fire although somebody can run: costs a preemption
    uint32_t past = 0;          ///< violations that do not end an execution: a bit for each Property
    uint64_t seed = 0;
    int64_t budget_ns = INT64_MAX;
    bool stops_at_violation = false;  ///< of pct and random: which never end by themselves
    uint64_t most_schedules = UINT64_MAX;
    size_t memory_bytes = size_t{1} << 30;
    const std::atomic<bool> *stop = nullptr;
    std::atomic<uint64_t> *progress = nullptr;  ///< executions so far
};

/// An execution of so many operations gets nowhere.
inline constexpr uint64_t livelock_steps = 20'000;

}  // namespace rcu_bench::explore
