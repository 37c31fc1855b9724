// Recordings with times of the test's choosing: written as docs/trace-format.md describes them, by nothing of the product's
// code but the numbers of recording_format.h.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "doctest/doctest.h"
#include "trace/event_shape.h"
#include "trace/kind_key.h"
#include "trace/recorder.h"
#include "trace/recording_format.h"

namespace rcu_bench::test {

/// Gone with it.
class TemporaryFile {
  public:
    TemporaryFile() {
        const int fd = mkstemp(name_);
        REQUIRE(fd >= 0);
        close(fd);
    }
    ~TemporaryFile() { unlink(name_); }
    TemporaryFile(const TemporaryFile &) = delete;
    TemporaryFile &operator=(const TemporaryFile &) = delete;

    const char *name() const { return name_; }
    std::string text() const {
        std::stringstream text;
        text << std::ifstream(name_).rdbuf();
        return text.str();
    }

  private:
    char name_[32] = "/tmp/rcu-bench-test-XXXXXX";
};

/// What a kinds block says of one kind.
struct FileKind {
    uint16_t id, begins;
    trace::Shape shape;
    std::string_view key, name, category, a, b;
};

class RecordingFile {
  public:
    using BlockType = trace::format::BlockType;

    static constexpr uint32_t pid = 100;

    /// With a process and, unless told otherwise, the tool's own kinds under their own numbers.
    explicit RecordingFile(bool own_kinds = true) {
        trace::format::FileHeader header{{}, trace::format::version, 0};
        std::copy(std::begin(trace::format::magic), std::end(trace::format::magic), header.magic);
        append(bytes_, header);
        process(pid, "process");
        for (uint16_t id = 0; own_kinds && id < trace::kind_count; ++id) {
            const trace::EventShape &shape = trace::shape_of(id);
            kind({id, shape.begins, shape.shape, trace::kind_key(id), shape.name, shape.category, shape.a, shape.b});
        }
    }

    void process(uint32_t its_pid, std::string_view name, uint32_t order = 0) {
        std::string payload;
        append(payload, trace::format::ProcessHead{its_pid, order});
        text(payload, name);
        block(BlockType::process, payload);
    }

    void kind(const FileKind &kind) {
        std::string payload;
        append(payload, trace::format::KindHead{kind.id, kind.begins, static_cast<uint8_t>(kind.shape), {}});
        for (const std::string_view one : {kind.key, kind.name, kind.category, kind.a, kind.b}) text(payload, one);
        block(BlockType::kinds, payload);
    }

    /// @returns the number for its events, the same as its position in Recording::threads().
    uint32_t thread(std::string_view name, trace::ThreadRole role, uint32_t its_pid = pid,
                    trace::format::Clock clock = trace::format::Clock::ns) {
        const uint32_t index = threads_++;
        std::string payload;
        append(payload, trace::format::ThreadHead{index, its_pid, index + 1, static_cast<uint32_t>(role),
                                                  static_cast<uint32_t>(clock)});
        text(payload, name);
        block(BlockType::thread, payload);
        return index;
    }

    void clock(uint64_t ticks, int64_t ns) {
        std::string payload;
        append(payload, trace::format::ClockBlock{ticks, ns});
        block(BlockType::clock, payload);
    }

    /// `kind` is a Probe, a MachineEvent, or a number that the file gave a kind.
    template <class Kind>
    void at(uint32_t thread, uint64_t time, Kind kind, uint64_t a = 0, uint64_t b = 0, uint64_t lost_before = 0) {
        std::string payload;
        append(payload, trace::format::EventsHead{thread, 1, lost_before});
        append(payload, trace::Event{time, static_cast<uint64_t>(kind), a, b});
        block(BlockType::events, payload);
    }

    void end() { block(BlockType::end, {}); }

    const std::string &bytes() const { return bytes_; }
    /// To the file's present place.
    void save(const TemporaryFile &file) const {
        std::ofstream(file.name(), std::ios::binary | std::ios::trunc) << bytes_;
    }

  private:
    template <class Plain>
    static void append(std::string &bytes, const Plain &value) {
        bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    static void text(std::string &bytes, std::string_view text) {
        append(bytes, static_cast<uint16_t>(text.size()));
        bytes.append(text);
    }
    void block(BlockType type, std::string payload) {
        payload.resize((payload.size() + 7) / 8 * 8, '\0');
        append(bytes_, trace::format::BlockHeader{static_cast<uint32_t>(type), static_cast<uint32_t>(payload.size())});
        bytes_ += payload;
    }

    std::string bytes_;
    uint32_t threads_ = 0;
};

}  // namespace rcu_bench::test
