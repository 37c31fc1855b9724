// Recordings on their way out: the order of events, what a part of a recording leaves, kinds of other programs, clocks, and
// the numbers and texts of both formats.
#include "doctest/doctest.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <sstream>

#include "support/recording_file.h"
#include "trace/clip_sink.h"
#include "trace/event_kind.h"
#include "trace/event_merge.h"
#include "trace/export.h"
#include "trace/json_text.h"
#include "trace/proto_out.h"
#include "trace/recording_writer.h"
#include "trace/story.h"

using namespace rcu_bench;
using rcu::Probe;
using test::FileKind;
using test::RecordingFile;
using test::TemporaryFile;
using trace::MachineEvent;
using trace::Shape;
using trace::ThreadRole;

namespace {

/// Notes what it is told, a line each.
class Notes final : public trace::Sink {
  public:
    Notes() : Sink(true) {}

    void process(uint32_t pid, std::string_view name, uint32_t order) override {
        line() << "process " << pid << ' ' << name << " order " << order;
    }
    void thread(const trace::Track &track, std::string_view name, uint64_t) override {
        line() << "thread " << track.pid << '/' << track.tid << ' ' << name;
    }
    void open(const trace::Track &track, const trace::Label &label, int64_t at_ns, const trace::Args &,
              const trace::Flow &flow) override {
        line() << at_ns << " T" << track.number << " open " << label.name << arrow(flow);
        ++open_slices;
    }
    void close(const trace::Track &track, const trace::Label &label, int64_t begin_ns, int64_t end_ns,
               const trace::Args &args, size_t known, const trace::Flow &flow) override {
        line() << end_ns << " T" << track.number << " close " << label.name << " of " << begin_ns << values(args, known)
               << arrow(flow);
        --open_slices;
    }
    void mark(const trace::Track &track, const trace::Label &label, int64_t at_ns, const trace::Args &args, bool,
              const trace::Flow &flow) override {
        line() << at_ns << " T" << track.number << " mark " << label.name << values(args, 0) << arrow(flow);
    }
    void counter(uint32_t pid, std::string_view name, int64_t at_ns, uint64_t value) override {
        line() << at_ns << " P" << pid << " counter " << name << ' ' << value;
    }
    void row_slice(const trace::Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns,
                   const trace::Args &) override {
        line() << begin_ns << '-' << end_ns << " row " << row.category << '/' << row.key << ' ' << name;
    }

    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        for (const std::ostringstream &one : lines_) all.push_back(one.str());
        return all;
    }
    /// Those that speak of it.
    std::vector<std::string> lines(std::string_view word) const {
        std::vector<std::string> all = lines();
        std::erase_if(all, [word](const std::string &one) { return one.find(word) == std::string::npos; });
        return all;
    }
    int open_slices = 0;

  private:
    std::ostringstream &line() { return lines_.emplace_back(); }
    static std::string arrow(const trace::Flow &flow) {
        constexpr const char *parts[] = {"", " starts ", " steps ", " ends "};
        const auto part = static_cast<size_t>(flow.part);
        return part == 0 ? "" : parts[part] + std::string(flow.name) + std::to_string(flow.id);
    }
    static std::string values(const trace::Args &args, size_t from) {
        std::ostringstream text;
        for (const trace::Arg *arg = args.begin() + from; arg < args.end(); ++arg) {
            text << ' ' << arg->name_view() << '=';
            if (arg->text != nullptr)
                text << arg->text_view();
            else
                text << arg->number;
        }
        return text.str();
    }

    std::vector<std::ostringstream> lines_;
};

struct Told {
    Notes notes;
    trace::Written written;
};

/// What a recording's story is, cut to a part if one is given.
std::unique_ptr<Told> told(const RecordingFile &recorded, const trace::ExportPart *part = nullptr) {
    const TemporaryFile file;
    recorded.save(file);
    const trace::Recording recording(file.name());
    REQUIRE(recording.error() == trace::OpenError::none);
    auto told = std::make_unique<Told>();
    if (part == nullptr) {
        told->written = trace::Story(recording, told->notes).tell();
    } else {
        trace::ClipSink clip(told->notes, *part, recording.begin_ns());
        trace::Story(recording, clip).tell();
        told->written = clip.written();
    }
    return told;
}

