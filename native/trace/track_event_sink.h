// Perfetto's own format, TrackEvent protocol buffers (docs/trace-format.md has the field numbers). One sequence of
// packets; names, categories and argument names are interned.
#pragma once

#include <array>
#include <map>
#include <string>
#include <tuple>

#include "trace/file_out.h"
#include "trace/sink.h"

namespace rcu_bench::trace {

class TrackEventSink final : public Sink {
  public:
    TrackEventSink(FileOut &out, int64_t begin_ns);

    void process(uint32_t pid, std::string_view name, uint32_t order) override;
    void thread(const Track &track, std::string_view name, uint64_t order) override;
    void open(const Track &track, const Label &label, int64_t at_ns, const Args &known, const Flow &flow) override;
    void close(const Track &track, const Label &label, int64_t begin_ns, int64_t end_ns, const Args &args, size_t known,
               const Flow &flow) override;
    void mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
              const Flow &flow) override;
    void counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) override;
    void row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args) override;

  private:
    enum class Type : uint8_t { begin = 1, end = 2, mark = 3, counter = 4 };
    enum class Names : uint8_t { category = 1, event = 2, annotation = 3 };
    /// What an event says besides its time and track.
    struct Event {
        Type type;
        uint64_t track;
        uint64_t category = 0, name = 0;  ///< interned; 0: none
        const Args *args = nullptr;
        size_t from = 0;  ///< index of the first argument to write
        Flow flow{};
        uint64_t value = 0;  ///< value of a counter
    };

    void write(int64_t at_ns, const Event &event);
    /// Writes one packet; `fill(proto)` writes its content, in at most `bytes`.
    template <class Fill>
    void packet(size_t bytes, Fill fill);
    template <class Fill>
    void describe(size_t bytes, Fill fill);
    /// For a text with a stable address, and for other texts. A new text is interned at once.
    uint64_t intern(Names kind, std::string_view name);
    uint64_t intern_passing(Names kind, std::string_view name);
    uint64_t process_uuid(uint32_t pid);
    uint64_t row_uuid(const Row &row);
    uint64_t counter_uuid(uint32_t pid, std::string_view name);

    struct Interned {
        uintptr_t address = 0;  ///< address and role of the text
        uint64_t iid = 0;
    };

    FileOut &out_;
    const int64_t begin_ns_;
    bool first_ = true;
    std::map<std::pair<Names, std::string>, uint64_t> names_;
    std::array<Interned, 1024> constants_{};  // by address; a new text replaces an old one
    std::map<uint32_t, uint64_t> processes_;
    std::map<std::tuple<uint32_t, std::string, uint64_t>, uint64_t> rows_;
    std::map<std::pair<uint32_t, const void *>, uint64_t> counters_;
    Row last_row_{};
    uint64_t last_row_uuid_ = 0;
    uint64_t next_uuid_ = uint64_t{1} << 33;  // threads use their track's number
};

}  // namespace rcu_bench::trace
