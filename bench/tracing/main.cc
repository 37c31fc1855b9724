// Runs every loop once in each round, so that all of them meet the same machine, and prints how long each took. What is made
// of it is run.js' matter.  tracing_bench ROUNDS EVENTS > JSON
#include <charconv>
#include <cstdio>
#include <string_view>
#include <vector>

#include "part.h"
#include "platform/clock.h"

namespace {

using rcu_bench::platform::monotonic_ns;
using rcu_bench::tracing_bench::Part;

struct Timed {
    Part part;
    bool attached;
    std::vector<int64_t> loops_ns;
};

std::vector<Timed> all_parts() {
    using namespace rcu_bench::tracing_bench;
    std::vector<Timed> all;
    for (const auto &group : {clock_parts(), recorder_parts(), lttng_parts(), usdt_parts()})
        for (const Part &part : group) all.push_back({part, part.attached != nullptr && part.attached(), {}});
    return all;
}

int64_t time_ns(const Part &part, uint64_t events) {
    const int64_t begin_ns = monotonic_ns();
    part.loop(events);
    return monotonic_ns() - begin_ns;
}

void print(const Timed &timed, const char *separator) {
    std::printf("%s{\"key\":\"%s\",\"attached\":%s,\"loopsNs\":[", separator, timed.part.key,
                timed.attached ? "true" : "false");
    const char *comma = "";
    for (const int64_t ns : timed.loops_ns) {
        std::printf("%s%lld", comma, static_cast<long long>(ns));
        comma = ",";
    }
    std::printf("]}");
}

/// A whole number above 0; 0 for anything else.
uint64_t number(std::string_view text) {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

}  // namespace

int main(int argc, char **argv) {
    const uint64_t rounds = argc == 3 ? number(argv[1]) : 0;
    const uint64_t events = argc == 3 ? number(argv[2]) : 0;
    if (rounds == 0 || events == 0) {
        std::fputs("usage: tracing_bench ROUNDS EVENTS\n", stderr);
        return 2;
    }
    std::vector<Timed> all = all_parts();
    for (Timed &timed : all) time_ns(timed.part, events);  // not counted: caches, pages, lazy binding
    for (uint64_t round = 0; round < rounds; ++round)
        for (Timed &timed : all) timed.loops_ns.push_back(time_ns(timed.part, events));
    std::printf("{\"events\":%llu,\"parts\":[", static_cast<unsigned long long>(events));
    const char *separator = "";
    for (const Timed &timed : all) {
        print(timed, separator);
        separator = ",\n";
    }
    std::printf("]}\n");
}