using Lines = std::vector<std::string>;

std::string exported(const RecordingFile &recorded, trace::TraceFormat format) {
    const TemporaryFile file, out;
    recorded.save(file);
    trace::ExportPart part;
    part.recording = file.name();
    const trace::ExportResult result = trace::export_trace({part}, format, out.name());
    CHECK(result.open_error == trace::OpenError::none);
    CHECK(result.write_error == 0);
    return out.text();
}

}  // namespace

TEST_CASE("event merge: by time over all threads, each thread's own in their order, none missing or twice") {
    std::minstd_rand random(3);
    for (int round = 0; round < 50; ++round) {
        RecordingFile recorded;
        const auto threads = static_cast<uint32_t>(1 + random() % 5);
        std::vector<uint64_t> now(threads, 100);
        for (uint32_t i = 0; i < threads; ++i) recorded.thread("t", ThreadRole::host);
        const uint64_t events = random() % 200;
        for (uint64_t i = 0; i < events; ++i) {
            const uint32_t thread = static_cast<uint32_t>(random()) % threads;
            now[thread] += random() % 3;
            recorded.at(thread, now[thread], Probe::fetch, i);
        }
        const TemporaryFile file;
        recorded.save(file);
        const trace::Recording recording(file.name());
        trace::EventMerge merge(recording);
        trace::MergedEvent event{};
        int64_t last_ns = 0;
        std::vector<int64_t> last_of(threads, -1);
        uint64_t seen = 0;
        while (merge.next(event)) {
            CHECK(event.time_ns >= last_ns);
            CHECK(static_cast<int64_t>(event.a) > last_of[event.thread]);
            last_ns = event.time_ns;
            last_of[event.thread] = static_cast<int64_t>(event.a);
            ++seen;
        }
        CHECK(seen == events);
        CHECK(!merge.next(event));
    }
}

TEST_CASE("event merge: a thread never goes back in time") {
    RecordingFile recorded;
    const uint32_t a = recorded.thread("a", ThreadRole::host), b = recorded.thread("b", ThreadRole::host);
    recorded.at(a, 100, Probe::fetch, 1);
    recorded.at(a, 90, Probe::fetch, 2);
    recorded.at(a, 105, Probe::fetch, 3);
    recorded.at(b, 95, Probe::fetch, 4);
    const TemporaryFile file;
    recorded.save(file);
    const trace::Recording recording(file.name());
    trace::EventMerge merge(recording);
    trace::MergedEvent event{};
    std::ostringstream order;
    while (merge.next(event)) order << event.a << '@' << event.time_ns << ' ';
    CHECK(order.str() == "4@95 1@100 2@100 3@105 ");
}

TEST_CASE("recording: events lost before and at the end are counted by thread") {
    RecordingFile recorded;
    const uint32_t thread = recorded.thread("t", ThreadRole::host);
    recorded.at(thread, 100, Probe::fetch, 1, 0, 5);
    recorded.at(thread, 110, Probe::fetch, 1, 0, 7);
    recorded.end();
    const TemporaryFile file;
    recorded.save(file);
    const trace::Recording recording(file.name());
    CHECK(recording.lost() == 12);
    CHECK(recording.whole());
    CHECK(recording.begin_ns() == 100);
    CHECK(recording.end_ns() == 110);
}

