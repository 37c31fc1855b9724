// The profiles: how many blobs a guest frees, and when.
#pragma once

#include <cstdint>
#include <vector>

#include "load/config.h"

namespace rcu_bench::workload {

/// Blobs that are freed at one moment.
struct Burst {
    int64_t time_ns;
    uint32_t blobs;
    bool first;  ///< whether the guest's activity begins here: the first frame of a drag, every burst otherwise
};

/// Ordered by time.
std::vector<Burst> draw_bursts(const Config &config);

/// The largest burst that this configuration can draw.
uint32_t largest_burst(const Config &config);

/// Time from a burst to the maps of as many new blobs, unless the next burst comes first.
int64_t map_lag_ns(const Config &config);

/// When the guest's frame `index` is due. All profiles except BlobProfile::custom free blobs at frame times.
int64_t frame_time_ns(const Config &config, uint64_t index);

}  // namespace rcu_bench::workload
