// Perfetto's own format, TrackEvent protocol buffers (field numbers: docs/trace-format.md). One sequence of packets; names,
// categories and argument names are interned.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

#include "trace/file_out.h"
#include "trace/proto_out.h"
#include "trace/sink.h"

namespace rcu_bench::trace {

class TrackEventSink final : public Sink {
  public:
    TrackEventSink(FileOut &out, int64_t begin_ns);

    void process(uint32_t pid, std::string_view name, uint32_t order) override;
    void thread(const Track &track, std::string_view name, uint64_t order) override;
    void open(const Track &track, const Label &label, int64_t at_ns, const Args &known, const Flow &flow) override;
    void close(const Track &track, const Label &label, int64_t begin_ns, int64_t end_ns, const Args &args,
               size_t known, const Flow &flow) override;
    void mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
              const Flow &flow) override;
    void counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) override;
    void row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args) override;

  private:
    enum class Type : uint8_t { begin = 1, end = 2, mark = 3, counter = 4 };
    enum class Names : uint8_t { category = 1, event = 2, annotation = 3 };

    /// Begins an event of the track; more is added to event_, then send().
    void begin(Type type, uint64_t track);
    void name(const Label &label);
    void name_once(std::string_view category, std::string_view name);
    void args(const Args &args, size_t from);
    void flow_id(const Flow &flow);
    void send(int64_t at_ns);
    void describe();
    void write_packet();
    uint64_t intern(Names kind, std::string_view name);
    uint64_t intern_constant(Names kind, std::string_view name);
    uint64_t process_uuid(uint32_t pid);
    uint64_t row_uuid(const Row &row);
    uint64_t counter_uuid(uint32_t pid, std::string_view name);

    FileOut &out_;
    const int64_t begin_ns_;
    bool first_ = true;
    ProtoOut event_, interned_, packet_, inner_, whole_;
    std::map<std::pair<Names, std::string>, uint64_t> names_;
    std::unordered_map<const char *, uint64_t> constants_[4];  // the same by address, for texts that stay where they are
    std::map<uint32_t, uint64_t> processes_;
    std::map<std::tuple<uint32_t, std::string, uint64_t>, uint64_t> rows_;
    std::map<std::pair<uint32_t, std::string>, uint64_t> counters_;
    uint64_t next_uuid_ = uint64_t{1} << 33;  // threads have their track's number
};

}  // namespace rcu_bench::trace
