// How fast a recording goes out as Chrome JSON and as TrackEvent: events per second on one core, and beside them in the same
// run what a bare serializer of the same numbers gives. `make bench-export RECORDING=file`; bench/export.js makes one.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include "trace/export.h"
#include "trace/event_merge.h"
#include "trace/file_out.h"
#include "trace/json_text.h"

using namespace rcu_bench;

namespace {

/// CPU time of this thread: what others take from the core does not count.
double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Rate {
    double events = 0, seconds = 0, bytes = 0;
};

Rate measure_export(const std::string &recording, trace::TraceFormat format, const std::string &path) {
    trace::ExportPart part;
    part.recording = recording;
    const double begin = cpu_seconds();
    const trace::ExportResult result = trace::export_trace({part}, format, path);
    const double seconds = cpu_seconds() - begin;
    if (result.open_error != trace::OpenError::none || result.write_error != 0) {
        fprintf(stderr, "cannot export %s: %s\n", recording.c_str(), strerror(result.write_error));
        exit(1);
    }
    return {static_cast<double>(result.written.events()), seconds, 0};
}

/// The floor: a JSON event of fixed text with two times, by std::to_chars, as many as there are in the recording.
Rate measure_bare(double events, const std::string &path) {
    trace::FileOut out(path);
    const double begin = cpu_seconds();
    for (int64_t i = 0; i < static_cast<int64_t>(events); ++i) {
        char *at = out.room(256);
        at = trace::json::put(
            at, ",\n{\"ph\":\"X\",\"name\":\"read section\",\"pid\":12345,\"tid\":12346,\"cat\":\"reader\",\"ts\":");
        at = std::to_chars(at, at + trace::json::longest_number, i * 1237 / 1000).ptr;
        at = std::to_chars(trace::json::put(at, ".123,\"dur\":"), at + trace::json::longest_number + 16, i % 100'000)
                 .ptr;
        out.commit(trace::json::put(at, ",\"args\":{}}"));
    }
    out.close();
    return {events, cpu_seconds() - begin, 0};
}

/// The other floor: the events read and ordered, and nothing written.
Rate measure_merge(const std::string &recording) {
    const double begin = cpu_seconds();
    const trace::Recording opened(recording);
    trace::EventMerge merge(opened);
    trace::MergedEvent event{};
    double events = 0;
    while (merge.next(event)) ++events;
    return {events, cpu_seconds() - begin, 0};
}

void print(const char *what, const Rate &rate, const Rate &floor) {
    const double per_second = rate.events / rate.seconds;
    printf("%-34s %7.2f M events/s  %5.1f ns each  %5.2f of bare\n", what, per_second * 1e-6, 1e9 / per_second,
           per_second / (floor.events / floor.seconds));
}

}  // namespace

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: bench_export RECORDING FOLDER\n");
        return 2;
    }
    const std::string recording = argv[1], folder = argv[2];
    for (const std::string &path : {std::string("/dev/null"), folder + "/bench-export.out"}) {
        const double events = measure_export(recording, trace::TraceFormat::chrome, "/dev/null").events;
        const Rate bare = measure_bare(events, path);
        printf("to %s\n", path.c_str());
        print("  bare to_chars", bare, bare);
        print("  read and ordered (recorded)", measure_merge(recording), bare);
        print("  Chrome JSON", measure_export(recording, trace::TraceFormat::chrome, path), bare);
        print("  TrackEvent", measure_export(recording, trace::TraceFormat::perfetto, path), bare);
    }
    remove((folder + "/bench-export.out").c_str());
    return 0;
}
