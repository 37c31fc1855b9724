#include "trace/event_clock.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace rcu_bench::trace {

namespace {

constexpr int brackets = 100;

/// CPUID 8000_0007h, EDX bit 8: the counter runs at one rate in all power states (Intel SDM, AMD APM).
bool tsc_is_invariant() {
#if defined(__x86_64__)
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(0x80000007, &a, &b, &c, &d) != 0 && (d & (1u << 8)) != 0;
#else
    return false;
#endif
}

/// A kernel that has found the counters of its CPUs apart keeps time by something else.
bool kernel_trusts_tsc() {
    std::string source;
    std::ifstream("/sys/devices/system/clocksource/clocksource0/current_clocksource") >> source;
    return source == "tsc";
}

}  // namespace

bool tsc_is_usable() { return tsc_is_invariant() && kernel_trusts_tsc(); }

const bool ticks_are_tsc = tsc_is_usable();

ClockPoint read_clock_point() {
    ClockPoint best{.ticks = 0, .ns = 0, .error_ns = INT64_MAX};
    uint64_t narrowest = UINT64_MAX;
    int64_t begin_ns = 0, end_ns = 0;
    for (int i = 0; i < brackets; ++i) {
        const uint64_t before = ticks_now();
        const int64_t ns = platform::monotonic_ns();
        const uint64_t after = ticks_now();
        if (i == 0) begin_ns = ns;
        end_ns = ns;
        if (after - before >= narrowest) continue;
        narrowest = after - before;
        best.ticks = before + narrowest / 2;
        best.ns = ns;
    }
    // In ns by the brackets' own mean: good enough for an error.
    best.error_ns = std::min<int64_t>((end_ns - begin_ns) / (brackets - 1) / 2 + 1, INT64_MAX);
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
