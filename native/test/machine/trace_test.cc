// The recorder's rings, their recording file, and what is exported from it.
#include "doctest/doctest.h"

#include <cstdio>
#include <fstream>
#include <random>

#include "support/recording_file.h"
#include "trace/event_kind.h"
#include "trace/export.h"
#include "trace/recording_writer.h"

using namespace rcu_bench;
using rcu::Probe;
using test::TemporaryFile;
using trace::MachineEvent;

namespace {

uint16_t kind(Probe probe) { return static_cast<uint16_t>(probe); }
uint16_t kind(MachineEvent event) { return static_cast<uint16_t>(event); }

std::string chrome_of(trace::Recorder &recorder, const std::string &title = "test") {
    const TemporaryFile recording, exported;
    REQUIRE(trace::write_recording(recorder, recording.name(), {title, "{}"}) == 0);
    trace::ExportPart part;
    part.recording = recording.name();
    const trace::ExportResult result = trace::export_trace({part}, trace::TraceFormat::chrome, exported.name());
    REQUIRE(result.open_error == trace::OpenError::none);
    REQUIRE(result.write_error == 0);
    return exported.text();
}

/// Between events of two threads, of which one is the other's cause: AArch64's counter may stand still for 50 ns.
void next_tick() {
    const uint64_t now = trace::ticks_now();
    while (trace::ticks_now() == now) {
    }
}

size_t count(const std::string &text, const std::string &part) {
    size_t found = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("recorder: keeps the newest events and counts the others as dropped") {
    trace::Recorder recorder(64);
    trace::ThreadLog &log = recorder.attach("t", trace::ThreadRole::rcu, 1);
    for (uint64_t i = 0; i < 100; ++i) log.record(kind(Probe::fetch), i, 2 * i);
    CHECK(log.written() == 100);
    CHECK(log.dropped() == 36);
    CHECK(recorder.dropped() == 36);
    CHECK(log.at(log.first()).a == 36);
    CHECK(log.at(99).a == 99);
    CHECK(log.at(99).b == 198);
    CHECK(log.at(98).ticks <= log.at(99).ticks);
}

TEST_CASE("recorder: takes nothing more once it is frozen") {
    trace::Recorder recorder(64);
    trace::ThreadLog &log = recorder.attach("t", trace::ThreadRole::rcu, 1);
    log.record(kind(Probe::fetch), 1, 0);
    recorder.freeze();
    log.record(kind(Probe::fetch), 2, 0);
    CHECK(log.written() == 1);
}

TEST_CASE("chrome: starts as Perfetto wants it, names the threads and closes every slice") {
    trace::Recorder recorder(64);
    trace::ThreadLog &log = recorder.attach("RCU thread", trace::ThreadRole::rcu, 77);
    log.record(kind(Probe::gp_begin), 3, 1);
    log.record(kind(Probe::force_decided), static_cast<uint64_t>(rcu::ForceReason::requested), 3);
    log.record(kind(Probe::gp_end), 2, 1);
    const std::string text = chrome_of(recorder);
    CHECK(text.starts_with("{\"traceEvents\":["));
    CHECK(count(text, "\"name\":\"thread_name\",") == 1);
    CHECK(count(text, "\"args\":{\"callbacks\":3,\"forced\":\"requested\",\"rounds\":2,\"sleeps\":1}") == 1);
    CHECK(count(text, "\"tid\":77") > 0);
}

TEST_CASE("chrome: a slice that never ended reaches to the end of the trace and says so") {
    trace::Recorder recorder(64);
    trace::ThreadLog &log = recorder.attach("RCU thread", trace::ThreadRole::rcu, 1);
    log.record(kind(Probe::event_wait_begin), static_cast<uint64_t>(rcu::EventName::sync), INT32_MAX);
    log.record(kind(Probe::fetch), 0, 0);
    const std::string text = chrome_of(recorder);
    CHECK(count(text, "wait: sync_event") == 1);
    CHECK(count(text, "\"requested\":\"endless\"") == 1);
    CHECK(count(text, "\"unfinished\":1") == 1);
}

TEST_CASE("chrome: an end whose begin was overwritten is left out; inner slices end with their outer one") {
    trace::Recorder recorder(64);
    trace::ThreadLog &log = recorder.attach("main loop", trace::ThreadRole::main_loop, 1);
    log.record(kind(Probe::callback_end), 5, 0);
    log.record(kind(MachineEvent::command_begin), 9, static_cast<uint64_t>(trace::CommandType::submit_3d));
    log.record(kind(MachineEvent::render_begin), 0, 0);
    log.record(kind(MachineEvent::command_end), 9, 0);
    const std::string text = chrome_of(recorder);
    CHECK(count(text, "\"ph\":\"X\"") == 2);
    CHECK(count(text, "\"name\":\"callback\"") == 0);
    CHECK(count(text, "\"result\":\"answered\"") == 1);
}

TEST_CASE("chrome: one arrow from each call_rcu to its callback, though the node is used again") {
    trace::Recorder recorder(64);
    trace::ThreadLog &main = recorder.attach("main loop", trace::ThreadRole::main_loop, 1);
    trace::ThreadLog &rcu = recorder.attach("RCU thread", trace::ThreadRole::rcu, 2);
    for (int use = 0; use < 2; ++use) {
        next_tick();
        main.record(kind(Probe::call_begin), 0xabc, 1);
        main.record(kind(Probe::call_end), 0xabc, 1);
        next_tick();
        rcu.record(kind(Probe::callback_begin), 0xabc, 0);
        rcu.record(kind(Probe::callback_end), 0xabc, 0);
    }
    rcu.record(kind(Probe::callback_begin), 0xdef, 0);  // its call_rcu was overwritten
    const std::string text = chrome_of(recorder);
    CHECK(count(text, "\"ph\":\"s\"") == 2);
    CHECK(count(text, "\"ph\":\"f\"") == 2);
    CHECK(count(text, "\"id\":1,\"bp\":\"e\"") == 1);
    CHECK(count(text, "\"id\":2,\"bp\":\"e\"") == 1);
}

TEST_CASE("chrome: hostile names stay valid JSON") {
    trace::Recorder recorder(64);
    recorder.attach("a \"b\" \\ \n \xff \u00e4 \xed\xa0\x80", trace::ThreadRole::guest, 1);
    const std::string text = chrome_of(recorder, "ti\"tle");
    CHECK(count(text, "a \\\"b\\\" \\\\ ? ? \u00e4 ???") == 1);
    CHECK(count(text, "ti\\\"tle") == 1);
}

TEST_CASE("recording and export: a target that cannot be written gives its errno") {
    trace::Recorder recorder(64);
    const TemporaryFile recording;
    CHECK(trace::write_recording(recorder, "/dev/null/x.rcutrace", {"t", "{}"}) == ENOTDIR);
    CHECK(trace::write_recording(recorder, "/dev/full", {"t", "{}"}) == ENOSPC);
    REQUIRE(trace::write_recording(recorder, recording.name(), {"t", "{}"}) == 0);
    trace::ExportPart part;
    part.recording = recording.name();
    for (const auto format : {trace::TraceFormat::chrome, trace::TraceFormat::perfetto}) {
        CHECK(trace::export_trace({part}, format, "/dev/null/trace").write_error == ENOTDIR);
    }
    CHECK(trace::export_trace({part}, trace::TraceFormat::chrome, "/dev/full").write_error == ENOSPC);
}

TEST_CASE("recording: what is no recording says so, and so does an unknown version") {
    const TemporaryFile file;
    const auto error_of = [&](const std::string &content) {
        std::ofstream(file.name(), std::ios::binary) << content;
        return trace::Recording(file.name()).error();
    };
    CHECK(trace::Recording("/nonexistent").error() == trace::OpenError::system);
    CHECK(trace::Recording("/tmp").error() == trace::OpenError::system);
    CHECK(error_of("") == trace::OpenError::not_a_recording);
    CHECK(error_of("{\"traceEvents\":[]}") == trace::OpenError::not_a_recording);
    CHECK(error_of(std::string("rcutrace\x07\0\0\0\0\0\0\0", 16)) == trace::OpenError::unknown_version);
    CHECK(error_of(std::string("rcutrace\x01\0\0\0\0\0\0\0", 16)) == trace::OpenError::none);
}

namespace {

/// A recording of 300 events of two threads.
std::string sample_recording() {
    trace::Recorder recorder(1024);
    trace::ThreadLog &main = recorder.attach("main loop", trace::ThreadRole::main_loop, 1);
    trace::ThreadLog &rcu = recorder.attach("RCU thread", trace::ThreadRole::rcu, 2);
    for (uint64_t i = 0; i < 50; ++i) {
        main.record(kind(Probe::call_begin), i, 0);
        main.record(kind(Probe::count_raised), i, 1);
        main.record(kind(Probe::call_end), i, 0);
        rcu.record(kind(Probe::callback_begin), i, 0);
        rcu.record(kind(Probe::callback_end), i, 0);
        rcu.record(kind(Probe::count_subtracted), 1, 0);
    }
    const TemporaryFile file;
    REQUIRE(trace::write_recording(recorder, file.name(), {"test", "{}"}) == 0);
    return file.text();
}

}  // namespace

TEST_CASE("recording: a cut file gives its whole events, wherever it was cut") {
    const std::string whole = sample_recording();
    uint64_t before = 0;
    for (size_t bytes = 16; bytes <= whole.size(); bytes += 8) {
        const TemporaryFile file;
        std::ofstream(file.name(), std::ios::binary) << whole.substr(0, bytes);
        const trace::Recording recording(file.name());
        CHECK(recording.error() == trace::OpenError::none);
        CHECK(recording.event_count() >= before);
        CHECK(recording.whole() == (bytes == whole.size()));
        before = recording.event_count();
    }
    CHECK(before == 300);
}

TEST_CASE("recording: damaged ones are read without harm") {
    const std::string whole = sample_recording();
    std::minstd_rand random(7);
    for (int round = 0; round < 400; ++round) {
        std::string damaged = whole;
        for (uint32_t i = 0; i < 1 + random() % 8; ++i) {
            damaged[16 + random() % (damaged.size() - 16)] = static_cast<char>(random());
        }
        const TemporaryFile file, exported;
        std::ofstream(file.name(), std::ios::binary) << damaged;
        trace::ExportPart part;
        part.recording = file.name();
        for (const auto format : {trace::TraceFormat::chrome, trace::TraceFormat::perfetto}) {
            CHECK(trace::export_trace({part}, format, exported.name()).write_error == 0);
        }
    }
}
