// blob-unmap: a guest that frees virtio-gpu blobs while it draws, and the device that serves the guest.
#pragma once

#include <vector>

#include "machine/gpu_device.h"
#include "load/guest.h"
#include "load/load.h"

namespace rcu_bench::workload {

class BlobLoad final : public Load {
  public:
    explicit BlobLoad(const LoadSetting &setting);

    void start_serving() override { loop_.start(setting_.observer, device_); }
    /// The blobs that the guest has at its start.
    int prepare() override;
    void start(int64_t start_ns, int64_t measure_from_ns) override;
    void request_stop() override { guest_.request_stop(); }
    void finish() override;
    void stop_serving() override { loop_.stop(); }

    void for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) override;
    void collect(Result &result) const override;
    uint64_t done() const override { return device_.counters().unmaps.load(std::memory_order_relaxed); }
    std::string describe() const override;

  private:
    GpuDevice::Expected expected() const;
    size_t count_of(trace::CommandType type) const;
    uint64_t frames_unanswered() const;
    void collect_counters(Result &result) const;
    void collect_grace_periods(Result &result) const;

    const LoadSetting setting_;
    const std::vector<Arrival> arrivals_;
    ControlQueue queue_;
    MainLoop loop_;
    GpuDevice device_;
    Guest guest_;
};

}  // namespace rcu_bench::workload
