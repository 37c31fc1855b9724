// A torture is a sequence of short episodes. The seed decides what each episode mixes.
#pragma once

#include <cstdint>

#include "torture/config.h"
#include "trace/perturbation.h"
#include "support/random.h"

namespace rcu_bench::torture {

/// What the threads do in one episode. Weights are relative; 0: never.
struct Episode {
    int64_t length_ns = 0;
    /// How many readers and writers take part; the others wait.
    uint32_t active_readers = 0, active_writers = 0;
    int64_t writer_gap_ns = 0;  ///< mean pause of a writer
    uint32_t flood = 1;         ///< callbacks at a time
    uint32_t synchronize_weight = 0, drain_weight = 0, force_weight = 0, call_weight = 0;
    uint32_t short_weight = 0, nested_weight = 0, long_weight = 0, kicked_weight = 0, churn_weight = 0;
    int64_t long_section_ns = 0;
    /// Looks for a missing barrier: the stores of the one reader are late, and the RCU thread publishes, removes and
    /// scans at once.
    bool late_stores = false;
};

/// The longest section of any episode.
inline constexpr int64_t longest_section_ns = 30'000'000;
/// A reader that waits for its notifier leaves its section after this time.
inline constexpr int64_t unkicked_section_ns = 80'000'000;
/// The longest drawn delay.
inline constexpr int64_t longest_delay_ns = 20'000'000;

Episode draw_episode(const Config &config, workload::Random &random);

/// Activates the user's delays, and with `draw_delays` drawn ones, too.
void draw_delays(const Config &config, const Episode &episode, workload::Random &random,
                 trace::Perturbation &perturbation);

}  // namespace rcu_bench::torture
