// Which thread does how many operations, one after another: what a finding is replayed from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rcu_bench::explore {

/// Ends when the thread blocks, ends, or has to make room for another.
struct Slice {
    uint32_t thread = 0;
    uint32_t steps = 0;
    bool operator==(const Slice &) const = default;
};

using Schedule = std::vector<Slice>;

/// "0x6,1x7"
std::string to_text(const Schedule &schedule);
/// Absent: no schedule. What follows a schedule of no slices is up to the default choices.
std::optional<Schedule> parse_schedule(std::string_view text);

uint64_t steps_of(const Schedule &schedule);

}  // namespace rcu_bench::explore
