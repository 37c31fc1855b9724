// The ways in which blobs go, each in whole trials. What is claimed of times lies in the versions' own sleeps.
#include "doctest/doctest.h"

#include <algorithm>
#include <numeric>

#include "load/whole_trial.h"
#include "support/recording_file.h"
#include "trace/event_merge.h"
#include "trace/recording_writer.h"
#include "trace/unmap_story.h"

using namespace rcu_bench;
using test::median;
using test::run;
using test::sample_count;
using test::small_config;
using workload::Accel;
using workload::BlobPath;
using workload::BlobProfile;
using workload::Config;
using workload::Result;
using workload::Status;
using workload::Trial;

namespace {

Config config_of(const std::string &version, BlobPath path, uint32_t burst = 1) {
    Config config = small_config(version);
    config.path = path;
    config.frame_rate = 60;
    config.burst = burst;
    config.unmap_rate = 5 * burst;
    return config;
}

double sum(const std::vector<double> &values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// The stories of a traced trial's measured unmaps.
std::vector<trace::UnmapStory> stories_of(Trial &trial) {
    const test::TemporaryFile file;
    REQUIRE(trace::write_recording(*trial.recorder(), file.name(), {"test", "{}"}) == 0);
    const trace::Recording recording(file.name());
    trace::UnmapStories stories(recording);
    trace::EventMerge merge(recording);
    trace::MergedEvent event{};
    std::vector<trace::UnmapStory> measured;
    while (merge.next(event)) {
        const trace::UnmapStory *const story = stories.on(event);
        if (story != nullptr && story->measured) measured.push_back(*story);
    }
    return measured;
}

int64_t spent_in(const trace::UnmapStory &story, trace::Stage stage) {
    int64_t ns = 0;
    for (const trace::Interval &interval : story.intervals) {
        if (interval.stage == stage) ns += interval.end_ns - interval.begin_ns;
    }
    return ns;
}

}  // namespace

TEST_CASE("blob paths: an unref waits as an unmap does, under every version") {
    for (const char *const version : {"legacy", "baseline", "v1", "v3"}) {
        CAPTURE(version);
        const Result result = run(config_of(version, BlobPath::unref));
        CHECK(result.status == Status::pass);
        CHECK(result.counters.at("unmaps") >= 3);
        CHECK(result.counters.at("gp2") == result.counters.at("unmaps"));
        CHECK(result.counters.at("unmaps_waited_1gp") == 0);
        CHECK(sample_count(result, "blocked.time") == static_cast<size_t>(result.counters.at("unmaps")));
    }
}

TEST_CASE("blob paths: MAP_FIXED waits for no RCU at all: even `none` harms no reader") {
    for (const char *const version : {"legacy", "v3", "none"}) {
        CAPTURE(version);
        const Result result = run(config_of(version, BlobPath::map_fixed, 4));
        CHECK(result.status == Status::pass);
        CHECK(result.counters.at("unmaps") >= 12);
        CHECK(sample_count(result, "unmap.latency") == static_cast<size_t>(result.counters.at("unmaps")));
        CHECK(result.counters.at("callbacks") == 0);
        CHECK(result.counters.at("blocked_ns") == 0);
        CHECK(sample_count(result, "callback.gp1") == 0);
        CHECK(sample_count(result, "blocked.time") == 0);
        CHECK(result.counters.at("map_errors") == 0);
    }
}

TEST_CASE("blob paths: legacy's unmap over a background takes a fraction of its two collecting sleeps") {
    const Result mapped_over = run(config_of("legacy", BlobPath::map_fixed));
    const Result unmapped = run(config_of("legacy", BlobPath::subregion));
    CHECK(median(unmapped.samples.at("unmap.latency")) > 50e6);
    CHECK(median(mapped_over.samples.at("unmap.latency")) * 5 < median(unmapped.samples.at("unmap.latency")));
}

TEST_CASE("blob paths: a reset waits for all its blobs at once") {
    for (const char *const version : {"legacy", "baseline", "v3@4", "v3"}) {
        CAPTURE(version);
        Config config = config_of(version, BlobPath::reset, 8);
        config.unmap_rate = 24;
        config.duration_ns = 1'500'000'000;
        const Result result = run(config);
        CHECK(result.status == Status::pass);
        const double resets = result.counters.at("resets");
        CHECK(resets >= 3);
        CHECK(result.counters.at("unmaps") == 8 * resets);
        CHECK(sample_count(result, "unmap.latency") == static_cast<size_t>(8 * resets));
        CHECK(sample_count(result, "reset.latency") == static_cast<size_t>(resets));
        CHECK(sample_count(result, "blocked.time") == static_cast<size_t>(resets));
        CHECK(sample_count(result, "callback.gp1") == sample_count(result, "callback.gp2"));
        CHECK(result.counters.at("force_requests") == (std::string(version) == "v3" ? 8 * resets : 0));
        CHECK(result.counters.at("unanswered") == 0);
    }
}

TEST_CASE("blob paths: K unmaps in a row cost K chains, a reset's K share theirs") {
    const auto per_unmap = [](BlobPath path) {
        Config config = config_of("legacy", path, 8);
        config.unmap_rate = 8;
        config.duration_ns = 2'000'000'000;
        const Result result = run(config);
        REQUIRE(result.counters.at("unmaps") >= 8);
        return result.counters.at("grace_periods") / result.counters.at("unmaps");
    };
    CHECK(per_unmap(BlobPath::subregion) >= 2);
    CHECK(per_unmap(BlobPath::reset) < 2);
}

TEST_CASE("blob paths: the stories of a reset's blobs tell what each waited for, and sum to the samples") {
    Config config = config_of("v3", BlobPath::reset, 6);
    config.trace.events = 1 << 17;
    Trial trial(config);
    const Result result = trial.run();
    const auto stories = stories_of(trial);
    REQUIRE(stories.size() == static_cast<size_t>(result.counters.at("unmaps")));
    double told_ns = 0;
    int64_t for_others_ns = 0;
    for (const trace::UnmapStory &story : stories) {
        told_ns += static_cast<double>(story.latency_ns());
        for_others_ns += spent_in(story, trace::Stage::others);
        CHECK(spent_in(story, trace::Stage::unseen) == 0);
        CHECK(story.grace_periods.size() >= 2);
    }
    CHECK(told_ns == sum(result.samples.at("unmap.latency")));
    CHECK(for_others_ns > 0);
}

TEST_CASE("blob paths: the story of a blob that was mapped over is the device's alone") {
    Config config = config_of("v3", BlobPath::map_fixed);
    config.trace.events = 1 << 16;
    Trial trial(config);
    const Result result = trial.run();
    const auto stories = stories_of(trial);
    REQUIRE(stories.size() == static_cast<size_t>(result.counters.at("unmaps")));
    for (const trace::UnmapStory &story : stories) {
        REQUIRE(story.intervals.size() == 1);
        CHECK(story.intervals[0].stage == trace::Stage::device);
        CHECK(story.intervals[0].cause == trace::Cause::remapping);
    }
}

TEST_CASE("blob load: an unmap right behind a map waits for the map's grace period too: a third one") {
    Config config = config_of("baseline", BlobPath::subregion);
    config.maps_before = true;
    // The map's transaction lasts so long that its grace period has begun when the unmap comes; the reader in its long section
    // keeps it from ending.
    config.commit_delay_ns = 10'000'000;
    config.accel = Accel::tcg;
    config.unmap_rate = 3;
    config.duration_ns = 2'000'000'000;
    config.trace.events = 1 << 17;
    Trial trial(config);
    const Result result = trial.run();
    const double unmaps = result.counters.at("unmaps");
    REQUIRE(unmaps >= 4);
    CHECK(result.counters.at("unmaps_waited_more") >= unmaps / 2);
    CHECK(result.counters.at("unmaps_behind_gp") >= unmaps / 2);
    const auto stories = stories_of(trial);
    const auto waited_for_earlier = std::count_if(stories.begin(), stories.end(), [](const trace::UnmapStory &story) {
        return story.grace_periods.size() >= 3 && spent_in(story, trace::Stage::earlier) > 0;
    });
    CHECK(static_cast<double>(waited_for_earlier) >= unmaps / 2);
}

TEST_CASE("blob load: every frame is counted, and those are missed that legacy's sleeps hold up") {
    Config config = config_of("legacy", BlobPath::subregion);
    config.unmap_rate = 3;
    const Result result = run(config);
    CHECK(result.counters.at("frames") == 48);  // 0.8 s
    CHECK(sample_count(result, "frame.latency") == 48);
    // 100 ms of sleeps hold up 6 frames, of which the last is late by less than its time.
    CHECK(result.counters.at("frames_missed") >= 4 * result.counters.at("unmaps"));
    CHECK(result.counters.at("blocked_ns") >= sum(result.samples.at("blocked.time")) - 1);
}

TEST_CASE("blob load: frames that were never answered are missed") {
    Config config = config_of("legacy", BlobPath::subregion, 8);
    config.unmap_rate = 80;
    const Result result = run(config);
    CHECK(result.overloaded);
    CHECK(result.counters.at("unanswered") > 0);
    CHECK(result.counters.at("frames") == 48);
    CHECK(sample_count(result, "frame.latency") < 48);
    CHECK(result.counters.at("frames_missed") >= 48 - static_cast<double>(sample_count(result, "frame.latency")));
}

TEST_CASE("blob load: every profile runs as it was drawn") {
    for (const BlobProfile profile :
         {BlobProfile::steady, BlobProfile::window_drag, BlobProfile::scene_switch, BlobProfile::game_load}) {
        CAPTURE(static_cast<int>(profile));
        Config config = config_of("v3", BlobPath::subregion);
        config.profile = profile;
        config.blobs = 512;
        config.blob_bytes = 4096;
        config.duration_ns = 1'200'000'000;
        const Result result = run(config);
        CHECK(result.status == Status::pass);
        CHECK(result.counters.at("unmaps") >= (profile == BlobProfile::game_load ? 50 : 3));
        CHECK(result.counters.at("frames") == 72);
    }
}
