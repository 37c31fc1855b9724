#include "trace/track_event_sink.h"

#include "trace/proto_out.h"

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
}  // namespace descriptor
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
/// Of a packet beside its texts.
constexpr size_t packet_frame_bytes = 256;
constexpr size_t annotation_bytes = 40;

size_t packet_bytes(const Args &args) {
    size_t bytes = 0;
    for (const Arg &arg : args) bytes += arg.text_bytes + annotation_bytes;
    return bytes;
}

}  // namespace

TrackEventSink::TrackEventSink(FileOut &out, int64_t begin_ns) : Sink(true), out_(out), begin_ns_(begin_ns) {}

template <class Fill>
void TrackEventSink::packet(size_t bytes, Fill fill) {
    ProtoOut proto(out_.room(packet_frame_bytes + bytes));
    proto.message(trace_file::packet, [&](ProtoOut &packet) {
        packet.number(packet::sequence, sequence_id);
        packet.number(packet::sequence_flags, first_ ? flags_first | flags_needs_state : flags_needs_state);
        fill(packet);
    });
    first_ = false;
    out_.commit(proto.end());
}

template <class Fill>
void TrackEventSink::describe(size_t bytes, Fill fill) {
    packet(bytes, [&](ProtoOut &proto) { proto.message(packet::track_descriptor, fill); });
}

void TrackEventSink::write(int64_t at_ns, const Event &event) {
    uint64_t argument_names[Args::most];
    if (event.args != nullptr) {
        for (size_t i = event.from; i < event.args->size(); ++i) {
            argument_names[i] = intern(Names::annotation, event.args->begin()[i].name_view());
        }
    }
    packet(event.args == nullptr ? 0 : packet_bytes(*event.args), [&](ProtoOut &proto) {
        proto.number(packet::timestamp, static_cast<uint64_t>(at_ns < begin_ns_ ? 0 : at_ns - begin_ns_));
        proto.message(packet::track_event, [&](ProtoOut &fields) {
            fields.number(event::type, static_cast<uint64_t>(event.type));
            fields.number(event::track, event.track);
            if (event.category != 0) fields.number(event::categories, event.category);
            if (event.name != 0) fields.number(event::name, event.name);
            if (event.type == Type::counter) fields.number(event::counter_value, event.value);
            if (event.flow.part == Flow::Part::end) {
                fields.fixed(event::ending_flows, event.flow.id);
            } else if (event.flow.part != Flow::Part::none) {
                fields.fixed(event::flows, event.flow.id);
            }
            if (event.args == nullptr) return;
            for (size_t i = event.from; i < event.args->size(); ++i) {
                const Arg &arg = event.args->begin()[i];
                fields.message(event::annotations, [&](ProtoOut &annotated) {
                    annotated.number(annotation::name, argument_names[i]);
                    if (arg.text != nullptr) {
                        annotated.text(annotation::text, arg.text_view());
                    } else {
                        annotated.number(annotation::unsigned_number, arg.number);
                    }
                });
            }
        });
    });
}

uint64_t TrackEventSink::intern_passing(Names kind, std::string_view name) {
    const auto [known, is_new] = names_.try_emplace({kind, std::string(name)}, names_.size() + 1);
    if (is_new) {
        packet(name.size(), [&](ProtoOut &proto) {
            proto.message(packet::interned_data, [&](ProtoOut &data) {
                data.message(static_cast<uint32_t>(kind), [&](ProtoOut &entry) {
                    entry.number(interned::iid, known->second);
                    entry.text(interned::name, name);
                });
            });
        });
    }
    return known->second;
}

/// The same text in another role is another name: the role is part of the place, and of the check by its own numbers.
uint64_t TrackEventSink::intern(Names kind, std::string_view name) {
    const auto address = reinterpret_cast<uintptr_t>(name.data()) * 4 + static_cast<uintptr_t>(kind);
    Interned &known = constants_[(address ^ (address >> 10)) % constants_.size()];
    if (known.address != address) {
        known.address = address;
        known.iid = intern_passing(kind, name);
    }
    return known.iid;
}

/// A process that nobody has introduced (a damaged recording) is introduced now: tracks without their parent are dropped
/// without a word.
uint64_t TrackEventSink::process_uuid(uint32_t pid) {
    if (!processes_.contains(pid)) process(pid, {}, 0);
    return processes_.at(pid);
}

