#include "explore/log.h"

namespace rcu_bench::explore {

using rcu::Probe;

namespace {

bool is_about_a_callback(Probe point) {
    switch (point) {
        case Probe::call_begin:
        case Probe::enqueue_swapped:
        case Probe::enqueue_linked:
        case Probe::count_raised:
        case Probe::call_end:
        case Probe::callback_begin:
        case Probe::callback_end: return true;
        default: return false;
    }
}

bool is_about_a_reader(Probe point) {
    switch (point) {
        case Probe::force_notify:
        case Probe::read_lock:
        case Probe::read_unlock:
        case Probe::reader_signals:
        case Probe::reader_register:
        case Probe::reader_unregister: return true;
        default: return false;
    }
}

uint64_t callback_number(uint64_t node) {
    const uint32_t callback = core().ghost.callback_at(node);
    return callback == no_callback ? unnamed : callback;
}

uint64_t thread_of_reader(uint64_t reader) {
    const size_t owner = reader_owner(reinterpret_cast<const void *>(reader));
    return owner < max_threads ? owner : rcu_thread;
}

}  // namespace

void Log::add(EntryKind kind, uint32_t code, uint64_t a, uint64_t b) {
    entries_.push_back({.kind = kind,
                        .thread = core().current == no_thread ? rcu_thread : core().current,  // its sleep ends
                        .step = steps_,
                        .time_ns = core().now_ns - origin_ns_,
                        .code = code,
                        .a = a,
                        .b = b});
}

void Log::on_operation(Op op, const void *) {
    ++steps_;
    add(EntryKind::operation, static_cast<uint32_t>(op), 0, 0);
}

void Log::on_probe(Probe point, uint64_t a, uint64_t b) {
    if (is_about_a_callback(point)) a = callback_number(a);
    if (is_about_a_reader(point)) a = thread_of_reader(a);
    add(EntryKind::probe, static_cast<uint32_t>(point), a, b);
}

void Log::on_note(Property property) { add(EntryKind::note, static_cast<uint32_t>(property), 0, 0); }

}  // namespace rcu_bench::explore
