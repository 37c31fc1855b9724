// The virtio-gpu device. It executes commands in order; a command that waits for an unmap stops the queue.
#pragma once

#include "machine/control_queue.h"
#include "machine/host_blobs.h"

namespace rcu_bench::workload {

class GpuDevice final : public LoopClient {
  public:
    struct Parts {
        HostBlobs::Parts blobs;
        ControlQueue &queue;
    };
    /// How many commands of each type the schedule contains.
    struct Expected {
        size_t unmaps, submits, flushes, resets;
    };

    GpuDevice(const Parts &parts, const MachineConfig &config, const Expected &expected);

    /// Before the guest starts, under the BQL: maps resource slot + 1 into the slot. Returns 0 or errno.
    int map_first(uint32_t slot) { return blobs_.map(slot, slot + 1); }

    /// Commands are due at `start_ns` plus their scheduled time. Commands due from `measure_from_ns` on are measured.
    void set_times(int64_t start_ns, int64_t measure_from_ns);

    void on_kick() override;
    void on_bottom_half() override;
    void on_timer() override;

    const BlobSamples &samples() const { return samples_; }
    trace::SampleBuffer *samples_of(std::string_view metric) { return samples_.find(metric); }
    const BlobCounters &counters() const { return counters_; }
    uint32_t renderer_blocked() const { return blobs_.renderer_blocked(); }
    /// Whether the command is due in the measured time.
    bool measured(const Arrival &command) const { return intended_ns(command) >= measure_from_ns_; }

  private:
    enum class Outcome : uint8_t { answered, suspended };

    void process_queue();
    Outcome execute(const Arrival &command);
    Outcome submit();
    Outcome map_blob(const Arrival &command);
    Outcome unmap_blob(const Arrival &command);
    Outcome take_away(const Arrival &command);
    Outcome reset(const Arrival &command);
    void finish_reset(const Arrival &command);
    void note_burst(const Arrival &command);
    void answer(const Arrival &command);
    void count_answered(const Arrival &command);
    void arm_fence_poll();
    int64_t intended_ns(const Arrival &command) const { return start_ns_ + command.time_ns; }

    const MachineConfig &config_;
    MainLoop &loop_;
    ControlQueue &queue_;
    trace::Accounting &accounting_;
    BlobSamples samples_;
    BlobCounters counters_;
    HostBlobs blobs_;
    int64_t start_ns_ = 0;
    int64_t measure_from_ns_ = INT64_MAX;
    int64_t last_unmap_answered_ns_ = 0;
    int64_t reset_taken_ns_ = 0;  // 0: no reset in progress
    uint32_t fences_ = 0;         // submits whose fence the poll has not seen yet
};

}  // namespace rcu_bench::workload
