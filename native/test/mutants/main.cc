// Breaks an RCU in every way of faults.h and asks which of the torture's checks notices. Prints a table; exits 1 unless every
// fault is found, the sound one passes, and every check finds a fault that no other does.
#include <unistd.h>

#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "mutants/faults.h"
#include "provider/engine_table.h"
#include "torture/torture.h"

using namespace rcu_bench;

namespace {

constexpr int64_t try_ns = 2'000'000'000;
constexpr uint64_t most_tries =
    30;  // a missing barrier shows in the first or the tenth, by what the CPU's neighbours do
constexpr uint64_t sound_tries = 10;  // they must find nothing, so all of them are run
constexpr double requests_enough =
    10;  // deaf, 2 s hold 11 to 44 drains; sound, the same drains force 26 to 145 grace periods

template <class Fault>
std::unique_ptr<provider::Provider> make(provider::BigLock &bql, provider::Build build) {
    using Engine = mutants::MutantEngine<provider::LivePlatform, Fault>;
    return provider::make_engine_provider<Engine>(bql, build, true);
}

/// The checks that found something.
std::set<std::string> detectors(const torture::Outcome &outcome) {
    std::set<std::string> found;
    for (size_t i = 0; i < static_cast<size_t>(torture::Finding::count_); ++i) {
        const char *const name = torture::name_of(static_cast<torture::Finding>(i));
        if (outcome.counters.at(name) > 0) found.insert(name);
    }
    if (!outcome.last_events.empty()) found.insert("stall");
    // The counters that `run` shows: requests were made, and no grace period was ever forced for one.
    if (outcome.counters.at("drains") > requests_enough && outcome.counters.at("forced_by_request") == 0) {
        found.insert("requests");
    }
    return found;
}

/// Until something is found; `tries` says how often it took.
template <class Fault>
std::set<std::string> try_fault(uint64_t &tries, uint64_t most = most_tries) {
    for (tries = 1; tries <= most; ++tries) {
        torture::Config config;
        config.make = make<Fault>;
        config.seed = tries;
        config.duration_ns = try_ns;
        config.readers = 3;
        config.writers = 3;
        config.draw_delays = true;
        if (!Fault::readers_fence) config.build.readers_rely_on = platform::HeavyBarrier::private_expedited;
        config.trace_events = 1024;
        torture::Torture torture(config);
        const std::set<std::string> found = detectors(torture.run());
        if (!found.empty()) return found;
    }
    return {};
}

struct Row {
    std::string fault;
    std::set<std::string> found;
};

void print(const Row &row, uint64_t tries) {
    std::string names;
    for (const std::string &name : row.found) names += " " + name;
    printf("%-22s %s%s\n", row.fault.c_str(), row.found.empty() ? "NOT FOUND" : "found by", names.c_str());
    if (tries > 1 && !row.found.empty()) printf("%-22s in try %d\n", "", static_cast<int>(tries));
    fflush(stdout);
}

}  // namespace

int main() {
    std::vector<Row> rows;
    mutants::for_each_fault([&]<class Fault>(const char *name) {
        uint64_t tries = 0;
        rows.push_back({name, try_fault<Fault>(tries)});
        print(rows.back(), tries);
    });
    uint64_t tries = 0;
    const std::set<std::string> against_sound = try_fault<mutants::Sound>(tries, sound_tries);
    print({"(none)", against_sound}, tries);

    size_t found = 0;
    std::map<std::string, int> alone;
    for (const Row &row : rows) {
        found += row.found.empty() ? 0u : 1u;
        for (const std::string &name : row.found) alone[name] += row.found.size() == 1 ? 1 : 0;
    }
    printf("score: %zu of %zu faults found\n", found, rows.size());
    bool ok = found == rows.size() && against_sound.empty();
    for (const char *name :
         {"old_object", "callback_twice", "callback_order", "drain_early", "ghost_reader", "stall", "requests"}) {
        printf("%-22s %d that no other check finds\n", name, alone[name]);
        ok = ok && alone[name] > 0;
    }
    fflush(stdout);
    _exit(ok ? 0 : 1);  // stalled mutants leave their threads behind
}
