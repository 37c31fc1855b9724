#include "trace/event_clock.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace rcu_bench::trace {

namespace {

constexpr int brackets = 100;

/// A kernel that has found the counters of its CPUs apart, or at fault, keeps time by something else.
bool kernel_keeps_time_by(std::string_view clocksource) {
    std::FILE *const file = std::fopen("/sys/devices/system/clocksource/clocksource0/current_clocksource", "re");
    if (file == nullptr) return false;
    char source[64] = "";
    const bool told = std::fscanf(file, "%63s", source) == 1;
    std::fclose(file);
    return told && source == clocksource;
}

}  // namespace

const bool ticks_are_counted = cpu_counter_is_invariant() && kernel_keeps_time_by(cpu_counter_clocksource);

ClockPoint read_clock_point() {
    ClockPoint best{.ticks = 0, .ns = 0, .error_ns = 0};
    uint64_t narrowest = UINT64_MAX;
    const uint64_t begin = ticks_now();
    const int64_t begin_ns = platform::monotonic_ns();
    for (int i = 0; i < brackets; ++i) {
        const uint64_t before = ticks_now();
        const int64_t ns = platform::monotonic_ns();
        const uint64_t after = ticks_now();
        if (after - before >= narrowest) continue;
        narrowest = after - before;
        best.ticks = before + narrowest / 2;
        best.ns = ns;
    }
    const int64_t took_ns = platform::monotonic_ns() - begin_ns;
    // A tick of AArch64 may be 40 ns long, and a bracket none of them.
    const int64_t tick_ns = took_ns / std::max<int64_t>(static_cast<int64_t>(ticks_now() - begin), 1);
    // In ns by the brackets' own mean: good enough for an error.
    best.error_ns = took_ns / brackets / 2 + tick_ns + 1;
    return best;
}

ClockMap::ClockMap(std::vector<ClockPoint> points) {
    std::sort(points.begin(), points.end(), [](const auto &a, const auto &b) { return a.ticks < b.ticks; });
    const auto same = [](const auto &a, const auto &b) { return a.ticks == b.ticks; };
    points.erase(std::unique(points.begin(), points.end(), same), points.end());
    for (size_t i = 0; i + 1 < points.size(); ++i) segments_.push_back(between(points[i], points[i + 1]));
    if (segments_.empty()) return;
    for (size_t i = 1; i + 1 < points.size(); ++i) {
        const int64_t off_ns = between(points[i - 1], points[i + 1]).to_ns(points[i].ticks) - points[i].ns;
        error_ns_ = std::max(error_ns_, std::abs(off_ns));
    }
    if (points.size() == 2) error_ns_ = std::max(points[0].error_ns, points[1].error_ns);
}

ClockMap::Segment ClockMap::between(const ClockPoint &from, const ClockPoint &to) {
    const auto ticks = static_cast<Wide>(to.ticks - from.ticks);
    const auto ns = static_cast<Wide>(to.ns - from.ns);
    return {from.ticks, to.ticks, from.ns, static_cast<uint64_t>(((ns << 32) + ticks / 2) / ticks)};
}

/// The first and the last segment go on beyond their ends.
const ClockMap::Segment &ClockMap::find(uint64_t ticks) const {
    const auto after = std::upper_bound(segments_.begin(), segments_.end(), ticks,
                                        [](uint64_t t, const Segment &segment) { return t < segment.from_ticks; });
    current_ = after == segments_.begin() ? 0 : static_cast<size_t>(after - segments_.begin()) - 1;
    return segments_[current_];
}

}  // namespace rcu_bench::trace
