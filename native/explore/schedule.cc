#include "explore/schedule.h"

#include <charconv>

#include "explore/core.h"

namespace rcu_bench::explore {

std::string to_text(const Schedule &schedule) {
    std::string text;
    for (const Slice &slice : schedule) {
        if (!text.empty()) text += ',';
        text += std::to_string(slice.thread) + 'x' + std::to_string(slice.steps);
    }
    return text;
}

std::optional<Schedule> parse_schedule(std::string_view text) {
    Schedule schedule;
    const char *at = text.data(), *const end = at + text.size();
    while (at != end) {
        if (!schedule.empty() && *at++ != ',') return std::nullopt;
        Slice slice;
        const auto thread = std::from_chars(at, end, slice.thread);
        if (thread.ec != std::errc() || thread.ptr == end || *thread.ptr != 'x') return std::nullopt;
        const auto steps = std::from_chars(thread.ptr + 1, end, slice.steps);
        if (steps.ec != std::errc() || slice.thread >= max_threads) return std::nullopt;
        schedule.push_back(slice);
        at = steps.ptr;
    }
    return schedule;
}

uint64_t steps_of(const Schedule &schedule) {
    uint64_t steps = 0;
    for (const Slice &slice : schedule) steps += slice.steps;
    return steps;
}

}  // namespace rcu_bench::explore
