// A schedule: which thread does how many operations, one slice after another. A finding is replayed from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rcu_bench::explore {

/// Ends when the thread blocks, ends, or must yield to another thread.
struct Slice {
    uint32_t thread = 0;
    uint32_t steps = 0;
    bool operator==(const Slice &) const = default;
};

using Schedule = std::vector<Slice>;

/// "0x6,1x7"
std::string to_text(const Schedule &schedule);
/// Absent: not a schedule. After the end of a schedule the default choices apply.
std::optional<Schedule> parse_schedule(std::string_view text);

uint64_t steps_of(const Schedule &schedule);

}  // namespace rcu_bench::explore
