// The log of one execution, in order, for people.
#pragma once

#include <cstdint>
#include <vector>

#include "explore/core.h"

namespace rcu_bench::explore {

enum class EntryKind : uint8_t { operation, probe, note };

struct LogEntry {
    EntryKind kind = EntryKind::operation;
    uint32_t thread = 0;
    uint64_t step = 0;      ///< the operation that the entry belongs to, from 1
    int64_t time_ns = 0;    ///< virtual time since the scenario began
    uint32_t code = 0;      ///< Op, rcu::Probe or Property
    uint64_t a = 0, b = 0;  ///< of a probe, as in probe.h; callbacks as their numbers, readers as their threads
};

/// `a` of a probe whose object is neither a callback nor a reader of the scenario.
inline constexpr uint64_t unnamed = UINT64_MAX;

class Log final : public Observer {
  public:
    explicit Log(int64_t origin_ns) : origin_ns_(origin_ns) {}

    void on_operation(Op op, const void *object) override;
    void on_probe(rcu::Probe point, uint64_t a, uint64_t b) override;
    void on_note(Property property) override;

    const std::vector<LogEntry> &entries() const { return entries_; }

  private:
    void add(EntryKind kind, uint32_t code, uint64_t a, uint64_t b);

    int64_t origin_ns_;
    uint64_t steps_ = 0;
    std::vector<LogEntry> entries_;
};

}  // namespace rcu_bench::explore
