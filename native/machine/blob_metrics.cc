#include "machine/blob_metrics.h"

namespace rcu_bench::workload {

trace::SampleBuffer *BlobSamples::find(std::string_view metric) {
    if (metric == "unmap.latency") return &unmap_latency;
    if (metric == "unmap.guest") return &unmap_guest;
    if (metric == "callback.gp1") return &callback_gp1;
    if (metric == "callback.gp2") return &callback_gp2;
    if (metric == "blocked.time") return &blocked_time;
    if (metric == "command.latency") return &command_latency;
    if (metric == "submit.latency") return &submit_latency;
    if (metric == "frame.latency") return &frame_latency;
    if (metric == "reset.latency") return &reset_latency;
    return nullptr;
}

}  // namespace rcu_bench::workload
