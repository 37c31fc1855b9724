// The same broken RCUs under the explorer: which property shows each of them, in which scenario, at how many preemptions. Prints a
// table; exits 1 unless every fault that is not one of memory order is found and the sound one breaks nothing. What the sound one shows too (notes) counts only
// where it takes fewer preemptions.
#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "explore/rcu_program.h"
#include "explore/scenario_text.h"
#include "explore/search.h"
#include "explore/standard_scenarios.h"
#include "mutants/faults.h"

using namespace rcu_bench;
using explore::Property;

namespace {

constexpr uint32_t most_preemptions = 2;

/// Beside the standard ones: two callbacks of one thread in a batch.
constexpr explore::StandardScenario two_in_a_batch{"two-in-a-batch", "A: call, call\nR: read short\n"};

template <class Visit>
void for_each_scenario(Visit visit) {
    for (const explore::StandardScenario &scenario : explore::standard_scenarios) visit(scenario);
    visit(two_in_a_batch);
}

struct Found {
    std::string scenario;
    explore::Finding finding;
};

explore::Report explored(explore::MakeEngine make, const explore::StandardScenario &scenario, uint32_t preemptions) {
    explore::RcuProgram program(make, explore::parse_scenario(scenario.name, scenario.text).scenario);
    explore::Options options;
    options.preemptions = preemptions;
    return explore::explore(program, options);
}

bool is_worse(const explore::Finding &finding, const explore::Finding &than) {
    return explore::is_violation(finding.property) && !explore::is_violation(than.property);
}

/// Of the fewest preemptions; a violation before a note.
std::optional<Found> find_fault(explore::MakeEngine make, const std::map<Property, uint32_t> &sound_needs) {
    std::optional<Found> best;
    for (uint32_t preemptions = 0; preemptions <= most_preemptions && !best; ++preemptions) {
        for_each_scenario([&](const explore::StandardScenario &scenario) {
            for (const explore::Finding &finding : explored(make, scenario, preemptions).findings) {
                const auto sound = sound_needs.find(finding.property);
                if (sound != sound_needs.end() && finding.preemptions >= sound->second) continue;
                if (!best || is_worse(finding, best->finding)) best = Found{std::string(scenario.name), finding};
            }
        });
    }
    return best;
}

template <class Fault>
constexpr explore::MakeEngine make = explore::make_in_arena<mutants::MutantEngine<explore::Explored, Fault>>;

/// What an engine without a fault shows, and at how many preemptions.
std::map<Property, uint32_t> shown_by_sound() {
    std::map<Property, uint32_t> needs;
    for_each_scenario([&](const explore::StandardScenario &scenario) {
        for (const explore::Finding &finding : explored(make<mutants::Sound>, scenario, most_preemptions).findings) {
            const auto [its, is_new] = needs.emplace(finding.property, finding.preemptions);
            its->second = std::min(its->second, finding.preemptions);
        }
    });
    return needs;
}

void print(const char *fault, const std::optional<Found> &found) {
    if (!found) {
        printf("%-22s NOT FOUND\n", fault);
        return;
    }
    const explore::Finding &finding = found->finding;
    printf("%-22s %-22s %-24s %u %8llu\n", fault, std::string(explore::name_of(finding.property)).c_str(),
           found->scenario.c_str(), finding.preemptions, static_cast<unsigned long long>(finding.count));
    fflush(stdout);
}

}  // namespace

int main() {
    if (!explore::map_arena()) {
        fprintf(stderr, "explored mutants: the arena's address is taken\n");
        return 1;
    }
    const std::map<Property, uint32_t> sound = shown_by_sound();
    bool ok = true;
    printf("%-22s %-22s %-24s %s\n", "fault", "property", "scenario", "preemptions, ways");
    std::set<Property> showing;
    mutants::for_each_fault([&]<class Fault>(const char *name) {
        const std::optional<Found> found = find_fault(make<Fault>, sound);
        if constexpr (!Fault::
                          readers_fence) {  // its steps are those of the sound one; only their order in memory is not
            printf("%-22s out of reach: memory order\n", name);
            ok = ok && !found.has_value();
        } else {
            print(name, found);
            ok = ok && found.has_value();
        }
        if (found) showing.insert(found->finding.property);
    });
    for (const auto &[property, preemptions] : sound) {
        printf("%-22s %-22s %-24s %u\n", "(none)", std::string(explore::name_of(property)).c_str(), "", preemptions);
        ok = ok && !explore::is_violation(property);
    }
    printf("%zu properties show a fault\n", showing.size());
    return ok ? 0 : 1;
}
