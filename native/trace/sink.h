// The destination of a recording's events: a file format, or a summary. The caller (story.h) knows the meaning of
// events; a sink only writes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rcu_bench::trace {

/// The line of a thread. All times are those of the recording, CLOCK_MONOTONIC ns; a sink is created with the beginning
/// of the trace.
struct Track {
    uint32_t pid = 0, tid = 0;
    uint32_t number = 0;  ///< unique among all tracks
};

struct Label {
    std::string_view category, name;
};

/// A plain struct, so that creating many costs nothing.
struct Arg {
    const char *name;
    const char *text;  ///< null: a number
    size_t name_bytes, text_bytes;
    uint64_t number;
    std::string_view name_view() const { return {name, name_bytes}; }
    std::string_view text_view() const { return {text, text_bytes}; }
};

/// Facts about a slice or mark besides its name.
class Args {
  public:
    static constexpr size_t most = 10;

    Args &add(std::string_view name, uint64_t number) {
        if (size_ < most) args_[size_++] = {name.data(), nullptr, name.size(), 0, number};
        return *this;
    }
    Args &add(std::string_view name, std::string_view text) {
        if (size_ < most) args_[size_++] = {name.data(), text.data(), name.size(), text.size(), 0};
        return *this;
    }
    const Arg *begin() const { return args_; }
    const Arg *end() const { return args_ + size_; }
    size_t size() const { return size_; }

  private:
    Arg args_[most];
    size_t size_ = 0;
};

/// A part of an arrow: the arrow begins, continues or ends here.
struct Flow {
    enum class Part : uint8_t { none, start, step, end };
    Part part = Part::none;
    uint64_t id = 0;
    std::string_view name;
};

/// A row without a thread: one for each (category, key) of a process.
struct Row {
    uint32_t pid;
    std::string_view category, name;
    uint64_t key;
};

/// The number of written events.
struct Written {
    uint64_t slices = 0;  ///< of threads and rows
    uint64_t marks = 0, counters = 0, arrows = 0;
    uint64_t events() const { return slices + marks + counters; }
};

class Sink {
  public:
    /// `tells_begins`: writes the beginning of a slice at once; other sinks write a slice when it is complete.
    explicit Sink(bool tells_begins) : tells_begins_(tells_begins) {}
    virtual ~Sink() = default;
    Sink(const Sink &) = delete;
    Sink &operator=(const Sink &) = delete;

    bool tells_begins() const { return tells_begins_; }

    virtual void process(uint32_t pid, std::string_view name, uint32_t order) = 0;
    virtual void thread(const Track &track, std::string_view name, uint64_t order) = 0;

    /// A slice begins; `known` contains what is known so far. A sink that does not write beginnings is called for the
    /// arrow only.
    virtual void open(const Track &track, const Label &label, int64_t at_ns, const Args &known, const Flow &flow) = 0;
    /// The innermost open slice of the track ends. `args` repeats the arguments of open(); from `known` on they are
    /// new.
    virtual void close(const Track &track, const Label &label, int64_t begin_ns, int64_t end_ns, const Args &args,
                       size_t known, const Flow &flow) = 0;
    /// `all_threads`: the mark spans all threads. Its arrow, if any, binds to the mark or to the enclosing slice.
    virtual void mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
                      const Flow &flow) = 0;
    virtual void counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) = 0;
    /// Slices of a row nest; an outer slice comes before its inner slices.
    virtual void row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns,
                           const Args &args) = 0;

  private:
    const bool tells_begins_;
};

}  // namespace rcu_bench::trace