namespace {

/// Slices 100-200 (a grace period, in it a wait 120-180 and a mark at 150) and 210-220; a call and its callback.
RecordingFile sample() {
    RecordingFile recorded;
    const uint32_t rcu = recorded.thread("RCU thread", ThreadRole::rcu);
    const uint32_t main = recorded.thread("main loop", ThreadRole::main_loop);
    recorded.at(main, 50, MachineEvent::render_begin);
    recorded.at(main, 60, MachineEvent::render_end);
    recorded.at(main, 90, Probe::call_begin, 1);
    recorded.at(main, 95, Probe::call_end, 1);
    recorded.at(rcu, 100, Probe::gp_begin, 3, 1);
    recorded.at(main, 110, MachineEvent::queue_depth, 4);
    recorded.at(rcu, 120, Probe::sleep_begin, 60);
    recorded.at(main, 130, Probe::call_begin, 2);
    recorded.at(main, 131, Probe::call_end, 2);
    recorded.at(main, 140, Probe::bql_acquired);
    recorded.at(rcu, 150, Probe::fetch, 2, 1);
    recorded.at(main, 160, Probe::bql_released);
    recorded.at(rcu, 180, Probe::sleep_end, 60);
    recorded.at(rcu, 200, Probe::gp_end, 1, 1);
    recorded.at(rcu, 210, Probe::callback_begin, 1);
    recorded.at(rcu, 220, Probe::callback_end, 1);
    recorded.at(rcu, 230, Probe::callback_begin, 2);
    recorded.at(rcu, 240, Probe::callback_end, 2);
    recorded.end();
    return recorded;
}

trace::ExportPart window(int64_t from_ns, int64_t to_ns) {
    trace::ExportPart part;
    part.from_ns = from_ns;
    part.to_ns = to_ns;
    part.at_ns = from_ns;  // not moved: times count from the recording's begin
    return part;
}

}  // namespace

TEST_CASE("clip: without a window or a wish all comes through as it is") {
    const auto whole = told(sample());
    trace::ExportPart everything;
    const auto clipped = told(sample(), &everything);
    CHECK(clipped->written.slices == whole->written.slices);
    CHECK(clipped->written.marks == whole->written.marks);
    CHECK(clipped->written.counters == whole->written.counters);
    CHECK(clipped->written.arrows == whole->written.arrows);
    CHECK(whole->written.arrows == 2);
    CHECK(clipped->notes.lines().size() == whole->notes.lines().size());
    CHECK(clipped->notes.lines("mark") == Lines{"100 T1 mark fetch n=2 force_request=1"});  // 150 - 50
}

TEST_CASE("clip: slices and rows are cut at the window, what lies outside goes") {
    const trace::ExportPart part = window(75, 110);  // 125 … 160 in the recording's own times
    const auto cut = told(sample(), &part);
    CHECK(cut->notes.lines("T1") == Lines{"75 T1 open grace period", "75 T1 open sleep",
                                          "100 T1 mark fetch n=2 force_request=1", "110 T1 close sleep of 75",
                                          "110 T1 close grace period of 75 forced=no rounds=1 sleeps=1"});
    CHECK(cut->notes.lines("T2") == Lines{"80 T2 open call_rcu starts call_rcu2", "81 T2 close call_rcu of 80"});
    CHECK(cut->notes.lines("row") == Lines{"75-110 row bql/0 BQL held by", "90-110 row bql/0 main loop"});
    CHECK(cut->notes.lines("counter").empty());
    CHECK(cut->written.slices == 5);
    CHECK(cut->written.marks == 1);
    CHECK(cut->written.arrows == 0);
    CHECK(cut->notes.open_slices == 0);
}

TEST_CASE("clip: an arrow comes through with its begin, never an end alone") {
    const trace::ExportPart late = window(75, 1000);
    const auto notes = told(sample(), &late);
    CHECK(notes->notes.lines("ends") == Lines{"180 T1 open callback ends call_rcu2"});
    CHECK(notes->written.arrows == 1);
}

