#include "load/bursts.h"

#include <algorithm>
#include <cmath>

#include "support/moments.h"
#include "support/random.h"

namespace rcu_bench::workload {

namespace {

constexpr uint64_t moments_stream = 1, sizes_stream = 4;
/// Relative to the period: enough to move the bursts out of step with the 10 ms polls, too little to make bursts meet.
constexpr double jitter = 0.2;
/// When a profile's first episode begins after the warm-up: everything has settled by then.
constexpr int64_t first_after_ns = 100'000'000;

/// What a guest does repeatedly: a number of frames, each of which frees a number of blobs.
struct Episode {
    uint32_t least, most;
    uint32_t frames;
    double period_ns;
};

const Episode *episode_of(BlobProfile profile) {
    static constexpr Episode window_drag{1, 4, 30, 2e9}, scene_switch{5, 30, 1, 2e9}, game_load{50, 500, 1, 4e9};
    switch (profile) {
        case BlobProfile::window_drag: return &window_drag;
        case BlobProfile::scene_switch: return &scene_switch;
        case BlobProfile::game_load: return &game_load;
        case BlobProfile::custom:
        case BlobProfile::steady: break;
    }
    return nullptr;
}

int64_t end_of(const Config &config) { return config.warmup_ns + config.duration_ns; }

double burst_period_ns(const Config &config) { return 1e9 * config.burst / config.unmap_rate; }

/// The first frame that is due at or after `time_ns`.
uint64_t frame_at(const Config &config, int64_t time_ns) {
    return static_cast<uint64_t>(std::ceil(static_cast<double>(time_ns) * config.frame_rate * 1e-9));
}

std::vector<Burst> draw_single_bursts(const Config &config) {
    std::vector<Burst> bursts;
    const bool aligned = config.profile == BlobProfile::steady;
    for (const int64_t at_ns :
         draw_moments(config.arrivals, config.seed, burst_period_ns(config), jitter, end_of(config), moments_stream)) {
        const int64_t due_ns = aligned ? frame_time_ns(config, frame_at(config, at_ns)) : at_ns;
        if (due_ns < end_of(config)) bursts.push_back({due_ns, config.burst, true});
    }
    return bursts;
}

std::vector<Burst> draw_episodes(const Config &config, const Episode &episode) {
    Random random(config.seed, sizes_stream);
    std::vector<Burst> bursts;
    // The first of evenly spaced episodes comes soon after the warm-up, in which nothing happens.
    const bool even = config.arrivals == ArrivalKind::fixed;
    const int64_t earlier_ns = even ? static_cast<int64_t>((0.5 - jitter / 2) * episode.period_ns) : 0;
    const int64_t shift_ns = config.warmup_ns + first_after_ns - earlier_ns;
    const int64_t length_ns = end_of(config) - shift_ns;
    for (const int64_t at_ns :
         draw_moments(config.arrivals, config.seed, episode.period_ns, jitter, length_ns, moments_stream)) {
        const uint64_t first = frame_at(config, shift_ns + at_ns);
        for (uint32_t i = 0; i < episode.frames; ++i) {
            const int64_t due_ns = frame_time_ns(config, first + i);
            const auto blobs = static_cast<uint32_t>(episode.least + random.below(episode.most - episode.least + 1));
            if (due_ns < end_of(config)) bursts.push_back({due_ns, blobs, i == 0});
        }
    }
    std::stable_sort(bursts.begin(), bursts.end(),
                     [](const Burst &a, const Burst &b) { return a.time_ns < b.time_ns; });
    return bursts;
}

}  // namespace

int64_t frame_time_ns(const Config &config, uint64_t index) {
    return std::llround(static_cast<double>(index) * 1e9 / config.frame_rate);
}

std::vector<Burst> draw_bursts(const Config &config) {
    const Episode *const episode = episode_of(config.profile);
    return episode == nullptr ? draw_single_bursts(config) : draw_episodes(config, *episode);
}

uint32_t largest_burst(const Config &config) {
    const Episode *const episode = episode_of(config.profile);
    return episode == nullptr ? config.burst : episode->most;
}

int64_t map_lag_ns(const Config &config) {
    const bool single = episode_of(config.profile) == nullptr;
    return static_cast<int64_t>((single ? burst_period_ns(config) : 1e9 / config.frame_rate) / 2);
}

}  // namespace rcu_bench::workload
