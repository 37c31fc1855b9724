#include "trace/recording.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trace/kind_key.h"
#include "trace/recorder.h"

namespace rcu_bench::trace {

using format::BlockType;

namespace {

constexpr uint64_t longest_description = uint64_t{1} << 24;  // of a block that is not events
constexpr size_t longest_name = 4096;  // what is longer is cut: sinks have room for a few of them at once

/// Reads plain values and texts off the front of a payload; false once something does not fit.
class Payload {
  public:
    explicit Payload(std::string_view bytes) : rest_(bytes) {}

    template <class Plain>
    bool take(Plain &value) {
        if (rest_.size() < sizeof value) return false;
        std::memcpy(&value, rest_.data(), sizeof value);
        rest_.remove_prefix(sizeof value);
        return true;
    }

    bool text(std::string_view &text) {
        uint16_t length = 0;
        if (!take(length) || rest_.size() < length) return false;
        text = rest_.substr(0, std::min<size_t>(length, longest_name));
        rest_.remove_prefix(length);
        return true;
    }

  private:
    std::string_view rest_;
};

}  // namespace

Recording::Recording(const std::string &path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    for (uint16_t kind = 0; kind < kind_count; ++kind) shapes_.push_back(shape_of(kind));
    struct stat status{};
    format::FileHeader header{};
    if (fd_ < 0 || fstat(fd_, &status) != 0) {
        error_ = OpenError::system;
        errno_ = errno;
    } else if (S_ISDIR(status.st_mode)) {
        error_ = OpenError::system;
        errno_ = EISDIR;
    } else if (size_ = static_cast<uint64_t>(status.st_size);
               read_at(0, &header, sizeof header) < sizeof header ||
               std::memcmp(header.magic, format::magic, sizeof header.magic) != 0) {
        error_ = OpenError::not_a_recording;
    } else if (version_ = header.version; version_ != format::version) {
        error_ = OpenError::unknown_version;
    } else {
        index();
    }
}

Recording::~Recording() {
    if (fd_ >= 0) close(fd_);
}

size_t Recording::read_at(uint64_t offset, void *into, size_t bytes) const {
    size_t done = 0;
    while (done < bytes) {
        const ssize_t got =
            pread(fd_, static_cast<char *>(into) + done, bytes - done, static_cast<off_t>(offset + done));
        if (got == 0 || (got < 0 && errno != EINTR)) break;
        if (got > 0) done += static_cast<size_t>(got);
    }
    return done;
}

void Recording::index() {
    uint64_t at = sizeof(format::FileHeader);
    format::BlockHeader header{};
    while (at < size_ && read_at(at, &header, sizeof header) == sizeof header) {
        const uint64_t begin = at + sizeof header;
        const uint64_t there = std::min<uint64_t>(header.bytes, size_ - begin);
        const bool events = header.type == static_cast<uint32_t>(BlockType::events);
        if (header.type == 0 || header.bytes % 8 != 0 || (!events && header.bytes > longest_description)) {
            damaged_at_ = at;
            break;
        }
        if (there == header.bytes || events) take(header, begin, there);
        if (there < header.bytes) {
            whole_ = false;
            damaged_at_ = at;
        }
        at = begin + header.bytes;
    }
    clock_ = ClockMap(clock_points_);
    find_span();
}

void Recording::take(const format::BlockHeader &header, uint64_t offset, uint64_t bytes) {
    switch (static_cast<BlockType>(header.type)) {
        case BlockType::meta: meta_.push_back(payload(offset, bytes)); break;
        case BlockType::kinds: take_kinds(payload(offset, bytes)); break;
        case BlockType::process: take_process(payload(offset, bytes)); break;
        case BlockType::thread: take_thread(payload(offset, bytes)); break;
        case BlockType::clock: {
            format::ClockBlock point{};
            if (Payload(payload(offset, bytes)).take(point)) clock_points_.push_back({point.ticks, point.ns, 0});
            break;
        }
        case BlockType::events: take_events(offset, bytes); break;
        case BlockType::end: take_end(payload(offset, bytes)); break;
    }
}

std::string Recording::payload(uint64_t offset, uint64_t bytes) const {
    std::string text(static_cast<size_t>(bytes), '\0');
    text.resize(read_at(offset, text.data(), text.size()));
    return text;
}

void Recording::take_kinds(std::string_view bytes) {
    Payload payload(bytes);
    format::KindHead head{};
    std::string_view texts[5];
    while (payload.take(head)) {
        for (std::string_view &text : texts) {
            if (!payload.text(text)) return;
        }
        if (texts[0].empty()) return;  // the filling up
        take_kind(head, texts);
    }
}

void Recording::take_kind(const format::KindHead &head, const std::string_view (&texts)[5]) {
    if (head.id >= kind_map_.size()) kind_map_.resize(head.id + size_t{1}, hidden_kind);
    uint16_t kind = kind_of_key(texts[0]);
    if (kind == kind_count) {
        if (foreign_.size() + kind_count >= hidden_kind) return;
        kind = static_cast<uint16_t>(kind_count + foreign_.size());
        ForeignKind &own = foreign_.emplace_back(ForeignKind{std::string(texts[0]),
                                                             std::string(texts[1]),
                                                             std::string(texts[2]),
                                                             std::string(texts[3]),
                                                             std::string(texts[4]),
                                                             {}});
        const bool known_shape = head.shape <= static_cast<uint8_t>(Shape::row);
        own.shape = {known_shape ? static_cast<Shape>(head.shape) : Shape::hidden,
                     kind_of(head.begins),
                     own.category,
                     own.name,
                     own.a,
                     own.b};
        shapes_.push_back(own.shape);
    }
    kind_map_[head.id] = kind;
    if (kind < kind_count && !texts[1].empty() && texts[1] != shapes_[kind].name) {
        shapes_[kind].name = own_names_.emplace_back(texts[1]);  // another program's trace says what it knows of it
    }
}

std::string_view Recording::key(uint16_t kind) const {
    if (kind < kind_count) return kind_key(kind);
    const size_t foreign = size_t{kind} - kind_count;
    return foreign < foreign_.size() ? std::string_view(foreign_[foreign].key) : std::string_view();
}

void Recording::take_process(std::string_view bytes) {
    Payload payload(bytes);
    format::ProcessHead head{};
    std::string_view name;
    if (payload.take(head) && payload.text(name)) processes_.push_back({head.pid, head.order, std::string(name)});
}

void Recording::take_thread(std::string_view bytes) {
    Payload payload(bytes);
    format::ThreadHead head{};
    std::string_view name;
    if (!payload.take(head) || !payload.text(name) || find_thread(head.index) != nullptr) return;
    RecordedThread thread;
    thread.index = head.index;
    thread.pid = head.pid;
    thread.tid = head.tid;
    thread.order = head.order;
    thread.clock = static_cast<format::Clock>(head.clock);
    thread.name = name;
    threads_.push_back(std::move(thread));
}

RecordedThread *Recording::find_thread(uint32_t index) {
    const auto found =
        std::find_if(threads_.begin(), threads_.end(), [index](const auto &thread) { return thread.index == index; });
    return found == threads_.end() ? nullptr : &*found;
}

void Recording::take_events(uint64_t offset, uint64_t bytes) {
    format::EventsHead head{};
    if (bytes < sizeof head || read_at(offset, &head, sizeof head) < sizeof head) return;
    RecordedThread *const thread = find_thread(head.thread);
    if (thread == nullptr) return;
    thread->lost += head.lost_before;
    const uint64_t there = (bytes - sizeof head) / sizeof(Event);  // of a cut block its whole events
    const auto count = static_cast<uint32_t>(std::min<uint64_t>(head.count, there));
    if (count == 0) return;
    thread->chunks.push_back({offset + sizeof head, count});
    thread->events += count;
}

void Recording::take_end(std::string_view bytes) {
    Payload payload(bytes);
    format::EndEntry entry{};
    while (payload.take(entry)) {
        if (RecordedThread *const thread = find_thread(entry.thread)) thread->lost += entry.lost;
    }
    whole_ = true;
}

void Recording::find_span() {
    int64_t begin = INT64_MAX, end = INT64_MIN;
    for (const RecordedThread &thread : threads_) {
        if (thread.chunks.empty()) continue;
        const EventChunk &first = thread.chunks.front(), &last = thread.chunks.back();
        Event event{};
        read_at(first.offset, &event, sizeof event);
        begin = std::min(begin, time_ns(thread, event.ticks));
        read_at(last.offset + (last.count - uint64_t{1}) * sizeof event, &event, sizeof event);
        end = std::max(end, time_ns(thread, event.ticks));
    }
    if (end < begin) return;
    begin_ns_ = begin;
    end_ns_ = std::min(end, latest_ns());
}

uint64_t Recording::event_count() const {
    uint64_t sum = 0;
    for (const RecordedThread &thread : threads_) sum += thread.events;
    return sum;
}

uint64_t Recording::lost() const {
    uint64_t sum = 0;
    for (const RecordedThread &thread : threads_) sum += thread.lost;
    return sum;
}

}  // namespace rcu_bench::trace
