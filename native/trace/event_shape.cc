#include "trace/event_shape.h"

#include <array>
#include <cstddef>

#include "trace/event_kind.h"

namespace rcu_bench::trace {

namespace {

using rcu::Probe;

constexpr size_t kinds = static_cast<size_t>(MachineEvent::count_);

class Shapes {
  private:
    // Before the constructor: Clang has to have read a template before it can evaluate a call of it.
    constexpr EventShape &at(uint16_t kind) { return shapes_[kind]; }

    template <class Kind>
    constexpr void slice(Kind begin, Kind end, std::string_view category, std::string_view name,
                         std::string_view a = {}) {
        at(kind_of(begin)) = {Shape::begin, 0, category, name, a, {}};
        at(kind_of(end)) = {Shape::end, kind_of(begin), {}, {}, {}, {}};
    }

    template <class Kind>
    constexpr void mark(Kind kind, std::string_view category, std::string_view name, std::string_view a = {},
                        std::string_view b = {}) {
        at(kind_of(kind)) = {Shape::mark, 0, category, name, a, b};
    }

    constexpr void named(Probe kind, std::string_view name) { at(kind_of(kind)).name = name; }

  public:
    constexpr Shapes() {
        slice(Probe::futex_wait_begin, Probe::futex_wait_end, "futex", "futex wait");
        slice(Probe::event_wait_begin, Probe::event_wait_end, "event", "event wait");
        slice(Probe::sem_wait_begin, Probe::sem_wait_end, "event", "semaphore wait");
        slice(Probe::sleep_begin, Probe::sleep_end, "event", "sleep", "requested_ns");
        slice(Probe::call_begin, Probe::call_end, "callback", "call_rcu");
        slice(Probe::batch_begin, Probe::batch_end, "callback", "callbacks", "n");
        slice(Probe::callback_begin, Probe::callback_end, "callback", "callback");
        slice(Probe::gp_begin, Probe::gp_end, "grace_period", "grace period", "callbacks");
        slice(Probe::force_begin, Probe::force_end, "force", "force_rcu");
        slice(Probe::drain_begin, Probe::drain_end, "callback", "drain_call_rcu");
        slice(Probe::synchronize_begin, Probe::synchronize_end, "grace_period", "synchronize_rcu");
        slice(Probe::read_lock, Probe::read_unlock, "reader", "read section");
        slice(Probe::bql_wait_begin, Probe::bql_acquired, "bql", "BQL wait");
        slice(MachineEvent::command_begin, MachineEvent::command_end, "command", "command", "resource");
        slice(MachineEvent::transaction_begin, MachineEvent::transaction_end, "memory", "memory transaction",
              "generation");
        slice(MachineEvent::render_begin, MachineEvent::render_end, "command", "render");
        slice(MachineEvent::bottom_half_begin, MachineEvent::bottom_half_end, "main_loop", "bottom half");
        slice(MachineEvent::timer_begin, MachineEvent::timer_end, "main_loop", "fence poll");
        slice(MachineEvent::exit_begin, MachineEvent::exit_end, "reader", "KVM exit", "address");
        // A round has no end of its own: the next one's begin or the grace period's end closes it.
        at(kind_of(Probe::round_begin)) = {Shape::begin, 0, "grace_period", "round", "round", "forcing"};

        mark(Probe::event_set, "event", "event set");
        mark(Probe::sem_post, "event", "semaphore post");
        mark(Probe::fetch, "grace_period", "fetch", "n", "force_request");
        mark(Probe::idle_trim, "rcu", "idle: trims malloc");
        mark(Probe::dequeue_broken, "callback", "broken link");
        mark(Probe::force_decided, "force", "forces", {}, "pending");
        mark(Probe::force_notify, "force", "asks a reader to leave");
        mark(Probe::reader_signals, "reader", "signals the end of its section");
        mark(MachineEvent::kick, "reader", "kick", "vcpu");
        mark(MachineEvent::command_queued, "command", "command queued", "resource");
        mark(MachineEvent::command_answered, "command", "command answered", "resource");
        mark(MachineEvent::unmap_started, "unmap", "unmap started", "resource");
        mark(MachineEvent::unmap_completed, "unmap", "region gone", "resource", "grace_periods");
        mark(MachineEvent::unmap_finished, "unmap", "unmap finished", "resource");
        mark(MachineEvent::blob_mapped, "memory", "blob mapped", "resource", "bytes");
        mark(MachineEvent::violation, "violation", "GRACE PERIOD VIOLATION", "resource");
        mark(MachineEvent::stalled, "violation", "STALLED", "pending");

        // Not on the time line, where they would be many and small: their names are for a stall's last events.
        named(Probe::event_reset, "event reset");
        named(Probe::enqueue_swapped, "enqueue: tail swapped, link broken");
        named(Probe::enqueue_linked, "enqueue: linked");
        named(Probe::count_raised, "count raised");
        named(Probe::count_read, "count read");
        named(Probe::count_subtracted, "count subtracted");
        named(Probe::gp_advanced, "counter advanced");
        named(Probe::scan_end, "scan ends");
        named(Probe::futex_wake, "futex wake");
        named(Probe::reader_register, "registered");
        named(Probe::reader_unregister, "unregisters");
        named(Probe::bql_released, "BQL released");

        at(kind_of(MachineEvent::queue_depth)) = {Shape::counter, 0, {}, "control queue", {}, {}};
        at(kind_of(MachineEvent::renderer_blocked)) = {Shape::counter, 0, {}, "renderer blocked", {}, {}};
    }

    constexpr const EventShape &operator[](size_t kind) const { return shapes_[kind]; }

  private:
    std::array<EventShape, kinds> shapes_{};
};

constexpr Shapes shapes;
constexpr EventShape unknown;

}  // namespace

const EventShape &shape_of(uint16_t kind) { return kind < kinds ? shapes[kind] : unknown; }

}  // namespace rcu_bench::trace
