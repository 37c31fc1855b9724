#include "workload/arrivals.h"

#include <algorithm>
#include <numeric>

#include "workload/random.h"

namespace rcu_bench::workload {

namespace {

using trace::CommandType;

/// Of a burst's period: enough to shake the bursts out of step with 10 ms polls, too little to make them meet.
constexpr double burst_jitter = 0.2;
/// Of a submit's period.
constexpr double submit_jitter = 0.8;

double jittered(uint64_t index, double jitter, Random &random) {
    return static_cast<double>(index) + 0.5 + jitter * (random.unit() - 0.5);
}

class BlobArrivals {
  public:
    BlobArrivals(const Config &config, std::vector<Arrival> &arrivals)
        : config_(config), arrivals_(arrivals), random_(config.seed, 1), resource_of_slot_(config.blobs) {
        std::iota(resource_of_slot_.begin(), resource_of_slot_.end(), uint64_t{1});
        next_resource_ = config.blobs + 1;
    }

    void draw(int64_t end_ns) {
        const double period_ns = 1e9 * config_.burst / config_.unmap_rate;
        for (uint64_t i = 0;; ++i) {
            const auto at_ns = static_cast<int64_t>(jittered(i, burst_jitter, random_) * period_ns);
            if (at_ns >= end_ns) return;
            draw_burst(at_ns, at_ns + static_cast<int64_t>(period_ns / 2));
        }
    }

  private:
    void draw_burst(int64_t unmap_ns, int64_t map_ns) {
        std::vector<uint32_t> slots(config_.blobs);
        std::iota(slots.begin(), slots.end(), 0u);
        for (uint32_t i = 0; i < config_.burst; ++i) {
            std::swap(slots[i], slots[i + random_.below(slots.size() - i)]);
            const uint32_t slot = slots[i];
            arrivals_.push_back({unmap_ns, CommandType::unmap_blob, slot, resource_of_slot_[slot], i == 0});
            resource_of_slot_[slot] = next_resource_++;
            arrivals_.push_back({map_ns, CommandType::map_blob, slot, resource_of_slot_[slot], false});
        }
    }

    const Config &config_;
    std::vector<Arrival> &arrivals_;
    Random random_;
    std::vector<uint64_t> resource_of_slot_;
    uint64_t next_resource_;
};

void draw_submits(const Config &config, int64_t end_ns, std::vector<Arrival> &arrivals) {
    Random random(config.seed, 2);
    const double period_ns = 1e9 / config.submit_rate;
    for (uint64_t i = 0;; ++i) {
        const auto at_ns = static_cast<int64_t>(jittered(i, submit_jitter, random) * period_ns);
        if (at_ns >= end_ns) return;
        arrivals.push_back({at_ns, CommandType::submit_3d, 0, 0, false});
    }
}

}  // namespace

std::vector<Arrival> draw_arrivals(const Config &config) {
    std::vector<Arrival> arrivals;
    const int64_t end_ns = config.warmup_ns + config.duration_ns;
    BlobArrivals(config, arrivals).draw(end_ns);
    if (config.submit_rate > 0) draw_submits(config, end_ns, arrivals);
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const Arrival &a, const Arrival &b) { return a.time_ns < b.time_ns; });
    return arrivals;
}

}  // namespace rcu_bench::workload
