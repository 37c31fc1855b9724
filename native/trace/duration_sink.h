// A recording as figures: the lengths of the slices and the number of the marks of each name.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "trace/sink.h"

namespace rcu_bench::trace {

class DurationSink final : public Sink {
  public:
    using Name = std::pair<std::string, std::string>;  ///< category, name

    DurationSink() : Sink(false) {}

    void process(uint32_t, std::string_view, uint32_t) override {}
    void thread(const Track &, std::string_view, uint64_t) override {}
    void open(const Track &, const Label &, int64_t, const Args &, const Flow &) override {}
    void close(const Track &track, const Label &label, int64_t begin_ns, int64_t end_ns, const Args &args, size_t known,
               const Flow &flow) override;
    void mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
              const Flow &flow) override;
    void counter(uint32_t, std::string_view, int64_t, uint64_t) override {}
    void row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args) override;

    const std::map<Name, std::vector<double>> &slices() const { return slices_; }  ///< lengths in ns
    const std::map<Name, uint64_t> &marks() const { return marks_; }

  private:
    std::map<Name, std::vector<double>> slices_;
    std::map<Name, uint64_t> marks_;
};

}  // namespace rcu_bench::trace
