// A recording file, opened: what is in it and where. Events stay in the file until event_merge.h reads them.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "trace/event_clock.h"
#include "trace/event_kind.h"
#include "trace/event_shape.h"
#include "trace/recording_format.h"

namespace rcu_bench::trace {

/// A piece of a thread's events in the file.
struct EventChunk {
    uint64_t offset;
    uint32_t count;
};

struct RecordedProcess {
    uint32_t pid, order;
    std::string name;
};

struct RecordedThread {
    uint32_t index, pid, tid, order;
    format::Clock clock;
    std::string name;
    std::vector<EventChunk> chunks;
    uint64_t events = 0;
    uint64_t lost = 0;
};

/// Why a file cannot be read at all.
enum class OpenError : uint8_t { none, system, not_a_recording, unknown_version };

/// Times later than this after the first event are those of a damaged file: Chrome JSON's microseconds, read as doubles, are
/// exact to the ns for 4.4e12 of them. Longer recordings end there.
inline constexpr int64_t longest_span_ns = int64_t{50} * 24 * 3600 * 1'000'000'000;

class Recording {
  public:
    explicit Recording(const std::string &path);
    ~Recording();
    Recording(const Recording &) = delete;
    Recording &operator=(const Recording &) = delete;

    OpenError error() const { return error_; }
    int system_error() const { return errno_; }    ///< errno
    uint32_t version() const { return version_; }  ///< as the file says

    const std::vector<std::string> &meta() const { return meta_; }  ///< JSON texts; a later one's keys win
    const std::vector<RecordedProcess> &processes() const { return processes_; }
    const std::vector<RecordedThread> &threads() const { return threads_; }
    const ClockMap &clock() const { return clock_; }
    uint64_t event_count() const;
    uint64_t lost() const;

    /// The end block is there: nothing was cut off.
    bool whole() const { return whole_; }
    /// Where the file stops making sense, 0 if nowhere: all before it counts.
    uint64_t damaged_at() const { return damaged_at_; }

    /// The tool's own kinds keep their numbers whatever the file calls them; others come after kind_count.
    uint16_t kind_of(uint64_t file_id) const {
        return file_id < kind_map_.size() ? kind_map_[static_cast<size_t>(file_id)] : hidden_kind;
    }
    const EventShape &shape(uint16_t kind) const { return kind < shapes_.size() ? shapes_[kind] : hidden_; }
    /// The key of a kind; for a kind that the tool does not know, the file's key.
    std::string_view key(uint16_t kind) const;

    int64_t time_ns(const RecordedThread &thread, uint64_t ticks) const {
        return thread.clock == format::Clock::ticks ? clock_.to_ns(ticks) : static_cast<int64_t>(ticks);
    }
    /// Times of the first and the last event; 0 and 0 if there is none.
    int64_t begin_ns() const { return begin_ns_; }
    int64_t end_ns() const { return end_ns_; }
    /// Ignores events after this time.
    int64_t latest_ns() const {
        return begin_ns_ > INT64_MAX - longest_span_ns ? INT64_MAX : begin_ns_ + longest_span_ns;
    }

    /// Reads `bytes` at `offset`; returns less only at the end of the file.
    size_t read_at(uint64_t offset, void *into, size_t bytes) const;

  private:
    static constexpr uint16_t hidden_kind = UINT16_MAX;
    struct ForeignKind {
        std::string key, name, category, a, b;
        EventShape shape;
    };

    void index();
    void take(const format::BlockHeader &header, uint64_t offset, uint64_t bytes);
    void take_kinds(std::string_view payload);
    void take_kind(const format::KindHead &head, const std::string_view (&texts)[5]);
    void take_process(std::string_view payload);
    void take_thread(std::string_view payload);
    void take_events(uint64_t offset, uint64_t bytes);
    void take_end(std::string_view payload);
    std::string payload(uint64_t offset, uint64_t bytes) const;
    RecordedThread *find_thread(uint32_t index);
    void find_span();

    int fd_ = -1;
    int errno_ = 0;
    OpenError error_ = OpenError::none;
    uint32_t version_ = 0;
    uint64_t size_ = 0;
    bool whole_ = false;
    uint64_t damaged_at_ = 0;
    std::vector<std::string> meta_;
    std::vector<RecordedProcess> processes_;
    std::vector<RecordedThread> threads_;
    std::vector<ClockPoint> clock_points_;
    ClockMap clock_;
    std::vector<uint16_t> kind_map_;     // indexed by the file's id
    std::deque<ForeignKind> foreign_;    // kinds from kind_count on; their addresses are stable
    std::deque<std::string> own_names_;  // the file's names for kinds of the tool
    std::vector<EventShape> shapes_;     // of all kinds
    EventShape hidden_;
    int64_t begin_ns_ = 0, end_ns_ = 0;
};

}  // namespace rcu_bench::trace
