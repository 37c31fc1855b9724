#include "torture/episode.h"

#include <algorithm>
#include <array>

namespace rcu_bench::torture {

namespace {

template <class Value, size_t count>
Value pick(workload::Random &random, const std::array<Value, count> &choices) {
    return choices[random.below(count)];
}

bool chance(workload::Random &random, double probability) { return random.unit() < probability; }

uint32_t weight(workload::Random &random, uint32_t most) { return static_cast<uint32_t>(random.below(most + 1)); }

constexpr int drawn_points = 6;
constexpr std::array<int64_t, 4> drawn_delays_ns{20'000, 200'000, 2'000'000, longest_delay_ns};
/// The average cost of a drawn delay per passage: the rarer a delay, the longer.
constexpr double mean_cost_ns = 400'000;

/// All of them in half of the episodes, otherwise 1 to all.
uint32_t some(workload::Random &random, uint32_t all) {
    return chance(random, 0.5) ? all : 1 + static_cast<uint32_t>(random.below(all));
}

/// One reader: with more readers another one is usually in a section, and the RCU thread sleeps. Short sections: the
/// RCU thread sees the reader outside of a section, and the reader enters at that moment.
void hunt_barriers(Episode &episode) {
    episode.late_stores = true;
    episode.active_readers = 1;
    episode.active_writers = 1;
    episode.flood = 1;
    episode.writer_gap_ns = 1'000'000;
    episode.nested_weight = episode.long_weight = episode.kicked_weight = episode.churn_weight = 0;
}

}  // namespace

Episode draw_episode(const Config &config, workload::Random &random) {
    Episode episode;
    episode.active_readers = some(random, config.readers);
    episode.active_writers = some(random, config.writers);
    episode.length_ns = 5'000'000 + static_cast<int64_t>(random.below(60'000'000));
    episode.writer_gap_ns = pick(random, std::array<int64_t, 3>{20'000, 100'000, 1'000'000});
    episode.flood = pick(random, std::array<uint32_t, 4>{1, 1, 10, 100});
    episode.call_weight = 20;
    episode.synchronize_weight = weight(random, 2);
    // A force request also wakes the RCU thread and so hides a lost wake-up: half of the episodes make none.
    if (chance(random, 0.5)) {
        episode.force_weight = weight(random, 20);
        episode.drain_weight = weight(random, 4);
    }
    episode.short_weight = 100;
    episode.nested_weight = weight(random, 50);
    episode.churn_weight = weight(random, 50);
    if (chance(random, 0.4)) episode.long_weight = 5 + weight(random, 15);
    if (chance(random, 0.3)) episode.kicked_weight = 1;
    episode.long_section_ns = 1'000'000 + static_cast<int64_t>(random.below(longest_section_ns - 1'000'000));
    if (chance(random, 0.2)) hunt_barriers(episode);
    return episode;
}

void draw_delays(const Config &config, const Episode &episode, workload::Random &random,
                 trace::Perturbation &perturbation) {
    perturbation.clear();
    if (config.draw_delays && !episode.late_stores) {  // this hunt depends on speed
        const auto points = trace::delay_points();
        for (int i = 0; i < drawn_points; ++i) {
            const int64_t delay_ns = pick(random, drawn_delays_ns);
            const double probability = std::min(0.5, mean_cost_ns / static_cast<double>(delay_ns));
            perturbation.set(points[random.below(points.size())].probe, delay_ns, probability);
        }
    }
    for (const Delay &delay : config.delays) perturbation.set(delay.point, delay.delay_ns, delay.probability);
}

}  // namespace rcu_bench::torture
