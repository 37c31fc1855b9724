// Depth-first search: every schedule with at most the given number of preemptions.
#pragma once

#include <vector>

#include "explore/budget.h"
#include "explore/run.h"
#include "explore/seen_states.h"

namespace rcu_bench::explore {

class Dfs {
  public:
    Dfs(World &world, const Options &options, Report &report, Budget &budget);
    void run();

  private:
    /// A state with several choices on the path to the current state.
    struct Fork {
        Run::Place place;
        Choices all;
        uint32_t left;  ///< choices that were not taken yet
        size_t image;   ///< search by snapshot: the saved image
        uint64_t hash;  ///< used if states are pruned
    };

    void descend();
    bool fork(const Choices &choices);
    /// Returns to the newest choice that was not taken, and takes it. Returns false if there is none.
    bool backtrack();
    void come_back(const Fork &fork);
    bool on_the_way(uint64_t hash) const;

    const Options &options_;
    Report &report_;
    Budget &budget_;
    Run run_;
    std::vector<Fork> forks_;
    Images images_;
    SeenStates seen_;
};

}  // namespace rcu_bench::explore
