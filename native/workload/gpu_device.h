// The virtio-gpu device with its blobs: commands in order, and an unmap in three steps that stops the queue until the
// RCU has let go of the blob's memory region.
#pragma once

#include <vector>

#include "trace/accounting.h"
#include "workload/blob_metrics.h"
#include "workload/blob_window.h"
#include "workload/control_queue.h"
#include "workload/main_loop.h"
#include "workload/memory_map.h"

namespace rcu_bench::workload {

class GpuDevice final : public LoopClient, public ChainListener {
  public:
    struct Parts {
        provider::Provider &provider;
        trace::Accounting &accounting;
        MainLoop &loop;
        MemoryMap &map;
        BlobWindow &window;
        ControlQueue &queue;
    };

    GpuDevice(const Parts &parts, const Config &config, size_t unmaps, size_t submits);

    /// Before the guest starts: maps resource slot + 1 into the slot, under the BQL. 0 or errno.
    int map_first(uint32_t slot);

    /// The guest's clock: arrivals are meant to come at `start_ns` plus their own time; what is measured begins later.
    void set_times(int64_t start_ns, int64_t measure_from_ns);

    void on_kick() override;
    void on_bottom_half() override;
    void on_timer() override;
    void on_caches_freed(uint64_t generation, int64_t queued_ns) override;
    void on_region_gone(Region &region, int64_t queued_ns) override;

    const BlobSamples &samples() const { return samples_; }
    trace::SampleBuffer *samples_of(std::string_view metric) { return samples_.find(metric); }
    const BlobCounters &counters() const { return counters_; }
    uint32_t renderer_blocked() const { return renderer_blocked_.load(std::memory_order_relaxed); }

  private:
    enum class MappingState : uint8_t { mapped, unmap_started, unmap_completed };
    enum class Outcome : uint8_t { answered, suspended };

    struct Slot {
        Region *region = nullptr;
        MappingState state = MappingState::unmap_completed;
    };

    /// The unmap at the head of the queue; there is never more than one, since it stops the queue.
    struct Unmap {
        int64_t taken_ns = 0;
        int64_t blocked_ns = 0;   // since when
        uint64_t generation = 0;  // the view that was replaced
        uint64_t gps_before = 0;  // grace periods completed when it began
        bool measured = false;
    };

    void process_queue();
    Outcome execute(const Arrival &command);
    Outcome submit();
    Outcome map_blob(const Arrival &command);
    Outcome unmap_blob(const Arrival &command);
    void start_unmap(const Arrival &command, Slot &slot);
    void finish_unmap(const Arrival &command);
    void answer(const Arrival &command);
    void set_renderer_blocked(uint32_t value);
    void count_waited(uint64_t grace_periods);
    void arm_fence_poll();
    bool was_blocked_at(int64_t intended_ns) const { return intended_ns < last_unblocked_ns_; }
    int64_t intended_ns(const Arrival &command) const { return start_ns_ + command.time_ns; }
    bool measured(const Arrival &command) const { return intended_ns(command) >= measure_from_ns_; }

    Parts parts_;
    const Config &config_;
    std::vector<Slot> slots_;
    Unmap unmap_;
    int64_t start_ns_ = 0;
    int64_t measure_from_ns_ = INT64_MAX;
    int64_t last_unblocked_ns_ = 0;
    int64_t last_unmap_answered_ns_ = 0;
    uint32_t fences_ = 0;  // submits whose fence the poll has not seen yet
    std::atomic<uint32_t> renderer_blocked_{0};
    BlobSamples samples_;
    BlobCounters counters_;
};

}  // namespace rcu_bench::workload
