#include "trace/track_event_sink.h"

namespace rcu_bench::trace {

namespace {

// Field numbers of Perfetto's protos/perfetto/trace, as docs/trace-format.md lists them.
namespace trace_file {
constexpr uint32_t packet = 1;
}
namespace packet {
constexpr uint32_t timestamp = 8, sequence = 10, track_event = 11, interned_data = 12, sequence_flags = 13,
                   track_descriptor = 60;
}
namespace descriptor {
constexpr uint32_t uuid = 1, name = 2, process = 3, thread = 4, parent = 5, counter = 8, child_ordering = 11,
                   sibling_rank = 12;
constexpr uint64_t explicit_ordering = 3;
}
namespace process_descriptor {
constexpr uint32_t pid = 1, name = 6;
}
namespace thread_descriptor {
constexpr uint32_t pid = 1, tid = 2, name = 5;
}
namespace event {
constexpr uint32_t categories = 3, annotations = 4, type = 9, name = 10, track = 11, counter_value = 30, flows = 47,
                   ending_flows = 48;
}
namespace annotation {
constexpr uint32_t name = 1, unsigned_number = 3, text = 6;
}
namespace interned {
constexpr uint32_t iid = 1, name = 2;
}

constexpr uint64_t sequence_id = 1;
constexpr uint64_t flags_first = 1, flags_needs_state = 2;

}  // namespace

TrackEventSink::TrackEventSink(FileOut &out, int64_t begin_ns) : out_(out), begin_ns_(begin_ns) {}

void TrackEventSink::write_packet() {
    packet_.number(packet::sequence, sequence_id);
    packet_.number(packet::sequence_flags, first_ ? flags_first | flags_needs_state : flags_needs_state);
    first_ = false;
    whole_.clear();
    whole_.message(trace_file::packet, packet_);
    out_.write(whole_.bytes().data(), whole_.bytes().size());
    packet_.clear();
}

/// The track in inner_.
void TrackEventSink::describe() {
    packet_.message(packet::track_descriptor, inner_);
    write_packet();
    inner_.clear();
}

void TrackEventSink::begin(Type type, uint64_t track) {
    event_.clear();
    event_.number(event::type, static_cast<uint64_t>(type));
    event_.number(event::track, track);
}

void TrackEventSink::send(int64_t at_ns) {
    packet_.number(packet::timestamp, static_cast<uint64_t>(at_ns < begin_ns_ ? 0 : at_ns - begin_ns_));
    packet_.message(packet::track_event, event_);
    if (!interned_.bytes().empty()) packet_.message(packet::interned_data, interned_);
    interned_.clear();
    write_packet();
}

uint64_t TrackEventSink::intern(Names kind, std::string_view name) {
    const auto [known, is_new] = names_.try_emplace({kind, std::string(name)}, names_.size() + 1);
    if (is_new) {
        inner_.clear();
        inner_.number(interned::iid, known->second);
        inner_.text(interned::name, name);
        interned_.message(static_cast<uint32_t>(kind), inner_);
        inner_.clear();
    }
    return known->second;
}

uint64_t TrackEventSink::intern_constant(Names kind, std::string_view name) {
    uint64_t &iid = constants_[static_cast<size_t>(kind)][name.data()];
    if (iid == 0) iid = intern(kind, name);
    return iid;
}

void TrackEventSink::name(const Label &label) {
    event_.number(event::categories, intern_constant(Names::category, label.category));
    event_.number(event::name, intern_constant(Names::event, label.name));
}

void TrackEventSink::name_once(std::string_view category, std::string_view name) {
    event_.number(event::categories, intern(Names::category, category));
    event_.number(event::name, intern(Names::event, name));
}

void TrackEventSink::args(const Args &args, size_t from) {
    for (const Arg *arg = args.begin() + from; arg < args.end(); ++arg) {
        const uint64_t iid = intern_constant(Names::annotation, arg->name_view());
        inner_.clear();
        inner_.number(annotation::name, iid);
        if (arg->text != nullptr) {
            inner_.text(annotation::text, arg->text_view());
        } else {
            inner_.number(annotation::unsigned_number, arg->number);
        }
        event_.message(event::annotations, inner_);
    }
    inner_.clear();
}

void TrackEventSink::flow_id(const Flow &flow) {
    if (flow.part == Flow::Part::none) return;
    event_.fixed(flow.part == Flow::Part::end ? event::ending_flows : event::flows, flow.id);
}

uint64_t TrackEventSink::process_uuid(uint32_t pid) {
    const auto [known, is_new] = processes_.try_emplace(pid, next_uuid_);
    if (is_new) ++next_uuid_;
    return known->second;
}

void TrackEventSink::process(uint32_t pid, std::string_view name, uint32_t order) {
    ProtoOut process;
    process.number(process_descriptor::pid, pid);
    process.text(process_descriptor::name, name);
    inner_.number(descriptor::uuid, process_uuid(pid));
    inner_.message(descriptor::process, process);
    inner_.number(descriptor::child_ordering, descriptor::explicit_ordering);
    inner_.number(descriptor::sibling_rank, order);
    describe();
}

void TrackEventSink::thread(const Track &track, std::string_view name, uint64_t order) {
    ProtoOut thread;
    thread.number(thread_descriptor::pid, track.pid);
    thread.number(thread_descriptor::tid, track.tid);
    thread.text(thread_descriptor::name, name);
    inner_.number(descriptor::uuid, track.number);
    inner_.number(descriptor::parent, process_uuid(track.pid));
    inner_.message(descriptor::thread, thread);
    inner_.number(descriptor::sibling_rank, order);
    describe();
}

void TrackEventSink::open(const Track &track, const Label &label, int64_t at_ns, const Args &known, const Flow &flow) {
    begin(Type::begin, track.number);
    name(label);
    args(known, 0);
    flow_id(flow);
    send(at_ns);
}

void TrackEventSink::close(const Track &track, const Label &, int64_t, int64_t end_ns, const Args &all, size_t known,
                           const Flow &flow) {
    begin(Type::end, track.number);
    args(all, known);
    flow_id(flow);
    send(end_ns);
}

void TrackEventSink::mark(const Track &track, const Label &label, int64_t at_ns, const Args &known, bool all_threads,
                          const Flow &flow) {
    begin(Type::mark, all_threads ? process_uuid(track.pid) : track.number);
    name(label);
    args(known, 0);
    flow_id(flow);
    send(at_ns);
}

uint64_t TrackEventSink::counter_uuid(uint32_t pid, std::string_view name) {
    const auto [known, is_new] = counters_.try_emplace({pid, std::string(name)}, next_uuid_);
    if (is_new) {
        ++next_uuid_;
        inner_.number(descriptor::uuid, known->second);
        inner_.number(descriptor::parent, process_uuid(pid));
        inner_.text(descriptor::name, name);
        inner_.text(descriptor::counter, {});
        describe();
    }
    return known->second;
}

void TrackEventSink::counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) {
    begin(Type::counter, counter_uuid(pid, name));
    event_.number(event::counter_value, value > INT64_MAX ? uint64_t{INT64_MAX} : value);
    send(at_ns);
}

uint64_t TrackEventSink::row_uuid(const Row &row) {
    const auto [known, is_new] =
        rows_.try_emplace({row.pid, std::string(row.category), row.key}, next_uuid_);
    if (is_new) {
        ++next_uuid_;
        inner_.number(descriptor::uuid, known->second);
        inner_.number(descriptor::parent, process_uuid(row.pid));
        inner_.text(descriptor::name, row.name);
        describe();
    }
    return known->second;
}

void TrackEventSink::row_slice(const Row &row, std::string_view slice_name, int64_t begin_ns, int64_t end_ns,
                               const Args &known) {
    const uint64_t uuid = row_uuid(row);
    begin(Type::begin, uuid);
    name_once(row.category, slice_name);
    args(known, 0);
    send(begin_ns);
    begin(Type::end, uuid);
    send(end_ns);
}

}  // namespace rcu_bench::trace
