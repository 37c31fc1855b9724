#include "machine/host_blobs.h"

#include <algorithm>

#include "platform/clock.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::MachineEvent;
using trace::record;

HostBlobs::HostBlobs(const Parts &parts, const MachineConfig &config, BlobSamples &samples, BlobCounters &counters)
    : parts_(parts), config_(config), samples_(samples), counters_(counters), slots_(config.blobs) {
    parts_.map.set_listener(this);
}

int HostBlobs::map(uint32_t slot, uint64_t resource) {
    if (const int error = parts_.window.map(slot, resource)) return error;
    slots_[slot] = {.resource = resource, .state = State::mapped};
    if (config_.path != BlobPath::map_fixed) slots_[slot].region = &parts_.map.add(resource, slot);
    record(MachineEvent::blob_mapped, resource, config_.blob_bytes);
    return 0;
}

std::vector<uint32_t> HostBlobs::all_in(State state) const {
    std::vector<uint32_t> slots;
    for (uint32_t slot = 0; slot < slots_.size(); ++slot) {
        if (slots_[slot].state == state) slots.push_back(slot);
    }
    return slots;
}

void HostBlobs::start_unmap(uint32_t slot, int64_t taken_ns, bool measured) {
    Slot &blob = slots_[slot];
    blob.taken_ns = taken_ns;
    blob.measured = measured;
    blob.gps_before = parts_.accounting.completed_grace_periods();
    record(MachineEvent::unmap_started, blob.resource);
    if (measured && parts_.accounting.grace_period_running()) add_one(counters_.behind_grace_period);
    block(measured);
    blob.state = State::unmap_started;
    blob.generation = parts_.map.remove(*blob.region);
    blob.region = nullptr;
    if (parts_.provider.device_forces()) parts_.provider.force();  // patch 5
    parts_.accounting.holder_worked();
}

/// Of step a's transaction: the end of its first grace period.
void HostBlobs::on_caches_freed(uint64_t generation, int64_t queued_ns) {
    const auto replaced_it = [generation](const Slot &slot) {
        return slot.state == State::unmap_started && slot.generation == generation;
    };
    const auto blob = std::find_if(slots_.begin(), slots_.end(), replaced_it);
    if (blob != slots_.end() && blob->measured) samples_.callback_gp1.push(monotonic_ns() - queued_ns);
}

/// Step b: in the RCU thread.
void HostBlobs::on_region_gone(Region &region, int64_t queued_ns) {
    Slot &blob = slots_[region.slot];
    blob.state = State::unmap_completed;
    const int64_t now_ns = monotonic_ns();
    const uint64_t waited = parts_.accounting.completed_grace_periods() - blob.gps_before;
    if (blob.measured) {
        count_chain_end(now_ns - queued_ns);
        count_waited(waited);
    }
    record(MachineEvent::unmap_completed, region.resource, waited);
    unblock(now_ns);
    parts_.loop.schedule_bottom_half();
}

void HostBlobs::count_chain_end(int64_t callback_ns) {
    const bool chained = config_.grace_periods > 1;
    (chained ? samples_.callback_gp2 : samples_.callback_gp1).push(callback_ns);
    if (!chained) return;
    add_one(counters_.gp2);
    if (parts_.accounting.batch_was_forced()) add_one(counters_.gp2_forced);
}

void HostBlobs::count_waited(uint64_t grace_periods) {
    if (grace_periods == 0) {
        add_one(counters_.waited_0);
    } else if (grace_periods == 1) {
        add_one(counters_.waited_1);
    } else if (grace_periods == 2) {
        add_one(counters_.waited_2);
    } else {
        add_one(counters_.waited_more);
    }
}

int64_t HostBlobs::replace(uint32_t slot, int64_t taken_ns, int64_t intended_ns, bool measured) {
    slots_[slot].taken_ns = taken_ns;
    slots_[slot].measured = measured;
    record(MachineEvent::unmap_started, slots_[slot].resource);
    return take_pages(slot, intended_ns);
}

int64_t HostBlobs::take_pages(uint32_t slot, int64_t intended_ns) {
    const Slot blob = slots_[slot];
    if (parts_.window.unmap(slot) != 0) add_one(counters_.map_errors);
    slots_[slot] = {};
    const int64_t now_ns = monotonic_ns();
    const int64_t latency_ns = now_ns - blob.taken_ns;
    record(MachineEvent::unmap_finished, blob.resource, trace::finished_unmap(latency_ns, blob.measured));
    if (!blob.measured) return now_ns;
    samples_.unmap_latency.push(latency_ns);
    samples_.unmap_guest.push(now_ns - intended_ns);
    add_one(counters_.unmaps);
    return now_ns;
}

void HostBlobs::block(bool measured) {
    set_renderer_blocked(renderer_blocked() + 1);
    if (renderer_blocked() > 1) return;
    blocked_since_ns_ = monotonic_ns();
    blocked_measured_ = measured;
}

void HostBlobs::unblock(int64_t now_ns) {
    const uint32_t left = renderer_blocked() - 1;
    if (left == 0) {
        last_unblocked_ns_ = now_ns;
        if (blocked_measured_) samples_.blocked_time.push(now_ns - blocked_since_ns_);
        const int64_t since_ns = std::max(blocked_since_ns_, measure_from_ns_);
        if (since_ns < now_ns) {
            counters_.blocked_ns.fetch_add(static_cast<uint64_t>(now_ns - since_ns), std::memory_order_relaxed);
        }
    }
    set_renderer_blocked(left);
}

void HostBlobs::set_renderer_blocked(uint32_t value) {
    renderer_blocked_.store(value, std::memory_order_relaxed);
    record(MachineEvent::renderer_blocked, value);
}

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
