// What an event costs: the recorder of this project, a bare clock read, LTTng-UST and USDT, side by side in one process. Prints
// JSON; run.js builds it, starts what has to be started, and prints the table.
//
// Each candidate is a loop of so many events, less the same loop without one. The loops take turns, each time in another order,
// so that a slow moment of the machine meets all of them.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "trace/event_clock.h"
#include "trace/recorder.h"

#ifdef HAVE_LTTNG
#include "lttng_events.h"
#endif
#ifdef HAVE_USDT
#include <sys/sdt.h>
#endif

using namespace rcu_bench;

namespace {

constexpr uint64_t events = 20'000;
constexpr int repetitions = 400;

/// Nothing that the compiler could take away, and nothing that costs.
inline void keep(uint64_t value) { asm volatile("" ::"r"(value)); }

template <class Event>
double nanoseconds_each(Event event) {
    const int64_t begin_ns = platform::monotonic_ns();
    for (uint64_t i = 0; i < events; ++i) {
        keep(i);
        event(i);
    }
    return static_cast<double>(platform::monotonic_ns() - begin_ns) / static_cast<double>(events);
}

struct Candidate {
    std::string name;
    double (*run)();
    std::vector<double> ns;
};

trace::ThreadLog &log_of(size_t capacity) {
    static trace::Recorder large(1 << 18), small(1 << 10);
    static trace::ThreadLog &large_log = large.attach("large", trace::ThreadRole::host, 1);
    static trace::ThreadLog &small_log = small.attach("small", trace::ThreadRole::host, 1);
    return capacity > 1024 ? large_log : small_log;
}

trace::ThreadLog &frozen_log() {
    static trace::Recorder recorder(1 << 10);
    static trace::ThreadLog &log = recorder.attach("frozen", trace::ThreadRole::host, 1);
    recorder.freeze();
    return log;
}

double nothing() {
    return nanoseconds_each([](uint64_t) {});
}
double ticks() {
    return nanoseconds_each([](uint64_t) { keep(trace::ticks_now()); });
}
double clock_read() {
    return nanoseconds_each([](uint64_t) { keep(static_cast<uint64_t>(platform::monotonic_ns())); });
}
double recorded_small() {
    trace::ThreadLog &log = log_of(1 << 10);
    return nanoseconds_each([&log](uint64_t i) { log.record(7, i, i + 1); });
}
double recorded_large() {
    trace::ThreadLog &log = log_of(1 << 18);
    return nanoseconds_each([&log](uint64_t i) { log.record(7, i, i + 1); });
}
double recorded_frozen() {
    trace::ThreadLog &log = frozen_log();
    return nanoseconds_each([&log](uint64_t i) { log.record(7, i, i + 1); });
}
#ifdef HAVE_LTTNG
double lttng() {
    return nanoseconds_each([](uint64_t i) { lttng_ust_tracepoint(rcu_bench, event, i, i + 1); });
}
double lttng_disabled() {
    return nanoseconds_each([](uint64_t i) { lttng_ust_tracepoint(rcu_bench, disabled_event, i, i + 1); });
}
#endif
#ifdef HAVE_USDT
double usdt() {
    return nanoseconds_each([](uint64_t i) { DTRACE_PROBE2(rcu_bench, event, i, i + 1); });
}
double usdt_attached() {
    return nanoseconds_each([](uint64_t i) { DTRACE_PROBE2(rcu_bench, attached_event, i, i + 1); });
}
#endif

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char **argv) {
    const bool attached = argc > 1 && std::string(argv[1]) == "--attached";
    std::vector<Candidate> candidates = {{"nothing", nothing, {}},
                                         {"ticks", ticks, {}},
                                         {"clock_gettime", clock_read, {}},
                                         {"recorder", recorded_large, {}},
                                         {"recorder, ring of 1024", recorded_small, {}},
                                         {"recorder, frozen", recorded_frozen, {}}};
#ifdef HAVE_LTTNG
    candidates.push_back({"LTTng-UST", lttng, {}});
    candidates.push_back({"LTTng-UST, disabled", lttng_disabled, {}});
#endif
#ifdef HAVE_USDT
    candidates.push_back({"USDT", usdt, {}});
    if (attached) candidates.push_back({"USDT, attached", usdt_attached, {}});
#endif
    std::minstd_rand random(1);
    for (Candidate &candidate : candidates) candidate.run();  // faults its memory in
    for (int i = 0; i < repetitions; ++i) {
        std::vector<Candidate *> order;
        for (Candidate &candidate : candidates) order.push_back(&candidate);
        std::shuffle(order.begin(), order.end(), random);
        for (Candidate *candidate : order) candidate->ns.push_back(candidate->run());
    }
    const double empty_median = median(candidates[0].ns);
    const double empty_least = *std::min_element(candidates[0].ns.begin(), candidates[0].ns.end());
    printf("{\"clock\":\"%s\",\"events\":%d,\"candidates\":[", trace::ticks_are_tsc ? "tsc" : "clock_gettime",
           static_cast<int>(events) * repetitions);
    for (size_t i = 1; i < candidates.size(); ++i) {
        const std::vector<double> &ns = candidates[i].ns;
        printf("%s{\"name\":\"%s\",\"medianNs\":%.3f,\"leastNs\":%.3f}", i == 1 ? "" : ",", candidates[i].name.c_str(),
               median(ns) - empty_median, *std::min_element(ns.begin(), ns.end()) - empty_least);
    }
    printf("]}\n");
    return 0;
}