TEST_CASE("clip: the window's begin is in it, its end is not") {
    RecordingFile recorded;
    const uint32_t thread = recorded.thread("t", ThreadRole::host);
    recorded.at(thread, 0, MachineEvent::render_begin);
    for (const uint64_t time : {100u, 150u, 200u}) recorded.at(thread, time, Probe::fetch, time);
    recorded.at(thread, 300, MachineEvent::render_end);
    const trace::ExportPart part = window(100, 200);
    CHECK(told(recorded, &part)->notes.lines("mark") ==
          Lines{"100 T1 mark fetch n=100 force_request=0", "150 T1 mark fetch n=150 force_request=0"});
}

TEST_CASE("clip: every slice that is opened is closed, wherever the window lies") {
    RecordingFile recorded;
    const uint32_t thread = recorded.thread("t", ThreadRole::host);
    recorded.at(thread, 0, Probe::gp_begin, 1, 1);
    recorded.at(thread, 10, MachineEvent::render_begin);
    recorded.at(thread, 10, MachineEvent::timer_begin);
    recorded.at(thread, 10, MachineEvent::timer_end);  // takes no time
    recorded.at(thread, 10, MachineEvent::render_end);
    recorded.at(thread, 15, MachineEvent::render_begin);
    recorded.at(thread, 20, MachineEvent::render_end);
    recorded.at(thread, 30, Probe::gp_end, 1, 0);
    for (int64_t from = 0; from < 32; ++from) {
        for (int64_t to = from + 1; to < 33; ++to) {
            const trace::ExportPart part = window(from, to);
            CAPTURE(from);
            CAPTURE(to);
            CHECK(told(recorded, &part)->notes.open_slices == 0);
        }
    }
}

TEST_CASE("clip: only the categories that are wanted; counters by their own") {
    trace::ExportPart part;
    part.categories = {"grace_period"};
    const auto some = told(sample(), &part);
    CHECK(some->notes.lines("open") == Lines{"50 T1 open grace period"});
    CHECK(some->notes.lines("mark").size() == 1);
    CHECK(some->notes.lines("row").empty());
    CHECK(some->notes.lines("counter").empty());
    part.categories = {"counter", "bql"};
    const auto others = told(sample(), &part);
    CHECK(others->notes.lines("counter") == Lines{"60 P100 counter control queue 4"});
    CHECK(others->notes.lines("row").size() == 2);
    CHECK(others->notes.lines("T1").empty());
}

TEST_CASE("clip: a part is moved, renamed and renumbered, its threads with it") {
    trace::ExportPart part = window(75, 110);
    part.at_ns = 1000;
    part.process = "another";
    part.pid = 3;
    const auto moved = told(sample(), &part);
    CHECK(moved->notes.lines("process") == Lines{"process 3 another order 3"});
    CHECK(moved->notes.lines("thread 3/") == Lines{"thread 3/1 RCU thread", "thread 3/2 main loop"});
    CHECK(moved->notes.lines("mark") == Lines{"1025 T1 mark fetch n=2 force_request=1"});
}

TEST_CASE("story: kinds of another program are told as the file describes them") {
    RecordingFile recorded(false);
    recorded.kind({40, 0, Shape::begin, "kvm_enter", "guest runs", "kvm", "vcpu", ""});
    recorded.kind({41, 40, Shape::end, "kvm_exit", "", "", "", ""});
    recorded.kind({42, 0, Shape::mark, "irq", "interrupt", "kvm", "line", "level"});
    recorded.kind({43, 0, Shape::counter, "load", "CPU load", "", "", ""});
    recorded.kind({44, 0, Shape::complete, "read", "disk read", "disk", "bytes", ""});
    recorded.kind({45, 0, Shape::row, "request", "request", "disk", "id", ""});
    recorded.kind({46, 0, Shape::hidden, "noise", "noise", "kvm", "", ""});
    recorded.kind({47, 0, static_cast<Shape>(10), "later", "later", "kvm", "", ""});  // of a later version
    const uint32_t thread = recorded.thread("t", ThreadRole::host);
    recorded.at(thread, 100, 40, 1);
    recorded.at(thread, 110, 42, 5, 1);
    recorded.at(thread, 120, 43, 77);
    recorded.at(thread, 130, 44, 512, 20);
    recorded.at(thread, 135, 45, 9, 1000);
    recorded.at(thread, 136, 46);
    recorded.at(thread, 137, 47);
    recorded.at(thread, 138, 48);  // of no kind at all
    recorded.at(thread, 139, UINT64_MAX);
    recorded.at(thread, 160, 41);
    const auto notes = told(recorded);
    CHECK(notes->notes.lines() == Lines{"process 100 process order 0", "thread 100/1 t", "100 T1 open guest runs",
                                        "110 T1 mark interrupt line=5 level=1", "120 P100 counter CPU load 77",
                                        "130 T1 open disk read", "150 T1 close disk read of 130",
                                        "135-1135 row disk/9 request", "160 T1 close guest runs of 100"});
    CHECK(notes->written.slices == 3);
    CHECK(notes->written.marks == 1);
    CHECK(notes->written.counters == 1);
}

