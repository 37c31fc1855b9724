#include "load/blob_load.h"

#include <algorithm>

#include "load/arrivals.h"
#include "platform/clock.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

namespace {

constexpr int64_t between_maps_ns = 100'000;

}  // namespace

BlobLoad::BlobLoad(const LoadSetting &setting)
    : setting_(setting),
      arrivals_(draw_arrivals(setting.config)),
      queue_(arrivals_),
      loop_(setting.bql),
      device_({{setting.provider, setting.observer.accounting(), loop_, setting.map, setting.window}, queue_},
              setting.config, expected()),
      guest_(arrivals_, queue_, loop_) {}

GpuDevice::Expected BlobLoad::expected() const {
    return {.unmaps = unmaps_in(arrivals_),
            .submits = count_of(trace::CommandType::submit_3d),
            .flushes = count_of(trace::CommandType::flush),
            .resets = count_of(trace::CommandType::reset)};
}

size_t BlobLoad::count_of(trace::CommandType type) const {
    return static_cast<size_t>(
        std::count_if(arrivals_.begin(), arrivals_.end(), [type](const Arrival &a) { return a.type == type; }));
}

/// Maps the blobs one at a time, as the guest would, and waits for their callbacks.
int BlobLoad::prepare() {
    const uint32_t blobs = mapped_at_start(setting_.config);
    for (uint32_t slot = 0; slot < blobs; ++slot) {
        setting_.bql.lock();
        const int error = device_.map_first(slot);
        setting_.bql.unlock();
        if (error != 0) return error;
        platform::sleep_ns(between_maps_ns);
    }
    setting_.provider.drain();
    setting_.provider.drain();
    return 0;
}

void BlobLoad::start(int64_t start_ns, int64_t measure_from_ns) {
    setting_.bql.lock();
    device_.set_times(start_ns, measure_from_ns);
    setting_.bql.unlock();
    guest_.start(setting_.observer, start_ns, measure_from_ns);
}

void BlobLoad::finish() {
    guest_.join();
    wait_for_answers([this] { return queue_.depth() == 0; });
}

void BlobLoad::for_each_buffer(std::string_view metric, const std::function<void(trace::SampleBuffer &)> &visit) {
    if (trace::SampleBuffer *const samples = device_.samples_of(metric)) visit(*samples);
}

void BlobLoad::collect(Result &result) const {
    const BlobSamples &device = device_.samples();
    result.take("unmap.latency", device.unmap_latency);
    result.take("unmap.guest", device.unmap_guest);
    result.take("callback.gp1", device.callback_gp1);
    result.take("callback.gp2", device.callback_gp2);
    result.take("blocked.time", device.blocked_time);
    result.take("command.latency", device.command_latency);
    result.take("submit.latency", device.submit_latency);
    result.take("frame.latency", device.frame_latency);
    result.take("reset.latency", device.reset_latency);
    collect_counters(result);
    const BlobCounters &counters = device_.counters();
    result.overloaded = 2 * relaxed(counters.bursts_behind) > relaxed(counters.bursts) || queue_.depth() > 0;
}

void BlobLoad::collect_counters(Result &result) const {
    const BlobCounters &device = device_.counters();
    result.count("unmaps", relaxed(device.unmaps));
    result.count("maps", relaxed(device.maps));
    result.count("submits", relaxed(device.submits));
    collect_grace_periods(result);
    result.count("bursts", relaxed(device.bursts));
    result.count("bursts_behind", relaxed(device.bursts_behind));
    result.count("map_errors", relaxed(device.map_errors));
    const uint64_t lost = frames_unanswered();
    result.count("frames", relaxed(device.frames) + lost);
    result.count("frames_missed", relaxed(device.frames_missed) + lost);
    result.count("blocked_ns", relaxed(device.blocked_ns));
    if (setting_.config.path == BlobPath::reset) result.count("resets", relaxed(device.resets));
    result.count("unanswered", queue_.depth());
    result.count("late_arrivals", guest_.late());
}

/// Counters of unmaps that need an RCU which reports its grace periods.
void BlobLoad::collect_grace_periods(Result &result) const {
    const BlobCounters &device = device_.counters();
    const provider::Offers &offers = setting_.provider.offers();
    if (offers.forces) {
        result.count("gp2", relaxed(device.gp2));
        result.count("gp2_forced", relaxed(device.gp2_forced));
    }
    if (!offers.grace_periods) return;
    result.count("unmaps_waited_0gp", relaxed(device.waited_0));
    result.count("unmaps_waited_1gp", relaxed(device.waited_1));
    result.count("unmaps_waited_2gp", relaxed(device.waited_2));
    result.count("unmaps_waited_more", relaxed(device.waited_more));
    result.count("unmaps_behind_gp", relaxed(device.behind_grace_period));
}

/// Flushes that still wait: these frames are late in any case.
uint64_t BlobLoad::frames_unanswered() const {
    const size_t answered = queue_.answered(), depth = queue_.depth();
    const auto first = arrivals_.begin() + static_cast<ptrdiff_t>(answered);
    return static_cast<uint64_t>(std::count_if(first, first + static_cast<ptrdiff_t>(depth), [this](const Arrival &a) {
        return a.type == trace::CommandType::flush && device_.measured(a);
    }));
}

std::string BlobLoad::describe() const {
    return "device: renderer_blocked = " + std::to_string(device_.renderer_blocked()) + ", " +
           std::to_string(queue_.depth()) + " commands wait";
}

}  // namespace rcu_bench::workload
