// The configuration of one trial. TypeScript checks the values before they arrive here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "load/load_options.h"
#include "load/mix_config.h"
#include "machine/machine_config.h"
#include "support/moments.h"
#include "trace/recording_writer.h"

namespace rcu_bench::workload {

/// How many blobs a guest frees at a time, and when.
enum class BlobProfile : uint8_t { custom, steady, window_drag, scene_switch, game_load };

/// What is recorded, and when the recording is kept.
struct TraceSetting {
    size_t events = 0;             ///< ring capacity of a thread; 0: not traced
    std::string stream_file;       ///< the file of a stream; empty: the rings keep the last events
    trace::RecordingTitle title;   ///< of a stream
    std::string trigger;           ///< "violation", "stall" or a metric; empty: none
    int64_t trigger_above_ns = 0;  ///< limit of the metric
};

struct Config : MachineConfig {
    std::string version;
    std::string provider_file{};  ///< the library of a provider; empty: the version is known by its name
    std::string workload = "blob-unmap";
    std::vector<MixActor> actors{};  ///< threads of the workload mix
    LoadOptions options{};           ///< the workload's own options

    // The guest's commands.
    double submit_rate = 0;  ///< commands per second
    double unmap_rate = 0;   ///< unmaps per second; each unmap of a burst counts
    uint32_t burst = 1;      ///< unmaps that arrive together
    BlobProfile profile = BlobProfile::custom;
    ArrivalKind arrivals = ArrivalKind::fixed;
    bool maps_before =
        false;  ///< a burst's new blobs are mapped right before its unmaps, not halfway to the next burst

    bool measure_floors = true;  ///< before the load starts; the first of many trials in a row can measure for all
    TraceSetting trace;
};

}  // namespace rcu_bench::workload
