#include "trace/chrome_sink.h"

#include "trace/json_text.h"

namespace rcu_bench::trace {

using json::put;
using json::put_number;
using json::put_quoted;
using json::put_us;

namespace {

/// Of an event beside its texts: keys, punctuation, numbers.
constexpr size_t json_frame_bytes = 512;
/// Flows bind to the slice that is open at their time: one that points at a slice's begin lies this far inside it.
constexpr int64_t inside_ns = 1;

size_t json_bytes(const Args &args) {
    size_t bytes = 0;
    for (const Arg &arg : args) {
        bytes +=
            json::longest_quoted(arg.name_view()) + json::longest_quoted(arg.text_view()) + json::longest_number + 8;
    }
    return bytes;
}

/// Appends `quoted` and more to a text that is being put together.
void append_quoted(std::string &text, std::string_view quoted) {
    const size_t begin = text.size();
    text.resize(begin + json::longest_quoted(quoted));
    text.resize(static_cast<size_t>(put_quoted(text.data() + begin, quoted) - text.data()));
}

}  // namespace

ChromeSink::ChromeSink(FileOut &out, int64_t begin_ns) : Sink(false), out_(out), begin_ns_(begin_ns) {
    constexpr std::string_view opening = "{\"traceEvents\":[";
    out_.write(opening.data(), opening.size());
}

/// `bytes` for the texts that follow.
char *ChromeSink::start(size_t bytes) {
    char *at = out_.room(json_frame_bytes + bytes);
    if (!first_) *at++ = ',';
    first_ = false;
    return at;
}

char *ChromeSink::begin(size_t bytes, std::string_view head, std::string_view name) {
    return put_quoted(put(start(bytes + json::longest_quoted(name)), head), name);
}

std::string_view ChromeSink::head_of(char phase, const Track &track, const Label &label) {
    TextCache &cache = phase == 'X' ? slices_ : marks_;
    return cache.find(label.name.data(), label.category.data(), track.number, [&](std::string &text) {
        text = std::string("\n{\"ph\":\"") + phase + "\",\"name\":";
        append_quoted(text, label.name);
        text += ",\"pid\":" + std::to_string(track.pid) + ",\"tid\":" + std::to_string(track.tid) + ",\"cat\":";
        append_quoted(text, label.category);
        text += ",\"ts\":";
    });
}

/// The last of an event: `args`, and the event's end.
char *ChromeSink::put_args(char *at, const Args &args) {
    if (args.size() == 0) return put(at, "}");
    at = put(at, ",\"args\":{");
    bool first = true;
    for (const Arg &arg : args) {
        if (!first) *at++ = ',';
        first = false;
        at = put(at, names_.find(arg.name, nullptr, 0, [&](std::string &text) {
            append_quoted(text, arg.name_view());
            text += ':';
        }));
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

void ChromeSink::process(uint32_t pid, std::string_view name, uint32_t order) {
    metadata("process_name", pid, 0, Args().add("name", name));
    metadata("process_sort_index", pid, 0, Args().add("sort_index", order));
}

void ChromeSink::thread(const Track &track, std::string_view name, uint64_t order) {
    metadata("thread_name", track.pid, track.tid, Args().add("name", name));
    metadata("thread_sort_index", track.pid, track.tid, Args().add("sort_index", order));
}

void ChromeSink::metadata(std::string_view what, uint32_t pid, uint32_t tid, const Args &args) {
    char *at = begin(json_bytes(args), "\n{\"ph\":\"M\",\"name\":", what);
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
    const std::string_view head = head_of('X', track, label);
    char *at = put_us(put(start(head.size() + json_bytes(args)), head), begin_ns - begin_ns_);
    at = put_us(put(at, ",\"dur\":"), end_ns - begin_ns);
    end(put_args(at, args));
    arrow(track, flow, begin_ns + inside_ns);
}

void ChromeSink::mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
                      const Flow &flow) {
    const std::string_view head = head_of('i', track, label);
    char *at = put_us(put(start(head.size() + json_bytes(args)), head), at_ns - begin_ns_);
    at = put(at, all_threads ? ",\"s\":\"g\"" : ",\"s\":\"t\"");
    end(put_args(at, args));
    arrow(track, flow, at_ns);
}

void ChromeSink::arrow(const Track &track, const Flow &part, int64_t at_ns) {
    if (part.part == Flow::Part::none) return;
    const char phase = part.part == Flow::Part::start ? 's' : part.part == Flow::Part::step ? 't' : 'f';
    char *at = put(start(json::longest_quoted(part.name)), "\n{\"ph\":\"");
    *at++ = phase;
    at = put_quoted(put(at, "\",\"name\":"), part.name);
    at = put_number(put(at, ",\"pid\":"), track.pid);
    at = put_number(put(at, ",\"tid\":"), track.tid);
    at = put_us(put(at, ",\"cat\":\"flow\",\"ts\":"), at_ns - begin_ns_);
    at = put_number(put(at, ",\"id\":"), part.id);
    end(put(at, phase == 's' ? "}" : ",\"bp\":\"e\"}"));
}

void ChromeSink::counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) {
    const std::string_view head = counters_.find(name.data(), nullptr, pid, [&](std::string &text) {
        text = "\n{\"ph\":\"C\",\"name\":";
        append_quoted(text, name);
        text += ",\"pid\":" + std::to_string(pid) + ",\"tid\":0,\"ts\":";
    });
    char *at = put_us(put(start(head.size()), head), at_ns - begin_ns_);
    at = put_number(put(at, ",\"args\":{\"value\":"), value > INT64_MAX ? uint64_t{INT64_MAX} : value);
    end(put(at, "}}"));
}

void ChromeSink::row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args) {
    // The same row mostly comes many times in a row.
    if (row.pid != last_row_.pid || row.key != last_row_.key || row.category.data() != last_row_.category.data()) {
        last_row_ = row;
        last_row_id_ = rows_.try_emplace({row.pid, std::string(row.category), row.key}, rows_.size() + 1).first->second;
    }
    row_end('b', row, name, last_row_id_, begin_ns, args);
    row_end('e', row, name, last_row_id_, end_ns, {});
}

void ChromeSink::row_end(char phase, const Row &row, std::string_view name, uint64_t id, int64_t at_ns,
                         const Args &args) {
    const std::string_view head = phase == 'b' ? "\n{\"ph\":\"b\",\"name\":" : "\n{\"ph\":\"e\",\"name\":";
    const std::string_view ids = rows_ids_.find(row.category.data(), nullptr, row.pid, [&](std::string &text) {
        text = ",\"pid\":" + std::to_string(row.pid) + ",\"tid\":0,\"cat\":";
        append_quoted(text, row.category);
        text += ",\"ts\":";
    });
    char *at = begin(json_bytes(args) + ids.size(), head, name);
    at = put_us(put(at, ids), at_ns - begin_ns_);
    at = put_number(put(at, ",\"id2\":{\"local\":\""), id);  // local: a row of its process, not of the whole trace
    end(put_args(put(at, "\"}"), args));
}

void ChromeSink::finish(uint64_t dropped) {
    char *at = out_.room(json_frame_bytes);
    at = put(at, "\n],\"displayTimeUnit\":\"ns\",\"otherData\":{\"dropped_events\":");
    end(put(put_number(at, dropped), "}}\n"));
}

}  // namespace rcu_bench::trace
