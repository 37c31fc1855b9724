#include "trace/recording_writer.h"

#include <algorithm>
#include <cstring>
#include <unistd.h>

#include "trace/event_kind.h"
#include "trace/event_shape.h"
#include "trace/kind_key.h"

namespace rcu_bench::trace {

using format::BlockType;

namespace {

constexpr uint64_t events_in_block = 4096;

template <class Plain>
void append(std::string &payload, const Plain &value) {
    payload.append(reinterpret_cast<const char *>(&value), sizeof value);
}

void append_text(std::string &payload, std::string_view text) {
    text = text.substr(0, UINT16_MAX);
    append(payload, static_cast<uint16_t>(text.size()));
    payload.append(text);
}

}  // namespace

RecordingWriter::RecordingWriter(const std::string &path, const RecordingTitle &title) : out_(path) {
    format::FileHeader header{{}, format::version, 0};
    std::memcpy(header.magic, format::magic, sizeof header.magic);
    out_.write(&header, sizeof header);
    meta(title.meta);
    meta(std::string(R"({"clock":")") + event_clock_name() + R"("})");
    kinds();
    std::string process;
    append(process, format::ProcessHead{static_cast<uint32_t>(getpid()), 0});
    append_text(process, title.process);
    block(BlockType::process, process);
}

void RecordingWriter::block(BlockType type, const std::string &payload) {
    const size_t bytes = (payload.size() + 7) / 8 * 8;
    const format::BlockHeader header{static_cast<uint32_t>(type), static_cast<uint32_t>(bytes)};
    out_.write(&header, sizeof header);
    out_.write(payload.data(), payload.size());
    constexpr char filler[8] = {};
    out_.write(filler, bytes - payload.size());
}

void RecordingWriter::meta(std::string json) {
    json.resize((json.size() + 7) / 8 * 8, ' ');
    block(BlockType::meta, json);
}

void RecordingWriter::kinds() {
    std::string payload;
    for (uint16_t id = 0; id < kind_count; ++id) {
        const EventShape &shape = shape_of(id);
        append(payload, format::KindHead{id, shape.begins, static_cast<uint8_t>(shape.shape), {}});
        append_text(payload, kind_key(id));
        for (const std::string_view text : {shape.name, shape.category, shape.a, shape.b}) append_text(payload, text);
    }
    block(BlockType::kinds, payload);
}

void RecordingWriter::thread(uint32_t index, const ThreadLog &log) {
    std::string payload;
    const auto clock = ticks_are_counted ? format::Clock::ticks : format::Clock::ns;
    append(payload, format::ThreadHead{index, static_cast<uint32_t>(getpid()), static_cast<uint32_t>(log.tid),
                                       static_cast<uint32_t>(log.role), static_cast<uint32_t>(clock)});
    append_text(payload, log.name);
    block(BlockType::thread, payload);
    next_.push_back(0);
    lost_.push_back(0);
}

void RecordingWriter::drain(Recorder &recorder) {
    const size_t logs = recorder.log_count();
    for (size_t i = next_.size(); i < logs; ++i) thread(static_cast<uint32_t>(i), recorder.log(i));
    for (size_t i = 0; i < logs; ++i) events(static_cast<uint32_t>(i), recorder.log(i));
    clock(recorder);
    out_.flush();  // if the program dies, all this is in the file, and can be read without an end
}

void RecordingWriter::events(uint32_t index, ThreadLog &log) {
    const uint64_t written = log.written();
    uint64_t next = std::max(next_[index], log.first());
    while (next < written) {
        const uint64_t count = std::min(written - next, events_in_block);
        const uint64_t lost = log.dropped();
        const format::BlockHeader header{static_cast<uint32_t>(BlockType::events),
                                         static_cast<uint32_t>(sizeof(format::EventsHead) + count * sizeof(Event))};
        out_.write(&header, sizeof header);
        const format::EventsHead head{index, static_cast<uint32_t>(count), lost - lost_[index]};
        out_.write(&head, sizeof head);
        for (uint64_t i = 0; i < count; ++i) {
            const Event event = log.at(next + i);
            out_.write(&event, sizeof event);
        }
        lost_[index] = lost;
        next += count;
        log.release(next);
    }
    next_[index] = next;
}

void RecordingWriter::clock(const Recorder &recorder) {
    if (!ticks_are_counted) return;
    const std::vector<ClockPoint> points = recorder.clock_points();
    for (; clock_points_ < points.size(); ++clock_points_) {
        std::string payload;
        append(payload, format::ClockBlock{points[clock_points_].ticks, points[clock_points_].ns});
        block(BlockType::clock, payload);
    }
}

int RecordingWriter::finish(Recorder &recorder) {
    recorder.mark_clock();
    drain(recorder);
    std::string payload;
    for (uint32_t i = 0; i < next_.size(); ++i) {
        append(payload, format::EndEntry{i, 0, recorder.log(i).dropped() - lost_[i]});
    }
    block(BlockType::end, payload);
    return out_.close();
}

int write_recording(Recorder &recorder, const std::string &path, const RecordingTitle &title) {
    RecordingWriter writer(path, title);
    return writer.finish(recorder);
}

}  // namespace rcu_bench::trace
