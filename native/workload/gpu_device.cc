#include "workload/gpu_device.h"

#include "platform/clock.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::CommandType;
using trace::MachineEvent;
using trace::record;

namespace {

constexpr int64_t fence_poll_ns = 10'000'000;

void add(std::atomic<uint64_t> &counter) { counter.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

GpuDevice::GpuDevice(const Parts &parts, const Config &config, size_t unmaps, size_t submits)
    : parts_(parts), config_(config), slots_(config.blobs), samples_(unmaps, submits) {
    parts_.map.set_listener(this);
}

int GpuDevice::map_first(uint32_t slot) {
    const uint64_t resource = slot + 1;
    if (const int error = parts_.window.map(slot, resource)) return error;
    slots_[slot] = {&parts_.map.add(resource, slot), MappingState::mapped};
    return 0;
}

void GpuDevice::set_times(int64_t start_ns, int64_t measure_from_ns) {
    start_ns_ = start_ns;
    measure_from_ns_ = measure_from_ns;
}

void GpuDevice::on_kick() { process_queue(); }

/// What step b scheduled: the suspended command, still at the head of the queue, runs again.
void GpuDevice::on_bottom_half() { process_queue(); }

/// The fence poll: looks at the renderer every 10 ms while commands or fences are outstanding.
void GpuDevice::on_timer() {
    fences_ = 0;
    if (parts_.queue.depth() > 0) arm_fence_poll();
}

void GpuDevice::arm_fence_poll() {
    if (!parts_.loop.timer_armed()) parts_.loop.arm_timer(monotonic_ns() + fence_poll_ns);
}

void GpuDevice::process_queue() {
    while (renderer_blocked() == 0) {
        const Arrival *const command = parts_.queue.head();
        if (command == nullptr) return;
        record(MachineEvent::command_begin, command->resource, static_cast<uint64_t>(command->type));
        const Outcome outcome = execute(*command);
        record(MachineEvent::command_end, command->resource, outcome == Outcome::suspended);
        if (outcome == Outcome::suspended) return;
        answer(*command);
    }
}

GpuDevice::Outcome GpuDevice::execute(const Arrival &command) {
    arm_fence_poll();
    switch (command.type) {
        case CommandType::map_blob: return map_blob(command);
        case CommandType::unmap_blob: return unmap_blob(command);
        case CommandType::submit_3d: return submit();
    }
    return Outcome::answered;
}

GpuDevice::Outcome GpuDevice::submit() {
    record(MachineEvent::render_begin);
    platform::spin_until_ns(monotonic_ns() + config_.render_ns);
    record(MachineEvent::render_end);
    ++fences_;
    return Outcome::answered;
}

GpuDevice::Outcome GpuDevice::map_blob(const Arrival &command) {
    if (parts_.window.map(command.slot, command.resource) != 0) {
        add(counters_.map_errors);
        return Outcome::answered;
    }
    slots_[command.slot] = {&parts_.map.add(command.resource, command.slot), MappingState::mapped};
    record(MachineEvent::blob_mapped, command.resource, config_.blob_bytes);
    return Outcome::answered;
}

GpuDevice::Outcome GpuDevice::unmap_blob(const Arrival &command) {
    Slot &slot = slots_[command.slot];
    if (slot.state == MappingState::mapped) {
        start_unmap(command, slot);
        return Outcome::suspended;
    }
    if (slot.state == MappingState::unmap_started) return Outcome::suspended;
    finish_unmap(command);
    return Outcome::answered;
}

/// Step a.
void GpuDevice::start_unmap(const Arrival &command, Slot &slot) {
    unmap_ = {.taken_ns = monotonic_ns(),
              .gps_before = parts_.accounting.completed_grace_periods(),
              .measured = measured(command)};
    record(MachineEvent::unmap_started, command.resource);
    if (unmap_.measured) {
        if (parts_.accounting.grace_period_running()) add(counters_.behind_grace_period);
        if (command.first_of_burst) {
            add(counters_.bursts);
            if (intended_ns(command) < last_unmap_answered_ns_) add(counters_.bursts_behind);
        }
    }
    set_renderer_blocked(renderer_blocked() + 1);
    unmap_.blocked_ns = monotonic_ns();
    slot.state = MappingState::unmap_started;
    unmap_.generation = parts_.map.remove(*slot.region);
    slot.region = nullptr;
    if (parts_.provider.device_forces()) parts_.provider.force();  // patch 5
}

/// Of step a's transaction: the end of its first grace period.
void GpuDevice::on_caches_freed(uint64_t generation, int64_t queued_ns) {
    if (renderer_blocked() == 0 || generation != unmap_.generation || !unmap_.measured) return;
    samples_.callback_gp1.push(monotonic_ns() - queued_ns);
}

/// Step b: in the RCU thread, the BQL held.
void GpuDevice::on_region_gone(Region &region, int64_t queued_ns) {
    Slot &slot = slots_[region.slot];
    slot.state = MappingState::unmap_completed;
    const int64_t now_ns = monotonic_ns();
    if (unmap_.measured) {
        const bool chained = config_.grace_periods > 1;
        (chained ? samples_.callback_gp2 : samples_.callback_gp1).push(now_ns - queued_ns);
        if (chained) {
            add(counters_.gp2);
            if (parts_.accounting.batch_was_forced()) add(counters_.gp2_forced);
        }
        samples_.blocked_time.push(now_ns - unmap_.blocked_ns);
    }
    const uint64_t waited = parts_.accounting.completed_grace_periods() - unmap_.gps_before;
    if (unmap_.measured) count_waited(waited);
    record(MachineEvent::unmap_completed, region.resource, waited);
    last_unblocked_ns_ = now_ns;
    set_renderer_blocked(renderer_blocked() - 1);
    parts_.loop.schedule_bottom_half();
}

void GpuDevice::count_waited(uint64_t grace_periods) {
    if (grace_periods <= 1) {
        add(counters_.waited_1);
    } else if (grace_periods == 2) {
        add(counters_.waited_2);
    } else {
        add(counters_.waited_more);
    }
}

/// Step c: the pages really go.
void GpuDevice::finish_unmap(const Arrival &command) {
    if (parts_.window.unmap(command.slot) != 0) add(counters_.map_errors);
    last_unmap_answered_ns_ = monotonic_ns();
    const int64_t latency_ns = last_unmap_answered_ns_ - unmap_.taken_ns;
    record(MachineEvent::unmap_finished, command.resource, trace::finished_unmap(latency_ns, unmap_.measured));
    if (!unmap_.measured) return;
    samples_.unmap_latency.push(latency_ns);
    samples_.unmap_guest.push(last_unmap_answered_ns_ - intended_ns(command));
    add(counters_.unmaps);
    unmap_.measured = false;  // its samples are complete
}

void GpuDevice::answer(const Arrival &command) {
    record(MachineEvent::command_answered, command.resource, static_cast<uint64_t>(command.type));
    if (measured(command)) {
        if (command.type == CommandType::map_blob) add(counters_.maps);
        if (command.type == CommandType::submit_3d) {
            const int64_t latency_ns = monotonic_ns() - intended_ns(command);
            add(counters_.submits);
            samples_.submit_latency.push(latency_ns);
            if (was_blocked_at(intended_ns(command))) samples_.command_latency.push(latency_ns);
        }
    }
    parts_.queue.pop();
    record(MachineEvent::queue_depth, parts_.queue.depth());
}

void GpuDevice::set_renderer_blocked(uint32_t value) {
    renderer_blocked_.store(value, std::memory_order_relaxed);
    record(MachineEvent::renderer_blocked, value);
}

}  // namespace rcu_bench::workload
