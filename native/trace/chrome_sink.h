// Chrome trace JSON as Perfetto's importer accepts it (docs/trace-format.md), one event a line.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "trace/file_out.h"
#include "trace/sink.h"
#include "trace/text_cache.h"

namespace rcu_bench::trace {

class ChromeSink final : public Sink {
  public:
    /// Times are written relative to `begin_ns`.
    ChromeSink(FileOut &out, int64_t begin_ns);

    void process(uint32_t pid, std::string_view name, uint32_t order) override;
    void thread(const Track &track, std::string_view name, uint64_t order) override;
    void open(const Track &track, const Label &label, int64_t at_ns, const Args &known, const Flow &flow) override;
    void close(const Track &track, const Label &label, int64_t begin_ns, int64_t end_ns, const Args &args, size_t known,
               const Flow &flow) override;
    void mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
              const Flow &flow) override;
    void counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) override;
    void row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args) override;

    /// Closes the list. `dropped` is the number of events that the recording lost.
    void finish(uint64_t dropped);

  private:
    /// A part of an arrow, bound to the innermost slice that is open at this time.
    void arrow(const Track &track, const Flow &flow, int64_t at_ns);
    char *begin(size_t bytes, std::string_view head, std::string_view name);
    void metadata(std::string_view what, uint32_t pid, uint32_t tid, const Args &args);
    void row_end(char phase, const Row &row, std::string_view name, uint64_t id, int64_t at_ns, const Args &args);
    void end(char *at) { out_.commit(at); }
    /// An event's text up to its time.
    std::string_view head_of(char phase, const Track &track, const Label &label);
    char *put_args(char *at, const Args &args);
    char *start(size_t bytes);

    FileOut &out_;
    const int64_t begin_ns_;
    bool first_ = true;
    TextCache slices_, marks_, counters_, names_, rows_ids_;
    std::map<std::tuple<uint32_t, std::string, uint64_t>, uint64_t> rows_;
    Row last_row_{};
    uint64_t last_row_id_ = 0;
};

}  // namespace rcu_bench::trace
