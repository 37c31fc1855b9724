// What the blob device measures. Samples are pushed under the BQL.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "trace/sample_buffer.h"

namespace rcu_bench::workload {

/// Intervals in ns. docs/measurement.md defines them.
struct BlobSamples {
    BlobSamples(size_t unmaps, size_t submits, size_t flushes, size_t resets)
        : unmap_latency(unmaps),
          unmap_guest(unmaps),
          callback_gp1(unmaps),
          callback_gp2(unmaps),
          blocked_time(unmaps),
          command_latency(submits),
          submit_latency(submits),
          frame_latency(flushes),
          reset_latency(resets) {}

    /// The buffer of a metric by its name; null for a metric that the device does not measure.
    trace::SampleBuffer *find(std::string_view metric);

    trace::SampleBuffer unmap_latency, unmap_guest, callback_gp1, callback_gp2, blocked_time, command_latency,
        submit_latency, frame_latency, reset_latency;
};

/// Counts of the measured time. Atomic, because the counts of a stalled trial are read while its threads hang.
struct BlobCounters {
    std::atomic<uint64_t> unmaps{0};  ///< unmaps that were answered
    std::atomic<uint64_t> maps{0};
    std::atomic<uint64_t> submits{0};
    std::atomic<uint64_t> gp2{0};         ///< second grace periods that an unmap waited for
    std::atomic<uint64_t> gp2_forced{0};  ///< second grace periods that were forced
    std::atomic<uint64_t> waited_0{0}, waited_1{0}, waited_2{0},
        waited_more{0};                            ///< unmaps by the number of grace periods they waited for
    std::atomic<uint64_t> behind_grace_period{0};  ///< unmaps that began during an earlier grace period
    std::atomic<uint64_t> bursts{0};
    std::atomic<uint64_t> bursts_behind{0};  ///< bursts whose first unmap found an earlier unmap unanswered
    std::atomic<uint64_t> map_errors{0};     ///< mmap failed
    std::atomic<uint64_t> resets{0};
    std::atomic<uint64_t> frames{0};  ///< flushes that were answered
    std::atomic<uint64_t> frames_missed{
        0};                               ///< flushes that were answered more than a frame's period after they were due
    std::atomic<uint64_t> blocked_ns{0};  ///< time in which the renderer was blocked
};

inline void add_one(std::atomic<uint64_t> &counter) { counter.fetch_add(1, std::memory_order_relaxed); }

}  // namespace rcu_bench::workload
