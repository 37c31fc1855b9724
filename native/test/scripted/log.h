// All probes, heavy barriers and trims of all scripted threads, in one global order.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scripted/step.h"

namespace rcu_bench::scripted {

struct Entry {
    int64_t time_ns;
    std::string_view thread;
    Step step;
    int mutexes_held;  ///< by the thread, at that moment
};

class Log {
  public:
    using Probe = rcu::Probe;

    void add(Entry entry) { entries_.push_back(entry); }
    /// Forgets everything; times count from here.
    void restart(int64_t origin_ns);
    /// What the address is called in text().
    void name(const void *address, std::string name) { names_[reinterpret_cast<uintptr_t>(address)] = std::move(name); }

    size_t count(Probe point, std::optional<uint64_t> a = {}) const;
    bool has(Probe point, std::optional<uint64_t> a = {}) const { return count(point, a) > 0; }
    /// The nth (from 0) such entry, or its place in the log. Throws where there is none.
    const Entry &nth(Probe point, size_t n = 0, std::optional<uint64_t> a = {}) const {
        return entries_[place(point, n, a)];
    }
    size_t place(Probe point, size_t n = 0, std::optional<uint64_t> a = {}) const;
    /// Its time in ms after the origin.
    double ms(Probe point, size_t n = 0, std::optional<uint64_t> a = {}) const;
    /// Heavy barriers and trims have no arguments.
    size_t count(StepKind kind) const;
    size_t place(StepKind kind, size_t n = 0) const;

    /// "2ms RCU thread: fetch 1 0": one line an entry; with `only`, those probes alone.
    std::string text(const std::vector<Probe> &only = {}) const;

    /// The end of text(), for messages.
    std::string tail() const;

    const std::vector<Entry> &entries() const { return entries_; }

  private:
    std::string line(const Entry &entry) const;
    std::string value(uint64_t value) const;

    std::vector<Entry> entries_;
    std::map<uint64_t, std::string> names_;
    int64_t origin_ns_ = 0;
};

}  // namespace rcu_bench::scripted