TEST_CASE("story: a kind of the tool keeps its meaning under another number, and takes the file's name") {
    RecordingFile recorded(false);
    recorded.kind({3, 0, Shape::begin, "gp_begin", "synchronize", "grace_period", "", ""});
    recorded.kind({2, 3, Shape::end, "gp_end", "", "", "", ""});
    const uint32_t thread = recorded.thread("t", ThreadRole::rcu);
    recorded.at(thread, 100, 3, 2);
    recorded.at(thread, 120, 2, 4, 1);
    CHECK(told(recorded)->notes.lines("T1") ==
          Lines{"100 T1 open synchronize", "120 T1 close synchronize of 100 forced=no rounds=4 sleeps=1"});
}

TEST_CASE("story: a length beyond all measure stays one") {
    RecordingFile recorded(false);
    recorded.kind({1, 0, Shape::complete, "x", "x", "x", "", ""});
    recorded.kind({2, 0, Shape::row, "y", "y", "x", "", ""});
    const uint32_t thread = recorded.thread("t", ThreadRole::host);
    recorded.at(thread, 100, 1, 0, UINT64_MAX);
    recorded.at(thread, 100, 2, 0, UINT64_MAX);
    const auto notes = told(recorded);
    const std::string end = std::to_string(100 + INT64_MAX / 2);
    CHECK(notes->notes.lines(end + " T1 close").size() == 1);
    CHECK(notes->notes.lines("100-" + end).size() == 1);
}

TEST_CASE("story: of unmaps that wait together the arrow goes through the first") {
    RecordingFile recorded;
    const uint32_t main = recorded.thread("main loop", ThreadRole::main_loop);
    const uint32_t rcu = recorded.thread("RCU thread", ThreadRole::rcu);
    for (uint64_t resource = 1; resource <= 40; ++resource) {
        recorded.at(main, 100 + resource, MachineEvent::unmap_started, resource);
    }
    recorded.at(rcu, 200, Probe::gp_begin, 1, 1);
    recorded.at(rcu, 210, Probe::gp_end, 1, 0);
    CHECK(told(recorded)->notes.lines("steps") ==
          Lines{"210 T2 close grace period of 200 forced=no rounds=1 sleeps=0 steps unmap1"});
}

TEST_CASE("story: of unmaps that wait together each has the arrow to its own region's end") {
    RecordingFile recorded;
    const uint32_t main = recorded.thread("main loop", ThreadRole::main_loop);
    const uint32_t rcu = recorded.thread("RCU thread", ThreadRole::rcu);
    recorded.at(main, 101, MachineEvent::unmap_started, 5);
    recorded.at(main, 102, MachineEvent::unmap_started, 6);
    recorded.at(rcu, 210, MachineEvent::unmap_completed, 6, 1);
    recorded.at(rcu, 220, MachineEvent::unmap_completed, 5, 1);
    recorded.at(rcu, 230, MachineEvent::unmap_completed, 7, 1);  // its begin was lost
    const Lines steps = told(recorded)->notes.lines("steps");
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].ends_with("steps unmap2"));
    CHECK(steps[1].ends_with("steps unmap1"));
}

