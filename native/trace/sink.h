// Where a recording's story goes: a file format, or a summary. Whoever tells it (story.h) knows what an event means; a sink
// only knows how to write it down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rcu_bench::trace {

/// A thread's line. Times of all calls are those of the recording, CLOCK_MONOTONIC ns; a sink is made with the trace's begin.
struct Track {
    uint32_t pid = 0, tid = 0;
    uint32_t number = 0;  ///< its own among all tracks
};

struct Label {
    std::string_view category, name;
};

/// Plain, so that making many costs nothing.
struct Arg {
    const char *name;
    const char *text;  ///< null: a number
    size_t name_bytes, text_bytes;
    uint64_t number;
    std::string_view name_view() const { return {name, name_bytes}; }
    std::string_view text_view() const { return {text, text_bytes}; }
};

/// What is known of a slice or mark beyond its name.
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

/// An arrow's part: it begins, goes on or ends here.
struct Flow {
    enum class Part : uint8_t { none, start, step, end };
    Part part = Part::none;
    uint64_t id = 0;
    std::string_view name;
};

/// A row that belongs to no thread: one for each (category, key) of a process.
struct Row {
    uint32_t pid;
    std::string_view category, name;
    uint64_t key;
};

/// How much went out.
struct Written {
    uint64_t slices = 0;  ///< of threads and rows
    uint64_t marks = 0, counters = 0, arrows = 0;
    uint64_t events() const { return slices + marks + counters; }
};

class Sink {
  public:
    /// `tells_begins`: it writes a slice's begin when it comes; others write it when it is known whole.
    explicit Sink(bool tells_begins) : tells_begins_(tells_begins) {}
    virtual ~Sink() = default;
    Sink(const Sink &) = delete;
    Sink &operator=(const Sink &) = delete;

    bool tells_begins() const { return tells_begins_; }

    virtual void process(uint32_t pid, std::string_view name, uint32_t order) = 0;
    virtual void thread(const Track &track, std::string_view name, uint64_t order) = 0;

    /// A slice begins; `known` is what is known of it so far. A sink that does not tell begins is called for the arrow.
    virtual void open(const Track &track, const Label &label, int64_t at_ns, const Args &known, const Flow &flow) = 0;
    /// The innermost open slice of the track ends. `args` has what open() had, and from `known` on what came since.
    virtual void close(const Track &track, const Label &label, int64_t begin_ns, int64_t end_ns, const Args &args,
                       size_t known, const Flow &flow) = 0;
    /// `all_threads`: it cannot be missed. Its arrow, if any, binds to it or to the slice round it.
    virtual void mark(const Track &track, const Label &label, int64_t at_ns, const Args &args, bool all_threads,
                      const Flow &flow) = 0;
    virtual void counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) = 0;
    /// Slices of a row nest; an outer one comes before its inner ones.
    virtual void row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns,
                           const Args &args) = 0;

  private:
    const bool tells_begins_;
};

}  // namespace rcu_bench::trace
