#include "doctest/doctest.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "machine/small_config.h"
#include "load/arrivals.h"
#include "load/bursts.h"

using namespace rcu_bench;
using test::small_config;
using trace::CommandType;
using workload::Arrival;
using workload::ArrivalKind;
using workload::BlobPath;
using workload::BlobProfile;

namespace {

bool same(const Arrival &a, const Arrival &b) {
    return a.time_ns == b.time_ns && a.type == b.type && a.slot == b.slot && a.resource == b.resource &&
           a.unmaps == b.unmaps && a.first_of_burst == b.first_of_burst;
}

bool same(const std::vector<Arrival> &a, const std::vector<Arrival> &b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Arrival &x, const Arrival &y) { return same(x, y); });
}

size_t count(const std::vector<Arrival> &arrivals, CommandType type) {
    return static_cast<size_t>(
        std::count_if(arrivals.begin(), arrivals.end(), [type](const Arrival &a) { return a.type == type; }));
}

constexpr BlobProfile every_profile[] = {BlobProfile::custom, BlobProfile::steady, BlobProfile::window_drag,
                                         BlobProfile::scene_switch, BlobProfile::game_load};

/// Follows every blob from its map to its end.
void check_lives(const workload::Config &config) {
    std::map<uint32_t, uint64_t> mapped;  // resource by slot
    std::set<uint64_t> seen;
    for (uint32_t slot = 0; slot < workload::mapped_at_start(config); ++slot) mapped[slot] = slot + 1;
    for (const auto &[slot, resource] : mapped) seen.insert(resource);
    size_t ended = 0;
    for (const Arrival &arrival : draw_arrivals(config)) {
        if (arrival.type == CommandType::map_blob) {
            CHECK(arrival.slot < config.blobs);
            CHECK(seen.insert(arrival.resource).second);
            CHECK(mapped.emplace(arrival.slot, arrival.resource).second);
        } else if (arrival.type == CommandType::reset) {
            CHECK(arrival.unmaps == mapped.size());
            ended += mapped.size();
            mapped.clear();
        } else if (arrival.unmaps == 1) {
            CHECK(mapped.at(arrival.slot) == arrival.resource);
            ended += mapped.erase(arrival.slot);
        }
    }
    CHECK(ended > 20);
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

TEST_CASE("arrivals: a blob is taken away only after it was mapped, and once, into a slot of its own") {
    workload::Config config = small_config("v3");
    config.duration_ns = 30'000'000'000;
    config.burst = 4;
    config.frame_rate = 60;
    for (const ArrivalKind kind : {ArrivalKind::fixed, ArrivalKind::poisson, ArrivalKind::bursts}) {
        for (const BlobPath path : {BlobPath::subregion, BlobPath::unref, BlobPath::map_fixed, BlobPath::reset}) {
            for (const BlobProfile profile : every_profile) {
                for (const bool before : {false, true}) {
                    if (before && path == BlobPath::reset) continue;
                    CAPTURE(static_cast<int>(kind));
                    CAPTURE(static_cast<int>(path));
                    CAPTURE(static_cast<int>(profile));
                    CAPTURE(before);
                    config.arrivals = kind;
                    config.path = path;
                    config.profile = profile;
                    config.maps_before = before;
                    config.blobs = 2 * workload::largest_burst(config);
                    check_lives(config);
                }
            }
        }
    }
}

TEST_CASE("arrivals: whenever they come, their rate is kept") {
    workload::Config config = small_config("v3");
    config.duration_ns = 400'000'000'000;
    config.burst = 2;
    for (const ArrivalKind kind : {ArrivalKind::poisson, ArrivalKind::bursts}) {
        config.arrivals = kind;
        const auto arrivals = draw_arrivals(config);
        const auto unmaps = static_cast<double>(count(arrivals, CommandType::unmap_blob));
        const auto submits = static_cast<double>(count(arrivals, CommandType::submit_3d));
        CHECK(unmaps == doctest::Approx(2000).epsilon(0.25));
        CHECK(submits == doctest::Approx(48'000).epsilon(0.25));
    }
}

TEST_CASE("arrivals: random gaps vary as much as they last, bursty ones more, even ones hardly") {
    workload::Config config = small_config("v3");
    config.duration_ns = 100'000'000'000;
    const auto variation = [&config](ArrivalKind kind) {
        config.arrivals = kind;
        std::vector<double> gaps;
        int64_t last_ns = 0;
        for (const Arrival &arrival : draw_arrivals(config)) {
            if (arrival.type != CommandType::submit_3d) continue;
            gaps.push_back(static_cast<double>(arrival.time_ns - last_ns));
            last_ns = arrival.time_ns;
        }
        double sum = 0, squares = 0;
        for (const double gap : gaps) sum += gap;
        const double mean = sum / static_cast<double>(gaps.size());
        for (const double gap : gaps) squares += (gap - mean) * (gap - mean);
        return std::sqrt(squares / static_cast<double>(gaps.size())) / mean;
    };
    CHECK(variation(ArrivalKind::fixed) < 0.5);
    CHECK(variation(ArrivalKind::poisson) == doctest::Approx(1).epsilon(0.1));
    CHECK(variation(ArrivalKind::bursts) > 2);
}

TEST_CASE("arrivals: a profile's bursts are as large as it says, and come with a frame") {
    struct Expected {
        BlobProfile profile;
        uint32_t least, most;
    };
    for (const auto &[profile, least, most] : {Expected{BlobProfile::steady, 1, 1},
                                               {BlobProfile::window_drag, 1, 4},
                                               {BlobProfile::scene_switch, 5, 30},
                                               {BlobProfile::game_load, 50, 500}}) {
        CAPTURE(static_cast<int>(profile));
        workload::Config config = small_config("v3");
        config.duration_ns = 200'000'000'000;
        config.blobs = 500;
        config.frame_rate = 60;
        config.profile = profile;
        std::set<int64_t> frames;
        std::map<int64_t, uint32_t> unmaps;
        for (const Arrival &arrival : draw_arrivals(config)) {
            if (arrival.type == CommandType::flush) {
                CHECK(frames.insert(arrival.time_ns).second);
            } else if (arrival.unmaps > 0) {
                CHECK(!frames.contains(arrival.time_ns));  // before the flush of their frame
                unmaps[arrival.time_ns] += arrival.unmaps;
            }
        }
        CHECK(frames.size() == 12'006);
        uint32_t smallest = UINT32_MAX, largest = 0;
        for (const auto &[time_ns, blobs] : unmaps) {
            CHECK(frames.contains(time_ns));
            smallest = std::min(smallest, blobs);
            largest = std::max(largest, blobs);
        }
        CHECK(smallest >= least);
        CHECK(largest <= most);
        CHECK(largest - smallest >= (most - least) * 3 / 4);
    }
}

TEST_CASE("arrivals: a window drag frees in each of 30 frames, and counts as one") {
    workload::Config config = small_config("v3");
    config.duration_ns = 20'000'000'000;
    config.frame_rate = 60;
    config.profile = BlobProfile::window_drag;
    size_t frames = 0, drags = 0;
    int64_t last_ns = -1;
    for (const Arrival &arrival : draw_arrivals(config)) {
        if (arrival.unmaps == 0) continue;
        if (arrival.first_of_burst) ++drags;
        CHECK((last_ns < 0 || arrival.first_of_burst || arrival.time_ns - last_ns < 17'000'000));
        if (arrival.time_ns != last_ns) ++frames;
        last_ns = arrival.time_ns;
    }
    CHECK(drags == 10);
    CHECK(frames == 300);
}

TEST_CASE("arrivals: a profile does nothing in the warm-up, and begins soon after it") {
    for (const BlobProfile profile : {BlobProfile::window_drag, BlobProfile::scene_switch, BlobProfile::game_load}) {
        workload::Config config = small_config("v3");
        config.warmup_ns = 3'000'000'000;
        config.duration_ns = 1'000'000'000;
        config.blobs = 500;
        config.frame_rate = 60;
        config.profile = profile;
        const auto arrivals = draw_arrivals(config);
        const auto first =
            std::find_if(arrivals.begin(), arrivals.end(), [](const Arrival &arrival) { return arrival.unmaps > 0; });
        REQUIRE(first != arrivals.end());
        CHECK(first->time_ns >= config.warmup_ns);
    }
}

TEST_CASE("arrivals: a reset takes all that is mapped, and the guest maps as many again") {
    workload::Config config = small_config("v3");
    config.duration_ns = 10'000'000'000;
    config.path = BlobPath::reset;
    config.burst = 5;
    CHECK(workload::mapped_at_start(config) == 5);
    const auto arrivals = draw_arrivals(config);
    CHECK(count(arrivals, CommandType::unmap_blob) == 0);
    CHECK(count(arrivals, CommandType::reset) >= 10);
    CHECK(workload::unmaps_in(arrivals) == 5 * count(arrivals, CommandType::reset));
    CHECK(count(arrivals, CommandType::map_blob) == workload::unmaps_in(arrivals));
}

TEST_CASE("arrivals: new blobs right before a burst are mapped at its moment") {
    workload::Config config = small_config("v3");
    config.burst = 2;
    config.maps_before = true;
    int64_t mapped_ns = -1;
    for (const Arrival &arrival : draw_arrivals(config)) {
        if (arrival.type == CommandType::map_blob) mapped_ns = arrival.time_ns;
        if (arrival.type == CommandType::unmap_blob) CHECK(arrival.time_ns == mapped_ns);
    }
    CHECK(mapped_ns > 0);
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
