// The clock of events: the CPU's counter where there is one, and which clock was read.
#include "doctest/doctest.h"

#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "platform/clock.h"
#include "support/recording_file.h"
#include "trace/cpu_counter.h"
#include "trace/event_clock.h"
#include "trace/recording.h"
#include "trace/recording_writer.h"

using namespace rcu_bench;

namespace {

constexpr int64_t apart_ns = 10'000'000;

/// The counter, and CLOCK_MONOTONIC just before and just after it was read.
struct Reading {
    int64_t before_ns = platform::monotonic_ns();
    uint64_t count = trace::cpu_counter();
    int64_t after_ns = platform::monotonic_ns();
};

/// Ticks per ns between two readings: it lies between these, however long the thread was kept from running in them.
struct Rate {
    double least, most;

    Rate(const Reading &from, const Reading &to) {
        const auto ticks = static_cast<double>(to.count - from.count);
        least = (ticks - 1) / static_cast<double>(to.after_ns - from.before_ns);
        most = (ticks + 1) / static_cast<double>(to.before_ns - from.after_ns);
    }
};

std::string clocksource() {
    std::string name;
    std::ifstream("/sys/devices/system/clocksource/clocksource0/current_clocksource") >> name;
    return name;
}

}  // namespace

TEST_CASE("CPU counter: goes on at one rate") {
    if (!trace::cpu_counter_is_invariant()) {
        MESSAGE("SKIPPED: this CPU says of no counter that it is invariant");
        return;
    }
    std::array<Reading, 3> readings;
    for (size_t i = 1; i < readings.size(); ++i) {
        platform::sleep_ns(apart_ns);
        readings[i] = Reading();
    }
    const Rate first(readings[0], readings[1]), second(readings[1], readings[2]);
    CHECK(first.least > 0);
    constexpr double slewed = 1.002;  // CLOCK_MONOTONIC may be, by NTP
    CHECK(first.least <= second.most * slewed);
    CHECK(second.least <= first.most * slewed);
}

TEST_CASE("event clock: the CPU's counter where the kernel keeps time by it too") {
    const bool counted = clocksource() == trace::cpu_counter_clocksource && trace::cpu_counter_is_invariant();
    CHECK(trace::event_clock_name() == std::string(counted ? trace::cpu_counter_name : "CLOCK_MONOTONIC"));
}

TEST_CASE("event clock: the recording names it") {
    trace::Recorder recorder(64);
    const test::TemporaryFile file;
    REQUIRE(trace::write_recording(recorder, file.name(), {"test", R"({"title":"t"})"}) == 0);
    const trace::Recording recording(file.name());
    const std::vector<std::string> &meta = recording.meta();
    REQUIRE(meta.size() == 2);
    CHECK(meta[0].starts_with(R"({"title":"t"})"));
    CHECK(meta[1].starts_with(R"({"clock":")" + std::string(trace::event_clock_name()) + R"("})"));
}

TEST_CASE("event clock: its ticks come out as CLOCK_MONOTONIC, between the points at which both were read") {
    std::vector<trace::ClockPoint> points{trace::read_clock_point()};
    platform::sleep_ns(apart_ns);
    const int64_t before_ns = platform::monotonic_ns();
    const uint64_t ticks = trace::ticks_now();
    const int64_t after_ns = platform::monotonic_ns();
    platform::sleep_ns(apart_ns);
    points.push_back(trace::read_clock_point());
    const trace::ClockMap map = trace::ticks_are_counted ? trace::ClockMap(points) : trace::ClockMap();
    constexpr int64_t slewed_ns = apart_ns / 500;
    CHECK(map.to_ns(ticks) >= before_ns - map.error_ns() - slewed_ns);
    CHECK(map.to_ns(ticks) <= after_ns + map.error_ns() + slewed_ns);
}
