#include "machine/gpu_device.h"

#include "platform/clock.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::CommandType;
using trace::MachineEvent;
using trace::record;

namespace {

constexpr int64_t fence_poll_ns = 10'000'000;

}  // namespace

GpuDevice::GpuDevice(const Parts &parts, const MachineConfig &config, const Expected &expected)
    : config_(config),
      loop_(parts.blobs.loop),
      queue_(parts.queue),
      accounting_(parts.blobs.accounting),
      samples_(expected.unmaps, expected.submits, expected.flushes, expected.resets),
      blobs_(parts.blobs, config, samples_, counters_) {}

void GpuDevice::set_times(int64_t start_ns, int64_t measure_from_ns) {
    start_ns_ = start_ns;
    measure_from_ns_ = measure_from_ns;
    blobs_.measure_from(measure_from_ns);
}

void GpuDevice::on_kick() { process_queue(); }

/// Scheduled when a region is gone: the suspended command at the head of the queue runs again.
void GpuDevice::on_bottom_half() { process_queue(); }

/// The fence poll: checks the renderer every 10 ms while commands or fences are outstanding.
void GpuDevice::on_timer() {
    fences_ = 0;
    if (queue_.depth() > 0) arm_fence_poll();
}

void GpuDevice::arm_fence_poll() {
    if (!loop_.timer_armed()) loop_.arm_timer(monotonic_ns() + fence_poll_ns);
}

void GpuDevice::process_queue() {
    while (renderer_blocked() == 0) {
        const Arrival *const command = queue_.head();
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
        case CommandType::unmap_blob:
        case CommandType::unref_blob: return unmap_blob(command);
        case CommandType::submit_3d: return submit();
        case CommandType::reset: return reset(command);
        case CommandType::flush: break;  // hands the frame over, which takes no time here
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
    if (blobs_.map(command.slot, command.resource) != 0) add_one(counters_.map_errors);
    return Outcome::answered;
}

/// An unref of a mapped blob takes the same steps; the last step also forgets the resource.
GpuDevice::Outcome GpuDevice::unmap_blob(const Arrival &command) {
    switch (blobs_.state(command.slot)) {
        case HostBlobs::State::mapped: return take_away(command);
        case HostBlobs::State::unmap_started: return Outcome::suspended;
        case HostBlobs::State::unmap_completed:
            last_unmap_answered_ns_ = blobs_.finish_unmap(command.slot, intended_ns(command));
            return Outcome::answered;
        case HostBlobs::State::unmapped: break;  // the blob's map had failed
    }
    return Outcome::answered;
}

GpuDevice::Outcome GpuDevice::take_away(const Arrival &command) {
    const int64_t taken_ns = monotonic_ns();
    note_burst(command);
    if (config_.path != BlobPath::map_fixed) {
        blobs_.start_unmap(command.slot, taken_ns, measured(command));
        return Outcome::suspended;
    }
    last_unmap_answered_ns_ = blobs_.replace(command.slot, taken_ns, intended_ns(command), measured(command));
    return Outcome::answered;
}

/// All unmaps of a reset start together; the reset runs again when the last region is gone.
GpuDevice::Outcome GpuDevice::reset(const Arrival &command) {
    if (reset_taken_ns_ == 0) {
        reset_taken_ns_ = monotonic_ns();
        note_burst(command);
        for (const uint32_t slot : blobs_.all_in(HostBlobs::State::mapped)) {
            blobs_.start_unmap(slot, monotonic_ns(), measured(command));
        }
    }
    if (renderer_blocked() > 0) return Outcome::suspended;
    finish_reset(command);
    return Outcome::answered;
}

void GpuDevice::finish_reset(const Arrival &command) {
    for (const uint32_t slot : blobs_.all_in(HostBlobs::State::unmap_completed)) {
        blobs_.finish_unmap(slot, intended_ns(command));
    }
    last_unmap_answered_ns_ = monotonic_ns();
    if (measured(command)) samples_.reset_latency.push(last_unmap_answered_ns_ - reset_taken_ns_);
    reset_taken_ns_ = 0;
}

void GpuDevice::note_burst(const Arrival &command) {
    if (!command.first_of_burst || !measured(command)) return;
    add_one(counters_.bursts);
    if (intended_ns(command) < last_unmap_answered_ns_) add_one(counters_.bursts_behind);
}

void GpuDevice::answer(const Arrival &command) {
    record(MachineEvent::command_answered, command.resource, static_cast<uint64_t>(command.type));
    if (measured(command)) count_answered(command);
    accounting_.holder_worked();
    queue_.pop();
    record(MachineEvent::queue_depth, queue_.depth());
}

void GpuDevice::count_answered(const Arrival &command) {
    const int64_t latency_ns = monotonic_ns() - intended_ns(command);
    switch (command.type) {
        case CommandType::map_blob: add_one(counters_.maps); break;
        case CommandType::reset: add_one(counters_.resets); break;
        case CommandType::submit_3d:
            add_one(counters_.submits);
            samples_.submit_latency.push(latency_ns);
            if (blobs_.was_blocked_at(intended_ns(command))) samples_.command_latency.push(latency_ns);
            break;
        case CommandType::flush:
            samples_.frame_latency.push(latency_ns);
            add_one(counters_.frames);
            if (static_cast<double>(latency_ns) * config_.frame_rate > 1e9) add_one(counters_.frames_missed);
            break;
        case CommandType::unmap_blob:
        case CommandType::unref_blob: break;  // counted with their latencies
    }
}

}  // namespace rcu_bench::workload
