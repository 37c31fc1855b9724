// How many blobs a guest frees, and when: the profiles.
#pragma once

#include <cstdint>
#include <vector>

#include "load/config.h"

namespace rcu_bench::workload {

/// Blobs that are freed at one moment.
struct Burst {
    int64_t time_ns;
    uint32_t blobs;
    bool first;  ///< the begin of what the guest does: of a drag its first frame, of all else each
};

/// Ordered by time.
std::vector<Burst> draw_bursts(const Config &config);

/// The most blobs that one burst of this configuration may have.
uint32_t largest_burst(const Config &config);

/// From a burst to the maps of as many new blobs, unless the next burst comes first.
int64_t map_lag_ns(const Config &config);

/// When the guest's frame `index` is due. All but BlobProfile::custom frees at such moments.
int64_t frame_time_ns(const Config &config, uint64_t index);

}  // namespace rcu_bench::workload
