#include "doctest/doctest.h"

#include <algorithm>
#include <set>

#include "machine/small_config.h"
#include "workload/arrivals.h"

using namespace rcu_bench;
using test::small_config;
using trace::CommandType;
using workload::Arrival;

namespace {

bool same(const Arrival &a, const Arrival &b) {
    return a.time_ns == b.time_ns && a.type == b.type && a.slot == b.slot && a.resource == b.resource &&
           a.first_of_burst == b.first_of_burst;
}

bool same(const std::vector<Arrival> &a, const std::vector<Arrival> &b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Arrival &x, const Arrival &y) { return same(x, y); });
}

size_t count(const std::vector<Arrival> &arrivals, CommandType type) {
    return static_cast<size_t>(
        std::count_if(arrivals.begin(), arrivals.end(), [type](const Arrival &a) { return a.type == type; }));
}

}  // namespace

TEST_CASE("arrivals: the seed alone decides the schedule, whatever the version") {
    workload::Config config = small_config("legacy");
    const auto arrivals = draw_arrivals(config);
    config.version = "v3";
    CHECK(same(arrivals, draw_arrivals(config)));
    config.seed = 8;
    CHECK_FALSE(same(arrivals, draw_arrivals(config)));
}

TEST_CASE("arrivals: rates are kept over the warm-up and the measured time") {
    workload::Config config = small_config("v3");
    config.duration_ns = 9'900'000'000;  // 10 s with the warm-up
    const auto arrivals = draw_arrivals(config);
    CHECK(count(arrivals, CommandType::unmap_blob) == 50);
    CHECK(count(arrivals, CommandType::submit_3d) == 1200);
    CHECK(std::is_sorted(arrivals.begin(), arrivals.end(),
                         [](const Arrival &a, const Arrival &b) { return a.time_ns < b.time_ns; }));
}

TEST_CASE("arrivals: a blob is unmapped only after it was mapped, and once") {
    workload::Config config = small_config("v3");
    config.duration_ns = 30'000'000'000;
    config.burst = 4;
    std::set<uint64_t> mapped;
    for (uint64_t resource = 1; resource <= config.blobs; ++resource) mapped.insert(resource);
    for (const Arrival &arrival : draw_arrivals(config)) {
        if (arrival.type == CommandType::map_blob) CHECK(mapped.insert(arrival.resource).second);
        if (arrival.type == CommandType::unmap_blob) CHECK(mapped.erase(arrival.resource) == 1);
    }
}

TEST_CASE("arrivals: a burst's unmaps arrive together, in slots of their own, and its first is marked") {
    workload::Config config = small_config("v3");
    config.duration_ns = 10'000'000'000;
    config.burst = 4;
    std::set<uint32_t> slots;
    int64_t time_ns = 0;
    for (const Arrival &arrival : draw_arrivals(config)) {
        if (arrival.type != CommandType::unmap_blob) continue;
        if (arrival.first_of_burst) {
            CHECK((slots.empty() || slots.size() == config.burst));
            slots.clear();
            time_ns = arrival.time_ns;
        }
        CHECK(arrival.time_ns == time_ns);
        CHECK(slots.insert(arrival.slot).second);
    }
}

TEST_CASE("arrivals: no submits at rate 0") {
    workload::Config config = small_config("v3");
    config.submit_rate = 0;
    CHECK(count(draw_arrivals(config), CommandType::submit_3d) == 0);
}
