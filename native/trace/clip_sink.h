// Passes on a part of a recording: a window of time and some categories, shifted and renumbered. Placed between the
// reader of a recording and a file.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "trace/export.h"
#include "trace/sink.h"

namespace rcu_bench::trace {

class ClipSink final : public Sink {
  public:
    /// `begin_ns` is the beginning of the recording; the part's times count from it.
    ClipSink(Sink &to, const ExportPart &part, int64_t begin_ns);

    void process(uint32_t pid, std::string_view name, uint32_t order) override;
    void thread(const Track &track, std::string_view name, uint64_t order) override;
    void open(const Track &track, const Label &label, int64_t at_ns, const Args &known, const Flow &flow) override;
    void close(const Track &track, const Label &label, int64_t begin_ns, int64_t end_ns, const Args &args, size_t known,
               const Flow &flow) override;
    void mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
              const Flow &flow) override;
    void counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) override;
    void row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &args) override;

    /// What was passed on.
    const Written &written() const { return written_; }

  private:
    struct Slice {  // an open slice of a wanted category
        Label label;
        int64_t begin_ns;
        Args known;
        bool told = false;
    };

    bool wanted(std::string_view category) const;
    bool inside(int64_t at_ns) const { return at_ns >= from_ns_ && at_ns < to_ns_; }
    int64_t clamp(int64_t at_ns) const { return at_ns < from_ns_ ? from_ns_ : at_ns > to_ns_ ? to_ns_ : at_ns; }
    int64_t moved(int64_t at_ns) const { return at_ns + shift_ns_; }
    /// A thread number is unique in the whole machine: a thread of a renumbered process gets a new number.
    Track own(const Track &track) const {
        return {pid(track.pid), part_.pid == 0 ? track.tid : track.number, track.number};
    }
    uint32_t pid(uint32_t theirs) const { return part_.pid == 0 ? theirs : part_.pid; }
    void tell_open(const Track &track, std::vector<Slice> &stack);
    Flow passing(const Flow &flow, int64_t at_ns);

    Sink &to_;
    const ExportPart &part_;
    const int64_t from_ns_, to_ns_, shift_ns_;
    const std::set<std::string, std::less<>> categories_;
    std::unordered_map<uint32_t, std::vector<Slice>> stacks_;  // by track
    std::unordered_set<uint64_t> flows_;                       // begun inside the window
    Written written_;
};

}  // namespace rcu_bench::trace