TEST_CASE("export: the longest texts that a file can hold do no harm") {
    const std::string longest(UINT16_MAX, '"');
    RecordingFile recorded(false);
    recorded.process(RecordingFile::pid, longest);
    recorded.kind({1, 0, Shape::mark, "x", longest, longest, longest, longest});
    recorded.kind({2, 0, Shape::row, "y", longest, longest, longest, longest});
    recorded.kind({3, 0, Shape::counter, "z", longest, longest, longest, longest});
    const uint32_t thread = recorded.thread(longest, ThreadRole::host);
    for (uint64_t kind = 1; kind <= 3; ++kind) recorded.at(thread, 100, kind, 5, 6);
    CHECK(exported(recorded, trace::TraceFormat::chrome).ends_with("\"otherData\":{\"dropped_events\":0}}\n"));
    CHECK(exported(recorded, trace::TraceFormat::perfetto).size() > 1000);
}

TEST_CASE("clock map: between points along a line, beyond them along the nearest one") {
    const trace::ClockMap map({{3000, 2000, 5}, {1000, 1000, 5}, {2000, 1500, 5}});  // in any order
    CHECK(map.to_ns(1000) == 1000);
    CHECK(map.to_ns(1500) == 1250);
    CHECK(map.to_ns(2000) == 1500);
    CHECK(map.to_ns(2002) == 1501);
    CHECK(map.to_ns(3000) == 2000);
    CHECK(map.to_ns(5000) == 3000);
    CHECK(map.to_ns(0) == 500);
    CHECK(map.error_ns() == 0);
}

TEST_CASE("clock map: segments of different rates, whichever was asked for before") {
    const trace::ClockMap map({{1000, 0, 0}, {2000, 1000, 0}, {3000, 3000, 0}});
    for (int i = 0; i < 2; ++i) {
        CHECK(map.to_ns(2500) == 2000);
        CHECK(map.to_ns(1500) == 500);
        CHECK(map.to_ns(4000) == 5000);
        CHECK(map.to_ns(500) == -500);
        CHECK(map.to_ns(1999) == 999);
    }
    // The inner point lies 500 ns below the line through its neighbours.
    CHECK(map.error_ns() == 500);
}

TEST_CASE("clock map: without points, and with two") {
    CHECK(trace::ClockMap().to_ns(77) == 77);
    CHECK(trace::ClockMap().error_ns() == 0);
    CHECK(trace::ClockMap(std::vector<trace::ClockPoint>{}).to_ns(77) == 77);
    const trace::ClockMap two({{100, 1000, 3}, {200, 1100, 9}, {200, 5555, 0}});  // the same tick adds nothing
    CHECK(two.to_ns(150) == 1050);
    CHECK(two.error_ns() == 9);
}

TEST_CASE("clock map: the second between two points is kept to the ns, at 3 GHz too") {
    constexpr uint64_t second_ns = 1'000'000'000, begin = 123'456'789'012'345;
    const trace::ClockMap map({{begin, 0, 1}, {begin + 3 * second_ns, second_ns, 1}});
    for (const uint64_t part : {uint64_t{0}, second_ns / 7, second_ns / 2, second_ns - 1}) {
        const int64_t off_ns = map.to_ns(begin + 3 * part) - static_cast<int64_t>(part);
        CHECK(std::abs(off_ns) <= 1);
    }
}

TEST_CASE("recording: one that is never finished has all that was drained, at the right times") {
    const int64_t before_ns = platform::monotonic_ns();
    trace::Recorder recorder(64, trace::WhenFull::discard);
    trace::ThreadLog &log = recorder.attach("t", ThreadRole::host, 1);
    const TemporaryFile file;
    trace::RecordingWriter writer(file.name(), {"test", "{}"});
    for (uint64_t round = 0; round < 3; ++round) {
        log.record(static_cast<uint16_t>(Probe::fetch), round, 0);
        recorder.mark_clock();
        writer.drain(recorder);
    }
    const int64_t after_ns = platform::monotonic_ns();
    const trace::Recording recording(file.name());  // what there would be if the program died here
    CHECK(recording.event_count() == 3);
    CHECK(!recording.whole());
    CHECK(recording.begin_ns() >= before_ns);
    CHECK(recording.begin_ns() <= recording.end_ns());
    CHECK(recording.end_ns() <= after_ns);
}

