#include "trace/chrome_sink.h"

#include "trace/json_text.h"

namespace rcu_bench::trace {

using json::put;
using json::put_number;
using json::put_quoted;
using json::put_us;

namespace {

/// Of an event beside its texts: keys, punctuation, numbers.
constexpr size_t frame_bytes = 512;
/// Flows bind to the slice that is open at their time: one that points at a slice's begin lies this far inside it.
constexpr int64_t inside_ns = 1;

size_t bytes_of(const Args &args) {
    size_t bytes = 0;
    for (const Arg &arg : args) {
        bytes += json::longest_quoted(arg.name_view()) + json::longest_quoted(arg.text_view()) + json::longest_number + 8;
    }
    return bytes;
}

/// The last of an event: `args`, and the event's end.
char *put_args(char *at, const Args &args) {
    at = put(at, ",\"args\":{");
    bool first = true;
    for (const Arg &arg : args) {
        if (!first) *at++ = ',';
        first = false;
        at = put_quoted(at, arg.name_view());
        *at++ = ':';
        if (arg.text != nullptr) {
            at = put_quoted(at, arg.text_view());
        } else if (arg.number <= INT64_MAX) {
            at = put_number(at, arg.number);
        } else {  // the importer takes nothing beyond int64
            *at++ = '"';
            at = put_number(at, arg.number);
            *at++ = '"';
        }
    }
    return put(at, "}}");
}

}  // namespace

ChromeSink::ChromeSink(FileOut &out, int64_t begin_ns) : out_(out), begin_ns_(begin_ns) {
    constexpr std::string_view opening = "{\"traceEvents\":[";
    out_.write(opening.data(), opening.size());
}

/// `bytes` for what the caller puts behind the name.
char *ChromeSink::begin(size_t bytes, std::string_view head, std::string_view name) {
    char *at = out_.room(frame_bytes + bytes + json::longest_quoted(name));
    if (!first_) *at++ = ',';
    first_ = false;
    at = put(at, head);
    return put_quoted(at, name);
}

std::string_view ChromeSink::ids_of(const Track &track) {
    if (track.number >= ids_.size()) ids_.resize(track.number + size_t{1});
    std::string &ids = ids_[track.number];
    if (ids.empty()) {
        ids = ",\"pid\":" + std::to_string(track.pid) + ",\"tid\":" + std::to_string(track.tid) + ",\"cat\":";
    }
    return ids;
}

void ChromeSink::process(uint32_t pid, std::string_view name, uint32_t order) {
    metadata("process_name", pid, 0, "name", name);
    metadata("process_sort_index", pid, 0, "sort_index", order);
}

void ChromeSink::thread(const Track &track, std::string_view name, uint64_t order) {
    metadata("thread_name", track.pid, track.tid, "name", name);
    metadata("thread_sort_index", track.pid, track.tid, "sort_index", order);
}

void ChromeSink::metadata(std::string_view what, uint32_t pid, uint32_t tid, std::string_view key,
                          std::string_view text) {
    Args args;
    args.add(key, text);
    char *at = begin(bytes_of(args), "\n{\"ph\":\"M\",\"name\":", what);
    at = put_number(put(at, ",\"pid\":"), pid);
    at = put_number(put(at, ",\"tid\":"), tid);
    end(put_args(at, args));
}

void ChromeSink::metadata(std::string_view what, uint32_t pid, uint32_t tid, std::string_view key, uint64_t number) {
    Args args;
    args.add(key, number);
    char *at = begin(bytes_of(args), "\n{\"ph\":\"M\",\"name\":", what);
    at = put_number(put(at, ",\"pid\":"), pid);
    at = put_number(put(at, ",\"tid\":"), tid);
    end(put_args(at, args));
}

/// The slice itself is written when it is known whole.
void ChromeSink::open(const Track &track, const Label &, int64_t at_ns, const Args &, const Flow &flow) {
    arrow(track, flow, at_ns + inside_ns);
}

void ChromeSink::close(const Track &track, const Label &label, int64_t begin_ns, int64_t end_ns, const Args &args,
                       size_t, const Flow &flow) {
    char *at = begin(bytes_of(args) + json::longest_quoted(label.category), "\n{\"ph\":\"X\",\"name\":", label.name);
    at = put_quoted(put(at, ids_of(track)), label.category);
    at = put_us(put(at, ",\"ts\":"), begin_ns - begin_ns_);
    at = put_us(put(at, ",\"dur\":"), end_ns - begin_ns);
    end(put_args(at, args));
    arrow(track, flow, begin_ns + inside_ns);
}

void ChromeSink::mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
                      const Flow &flow) {
    char *at = begin(bytes_of(args) + json::longest_quoted(label.category), "\n{\"ph\":\"i\",\"name\":", label.name);
    at = put_quoted(put(at, ids_of(track)), label.category);
    at = put_us(put(at, ",\"ts\":"), at_ns - begin_ns_);
    at = put(at, all_threads ? ",\"s\":\"g\"" : ",\"s\":\"t\"");
    end(put_args(at, args));
    arrow(track, flow, at_ns);
}

void ChromeSink::arrow(const Track &track, const Flow &part, int64_t at_ns) {
    if (part.part == Flow::Part::none) return;
    const char phase = part.part == Flow::Part::start ? 's' : part.part == Flow::Part::step ? 't' : 'f';
    char *at = begin(0, "\n{\"ph\":\"", {});
    at -= 2;  // the empty name's quotes
    *at++ = phase;
    at = put_quoted(put(at, "\",\"name\":"), part.name);
    at = put(put(at, ids_of(track)), "\"flow\"");
    at = put_us(put(at, ",\"ts\":"), at_ns - begin_ns_);
    at = put_number(put(at, ",\"id\":"), part.id);
    end(put(at, phase == 's' ? "}" : ",\"bp\":\"e\"}"));
}

void ChromeSink::counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) {
    char *at = begin(0, "\n{\"ph\":\"C\",\"name\":", name);
    at = put_number(put(at, ",\"pid\":"), pid);
    at = put_us(put(at, ",\"tid\":0,\"ts\":"), at_ns - begin_ns_);
    at = put_number(put(at, ",\"args\":{\"value\":"), value > INT64_MAX ? uint64_t{INT64_MAX} : value);
    end(put(at, "}}"));
}

void ChromeSink::row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args) {
    const uint64_t id =
        rows_.try_emplace({row.pid, std::string(row.category), row.key}, rows_.size() + 1).first->second;
    row_end('b', row, name, id, begin_ns, args);
    row_end('e', row, name, id, end_ns, {});
}

void ChromeSink::row_end(char phase, const Row &row, std::string_view name, uint64_t id, int64_t at_ns,
                         const Args &args) {
    const std::string_view head = phase == 'b' ? "\n{\"ph\":\"b\",\"name\":" : "\n{\"ph\":\"e\",\"name\":";
    char *at = begin(bytes_of(args) + json::longest_quoted(row.category), head, name);
    at = put_number(put(at, ",\"pid\":"), row.pid);
    at = put_quoted(put(at, ",\"tid\":0,\"cat\":"), row.category);
    at = put_us(put(at, ",\"ts\":"), at_ns - begin_ns_);
    at = put_number(put(at, ",\"id\":"), id);
    end(put_args(at, args));
}

void ChromeSink::finish(uint64_t dropped) {
    char *at = out_.room(frame_bytes);
    at = put(at, "\n],\"displayTimeUnit\":\"ns\",\"otherData\":{\"dropped_events\":");
    end(put(put_number(at, dropped), "}}\n"));
}

}  // namespace rcu_bench::trace
