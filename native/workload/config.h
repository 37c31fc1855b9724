// What one trial is asked to do. Values are checked in TypeScript before they get here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "provider/rcu_provider.h"
#include "trace/recording_writer.h"
#include "workload/load_options.h"
#include "workload/mix_config.h"

namespace rcu_bench::workload {

/// Who the readers are.
enum class Accel : uint8_t {
    kvm,   ///< a section round each exit, with the BQL taken inside it
    tcg,   ///< a section round each run of guest code, ended by the force notifier's kick
    none,  ///< no vCPU at all: only the I/O thread reads
};

/// How the device takes a blob out of the guest's sight.
enum class BlobPath : uint8_t {
    subregion,  ///< UNMAP_BLOB: a memory transaction, and the command waits until the region is gone
    unref,      ///< UNREF of a mapped blob: the same steps, then the unref
    map_fixed,  ///< mmap over a standing background: no transaction, no RCU, no waiting
    reset,      ///< a device reset: all mapped blobs at once, one wait for all
};

/// How many blobs a guest frees at a time, and when.
enum class BlobProfile : uint8_t { custom, steady, window_drag, scene_switch, game_load };

/// When what the guest does not wait for comes.
enum class ArrivalKind : uint8_t {
    fixed,    ///< evenly spaced, but for a jitter
    poisson,  ///< exponential gaps
    bursts,   ///< the same at four times the rate, in a quarter of the time
};

/// What is recorded, and when it is kept.
struct TraceSetting {
    size_t events = 0;             ///< ring capacity of a thread; 0: not traced
    std::string stream_file;       ///< written to while it runs; empty: the rings keep the last events
    trace::RecordingTitle title;   ///< of a stream
    std::string trigger;           ///< "violation", "stall" or a metric; empty: none
    int64_t trigger_above_ns = 0;  ///< of a metric
};

struct Config {
    std::string version;
    std::string provider_file{};  ///< of a provider's library; empty: the version is known by its name
    std::string workload = "blob-unmap";
    std::vector<MixActor> actors{};  ///< of the workload mix
    LoadOptions options{};           ///< the workload's own; what follows holds those of the machine and of blob-unmap
    provider::Build build{};
    platform::WaitBackend wait = platform::WaitBackend::futex;
    Accel accel = Accel::kvm;
    uint64_t seed = 0;
    int64_t warmup_ns = 0;
    int64_t duration_ns = 0;

    // The readers.
    uint32_t vcpus = 0;
    double exit_rate = 0;         ///< KVM: exits per second and vCPU
    int64_t exit_handler_ns = 0;  ///< … and the work under the BQL in each
    int64_t section_ns = 0;       ///< TCG: length of a section that nobody kicks
    int64_t kick_ns = 0;          ///< … and the time from the kick to its end
    double io_rate = 0;           ///< sections of the I/O thread per second
    int64_t io_section_ns = 0;

    // The guest's commands.
    double submit_rate = 0;  ///< per second
    int64_t render_ns = 0;   ///< BQL held for each
    double unmap_rate = 0;   ///< per second, bursts counted through
    uint32_t burst = 1;      ///< unmaps that arrive together
    double frame_rate = 0;   ///< flushes per second; 0: none
    BlobPath path = BlobPath::subregion;
    BlobProfile profile = BlobProfile::custom;
    ArrivalKind arrivals = ArrivalKind::fixed;
    bool maps_before =
        false;  ///< a burst's new blobs are mapped right before its unmaps, not halfway to the next burst

    // The memory map.
    uint32_t grace_periods = 2;   ///< that an unmap waits for: 1 = no virtqueue holds a view
    uint32_t virtqueues = 0;      ///< active ones, each with a ring cache
    int64_t commit_delay_ns = 0;  ///< from the last call_rcu of a transaction to its end: the other commit listeners
    uint64_t blob_bytes = 4096;
    uint32_t blobs = 1;  ///< that fit into the host-memory window

    bool measure_floors = true;  ///< before the load starts; of many trials in a row the first can do it for all
    std::vector<int> pin_cpus;   ///< threads are bound to them in turn, each by its own place; empty: not pinned
    TraceSetting trace;
};

}  // namespace rcu_bench::workload