TEST_CASE("recording: ticks are turned into ns by the clock's points, ns stay what they are") {
    RecordingFile recorded;
    const uint32_t ticking = recorded.thread("a", ThreadRole::host, RecordingFile::pid, trace::format::Clock::ticks);
    const uint32_t plain = recorded.thread("b", ThreadRole::host);
    recorded.at(ticking, 1500, Probe::fetch, 1);
    recorded.at(plain, 1500, Probe::fetch, 2);
    recorded.clock(1000, 10'000);
    recorded.clock(2000, 10'500);
    const TemporaryFile file;
    recorded.save(file);
    const trace::Recording recording(file.name());
    CHECK(recording.begin_ns() == 1500);
    CHECK(recording.end_ns() == 10'250);
}

namespace {

template <class Put>
std::string put(Put put) {
    std::string buffer(4096, '#');
    return buffer.substr(0, static_cast<size_t>(put(buffer.data()) - buffer.data()));
}

}  // namespace

TEST_CASE("json: numbers and microseconds by value") {
    const auto number = [](uint64_t value) {
        return put([&](char *at) { return trace::json::put_number(at, value); });
    };
    const auto us = [](int64_t ns) { return put([&](char *at) { return trace::json::put_us(at, ns); }); };
    for (uint64_t edge = 1; edge <= 10'000'000'000'000'000'000u / 10; edge *= 10) {
        for (const uint64_t value : {edge - 1, edge, edge + 1, 9 * edge}) CHECK(number(value) == std::to_string(value));
    }
    for (const uint64_t value :
         {uint64_t{0}, uint64_t{99'999'999}, uint64_t{100'000'000}, uint64_t{INT64_MAX}, UINT64_MAX}) {
        CHECK(number(value) == std::to_string(value));
        CHECK(number(value).size() <= trace::json::longest_number);
    }
    std::minstd_rand random(5);
    for (int i = 0; i < 1000; ++i) {
        const uint64_t value = (uint64_t{random()} << 33 ^ random()) >> random() % 64;
        CHECK(number(value) == std::to_string(value));
    }
    CHECK(us(0) == "0.000");
    CHECK(us(9) == "0.009");
    CHECK(us(10) == "0.010");
    CHECK(us(999) == "0.999");
    CHECK(us(1000) == "1.000");
    CHECK(us(1'234'567'089) == "1234567.089");
    CHECK(us(INT64_MAX) == "9223372036854775.807");
    CHECK(us(INT64_MAX).size() <= trace::json::longest_number);
    CHECK(us(-1) == "0.000");
    CHECK(us(INT64_MIN) == "0.000");
}

TEST_CASE("json: of a quoted text well-formed UTF-8 stays, all else becomes question marks") {
    const auto quoted = [](std::string_view text) {
        const std::string all = put([&](char *at) { return trace::json::put_quoted(at, text); });
        CHECK(all.size() <= trace::json::longest_quoted(text));
        REQUIRE(all.size() >= 2);
        CHECK(all.front() == '"');
        CHECK(all.back() == '"');
        return all.substr(1, all.size() - 2);
    };
    using namespace std::string_view_literals;
    CHECK(quoted("") == "");
    CHECK(quoted("plain ~") == "plain ~");
    CHECK(quoted(R"(a"b\c/)") == R"(a\"b\\c/)");
    CHECK(quoted("\0\x01\x1f\n\t\x7f"sv) == "??????");
    // The first and the last of each length, and of the ranges round the surrogates.
    for (const std::string_view good :
         {"\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv, "\xed\x9f\xbf"sv, "\xee\x80\x80"sv, "\xef\xbf\xbf"sv,
          "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv}) {
        CHECK(quoted(good) == good);
    }
    CHECK(quoted("\x80") == "?");
    CHECK(quoted("\xc0\x80") == "??");
    CHECK(quoted("\xc1\xbf") == "??");
    CHECK(quoted("\xe0\x9f\xbf") == "???");
    CHECK(quoted("\xed\xa0\x80") == "???");
    CHECK(quoted("\xf0\x8f\xbf\xbf") == "????");
    CHECK(quoted("\xf4\x90\x80\x80") == "????");
    CHECK(quoted("\xf5\x80\x80\x80") == "????");
    CHECK(quoted("\xff\xfe") == "??");
    // Cut off at the end, or by what follows.
    CHECK(quoted("\xc3") == "?");
    CHECK(quoted("\xe2\x82") == "??");
    CHECK(quoted("\xf0\x9f\x98") == "???");
    CHECK(quoted("\xe2\x82"
                 "a") == "??a");
    CHECK(quoted("\xc3\"") == "?\\\"");
    CHECK(quoted("\xe2\x82\xac\xc3") == "\xe2\x82\xac?");
    // A view may end before a byte that would make it whole.
    CHECK(quoted("\xc3\xa4"sv.substr(0, 1)) == "?");
}

namespace {

/// Reads a varint off the front.
uint64_t varint(std::string_view &bytes) {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        REQUIRE(!bytes.empty());
        const auto byte = static_cast<uint8_t>(bytes.front());
        bytes.remove_prefix(1);
        value |= uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80) return value;
    }
}

}  // namespace

TEST_CASE("protocol buffers: fields as they lie on the wire") {
    const auto wire = [](auto fill) {
        return put([&](char *at) {
            trace::ProtoOut proto(at);
            fill(proto);
            return proto.end();
        });
    };
    using Proto = trace::ProtoOut;
    CHECK(wire([](Proto &p) { p.number(1, 150); }) == "\x08\x96\x01");
    CHECK(wire([](Proto &p) { p.number(16, 0); }) == std::string("\x80\x01\x00", 3));
    CHECK(wire([](Proto &p) { p.number(1, UINT64_MAX); }) == "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
    CHECK(wire([](Proto &p) { p.text(2, "testing"); }) == "\x12\x07testing");
    CHECK(wire([](Proto &p) { p.text(2, {}); }) == std::string("\x12\x00", 2));
    CHECK(wire([](Proto &p) { p.fixed(47, 0x0102030405060708); }) == "\xf9\x02\x08\x07\x06\x05\x04\x03\x02\x01");
}

TEST_CASE("protocol buffers: a nested message's length is that of its fields, empty or long") {
    for (const size_t bytes :
         {size_t{0}, size_t{1}, size_t{127}, size_t{128}, size_t{16'383}, size_t{16'384}, size_t{2'000'000}}) {
        const std::string text(bytes, 'x');
        std::string buffer(bytes + 64, '#');
        trace::ProtoOut proto(buffer.data());
        proto.message(3, [&](trace::ProtoOut &outer) {
            outer.message(4, [&](trace::ProtoOut &inner) {
                if (bytes > 0) inner.text(5, text);
            });
        });
        std::string_view rest(buffer.data(), static_cast<size_t>(proto.end() - buffer.data()));
        CHECK(varint(rest) == (3 << 3 | 2));
        const uint64_t outer_bytes = varint(rest);
        CHECK(outer_bytes == rest.size());
        CHECK(varint(rest) == (4 << 3 | 2));
        const uint64_t inner_bytes = varint(rest);
        CHECK(inner_bytes == rest.size());
        if (bytes == 0) continue;
        CHECK(varint(rest) == (5 << 3 | 2));
        CHECK(varint(rest) == bytes);
        CHECK(rest == text);
    }
}
