#include "load/arrivals.h"

#include <algorithm>
#include <utility>

#include "load/bursts.h"
#include "support/moments.h"
#include "support/random.h"

namespace rcu_bench::workload {

namespace {

using trace::CommandType;

constexpr uint64_t submits_stream = 2, slots_stream = 5;
/// Relative to the period of submits.
constexpr double submit_jitter = 0.8;

class BlobArrivals {
  public:
    BlobArrivals(const Config &config, std::vector<Arrival> &arrivals)
        : config_(config), arrivals_(arrivals), random_(config.seed, slots_stream), resource_of_slot_(config.blobs) {
        map(0, first_slots(mapped_at_start(config)), nullptr);
    }

    void draw(const std::vector<Burst> &bursts) {
        for (size_t i = 0; i < bursts.size(); ++i) {
            const Burst &burst = bursts[i];
            const Burst &next = i + 1 < bursts.size() ? bursts[i + 1] : burst;
            const int64_t gap_ns = i + 1 < bursts.size() ? next.time_ns - burst.time_ns : INT64_MAX / 4;
            const int64_t map_ns = burst.time_ns + std::min(map_lag_ns(config_), gap_ns / 4 * 3);
            if (config_.path == BlobPath::reset) {
                reset(burst);
                map(map_ns, first_slots(next.blobs), &arrivals_);
            } else if (config_.maps_before) {
                const std::vector<uint32_t> old = pick(true, burst.blobs);
                map(burst.time_ns, pick(false, burst.blobs), &arrivals_);
                unmap(burst, old);
            } else {
                const std::vector<uint32_t> slots = pick(true, burst.blobs);
                unmap(burst, slots);
                map(map_ns, slots, &arrivals_);
            }
        }
    }

  private:
    static constexpr uint64_t nothing = 0;

    std::vector<uint32_t> first_slots(uint32_t count) const {
        std::vector<uint32_t> slots;
        for (uint32_t slot = 0; slot < std::min(count, config_.blobs); ++slot) slots.push_back(slot);
        return slots;
    }

    /// Any `count` slots that are mapped, or that are not.
    std::vector<uint32_t> pick(bool mapped, uint32_t count) {
        std::vector<uint32_t> slots;
        for (uint32_t slot = 0; slot < config_.blobs; ++slot) {
            if ((resource_of_slot_[slot] != nothing) == mapped) slots.push_back(slot);
        }
        count = std::min(count, static_cast<uint32_t>(slots.size()));
        for (uint32_t i = 0; i < count; ++i) std::swap(slots[i], slots[i + random_.below(slots.size() - i)]);
        slots.resize(count);
        return slots;
    }

    /// @param into null: the blobs are mapped before the guest starts.
    void map(int64_t time_ns, const std::vector<uint32_t> &slots, std::vector<Arrival> *into) {
        for (const uint32_t slot : slots) {
            resource_of_slot_[slot] = next_resource_++;
            if (into != nullptr) into->push_back({time_ns, CommandType::map_blob, slot, resource_of_slot_[slot]});
        }
    }

    void unmap(const Burst &burst, const std::vector<uint32_t> &slots) {
        const CommandType type = config_.path == BlobPath::unref ? CommandType::unref_blob : CommandType::unmap_blob;
        bool first = burst.first;
        for (const uint32_t slot : slots) {
            const uint64_t resource = std::exchange(resource_of_slot_[slot], nothing);
            arrivals_.push_back({burst.time_ns, type, slot, resource, 1, std::exchange(first, false)});
        }
    }

    void reset(const Burst &burst) {
        const auto mapped = static_cast<uint32_t>(
            std::count_if(resource_of_slot_.begin(), resource_of_slot_.end(), [](uint64_t r) { return r != nothing; }));
        arrivals_.push_back({burst.time_ns, CommandType::reset, 0, nothing, mapped, burst.first});
        std::fill(resource_of_slot_.begin(), resource_of_slot_.end(), nothing);
    }

    const Config &config_;
    std::vector<Arrival> &arrivals_;
    Random random_;
    std::vector<uint64_t> resource_of_slot_;
    uint64_t next_resource_ = 1;
};

void draw_submits(const Config &config, int64_t end_ns, std::vector<Arrival> &arrivals) {
    if (config.submit_rate == 0) return;
    for (const int64_t at_ns :
         draw_moments(config.arrivals, config.seed, 1e9 / config.submit_rate, submit_jitter, end_ns, submits_stream)) {
        arrivals.push_back({at_ns, CommandType::submit_3d});
    }
}

void draw_flushes(const Config &config, int64_t end_ns, std::vector<Arrival> &arrivals) {
    if (config.frame_rate == 0) return;
    for (uint64_t i = 0; frame_time_ns(config, i) < end_ns; ++i) {
        arrivals.push_back({frame_time_ns(config, i), CommandType::flush});
    }
}

}  // namespace

uint32_t mapped_at_start(const Config &config) {
    if (config.path == BlobPath::reset) {
        const std::vector<Burst> bursts = draw_bursts(config);
        return std::min(bursts.empty() ? largest_burst(config) : bursts.front().blobs, config.blobs);
    }
    return config.maps_before ? config.blobs - std::min(largest_burst(config), config.blobs) : config.blobs;
}

std::vector<Arrival> draw_arrivals(const Config &config) {
    std::vector<Arrival> arrivals;
    const int64_t end_ns = config.warmup_ns + config.duration_ns;
    BlobArrivals(config, arrivals).draw(draw_bursts(config));
    draw_submits(config, end_ns, arrivals);
    draw_flushes(config, end_ns, arrivals);
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const Arrival &a, const Arrival &b) { return a.time_ns < b.time_ns; });
    return arrivals;
}

size_t unmaps_in(const std::vector<Arrival> &arrivals) {
    size_t unmaps = 0;
    for (const Arrival &arrival : arrivals) unmaps += arrival.unmaps;
    return unmaps;
}

}  // namespace rcu_bench::workload