void TrackEventSink::process(uint32_t pid, std::string_view name, uint32_t order) {
    const uint64_t uuid = processes_.try_emplace(pid, next_uuid_++).first->second;
    describe(name.size(), [&](ProtoOut &track) {
        track.number(descriptor::uuid, uuid);
        track.message(descriptor::process, [&](ProtoOut &process) {
            process.number(process_descriptor::pid, pid);
            if (!name.empty()) process.text(process_descriptor::name, name);
        });
        track.number(descriptor::child_ordering, descriptor::explicit_ordering);
        track.number(descriptor::sibling_rank, order);
    });
}

void TrackEventSink::thread(const Track &own, std::string_view name, uint64_t order) {
    const uint64_t parent = process_uuid(own.pid);
    describe(name.size(), [&](ProtoOut &track) {
        track.number(descriptor::uuid, own.number);
        track.number(descriptor::parent, parent);
        track.message(descriptor::thread, [&](ProtoOut &thread) {
            thread.number(thread_descriptor::pid, own.pid);
            thread.number(thread_descriptor::tid, own.tid);
            thread.text(thread_descriptor::name, name);
        });
        track.number(descriptor::sibling_rank, order);
    });
}

void TrackEventSink::open(const Track &track, const Label &label, int64_t at_ns, const Args &known, const Flow &flow) {
    write(at_ns, {.type = Type::begin,
                  .track = track.number,
                  .category = intern(Names::category, label.category),
                  .name = intern(Names::event, label.name),
                  .args = &known,
                  .flow = flow});
}

void TrackEventSink::close(const Track &track, const Label &, int64_t, int64_t end_ns, const Args &args, size_t known,
                           const Flow &flow) {
    write(end_ns, {.type = Type::end, .track = track.number, .args = &args, .from = known, .flow = flow});
}

void TrackEventSink::mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
                          const Flow &flow) {
    write(at_ns, {.type = Type::mark,
                  .track = all_threads ? process_uuid(track.pid) : track.number,
                  .category = intern(Names::category, label.category),
                  .name = intern(Names::event, label.name),
                  .args = &args,
                  .flow = flow});
}

uint64_t TrackEventSink::counter_uuid(uint32_t pid, std::string_view name) {
    const auto [known, is_new] = counters_.try_emplace({pid, name.data()}, next_uuid_);
    if (is_new) {
        ++next_uuid_;
        const uint64_t parent = process_uuid(pid);
        describe(name.size(), [&](ProtoOut &track) {
            track.number(descriptor::uuid, known->second);
            track.number(descriptor::parent, parent);
            track.text(descriptor::name, name);
            track.text(descriptor::counter, {});
        });
    }
    return known->second;
}

void TrackEventSink::counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) {
    const uint64_t shown = value > INT64_MAX ? uint64_t{INT64_MAX} : value;
    write(at_ns, {.type = Type::counter, .track = counter_uuid(pid, name), .value = shown});
}

uint64_t TrackEventSink::row_uuid(const Row &row) {
    // The same row mostly comes many times in a row.
    if (row.pid == last_row_.pid && row.key == last_row_.key && row.category.data() == last_row_.category.data())
        return last_row_uuid_;
    const auto [known, is_new] = rows_.try_emplace({row.pid, std::string(row.category), row.key}, next_uuid_);
    if (is_new) {
        ++next_uuid_;
        const uint64_t parent = process_uuid(row.pid);
        describe(row.name.size(), [&](ProtoOut &track) {
            track.number(descriptor::uuid, known->second);
            track.number(descriptor::parent, parent);
            track.text(descriptor::name, row.name);
        });
    }
    last_row_ = row;
    last_row_uuid_ = known->second;
    return last_row_uuid_;
}

void TrackEventSink::row_slice(const Row &row, std::string_view slice_name, int64_t begin_ns, int64_t end_ns,
                               const Args &args) {
    const uint64_t uuid = row_uuid(row);
    write(begin_ns, {.type = Type::begin,
                     .track = uuid,
                     .category = intern(Names::category, row.category),
                     .name = intern_passing(Names::event, slice_name),
                     .args = &args});
    write(end_ns, {.type = Type::end, .track = uuid});
}

}  // namespace rcu_bench::trace
