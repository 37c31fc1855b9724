// example-v4 under the explorer: what its rule promises, in every interleaving, and that the check can fail.
#include "explore/rcu.h"
#include "explore/scenario_text.h"
#include "explore/standard_scenarios.h"
#include "rcu/versions/v3.h"

namespace rcu_bench::explore {

namespace {

const Step a_chain{.kind = StepKind::call, .chain = 1};

/// The request is for the one callback there is, or for the one that this queues; the readers hold up either grace period.
Scenario one_chain() { return scenario({{"A", {a_chain, a_force}}, {"R", {a_kicked_read}}, {"S", {a_long_read}}}); }

/// Asks for what it has queued in a callback, as example-v4 does, and then does nothing about it.
template <class P>
class OnlyAsks : public rcu::V3<P> {
    using Base = rcu::V3<P>;

  public:
    using Base::Base;
    void call(typename Base::Node &node) {
        Base::call(node);
        if (P::this_thread() != rcu_thread + 1) return;
        P::probe(rcu::Probe::force_begin);
        P::probe(rcu::Probe::force_end);
    }
};

std::vector<std::string> notes_of(std::string_view version, const Scenario &its) {
    std::vector<std::string> notes;
    for (const auto &[name, preemptions] : found_with(explored(version, its, bounded(1)))) {
        notes.push_back(name + " " + std::to_string(preemptions));
    }
    return notes;
}

}  // namespace

TEST_SUITE("explore: example-v4") {

TEST_CASE("a chain and its request: no polling, no force that nobody asked for, none left over; v3 leaves some over") {
    const Report report = explored("example-v4", one_chain(), bounded(3));
    CHECK(report.ended == Ended::complete);
    CHECK(found_with(report) == std::map<std::string, uint32_t>{});
    CHECK(finding(explored("v3", one_chain(), bounded(3)), Property::leftover_force) != nullptr);
}

TEST_CASE("the second callback is among those that promptness is said of: asking alone is noticed") {
    const Scenario its = one_chain();
    RcuProgram only_asks(make_in_arena<OnlyAsks<Explored>>, its);
    CHECK(found(explore(only_asks, bounded(1)), Property::promptness).preemptions == 0);
}

TEST_CASE("the standard scenarios show what v3 shows, with as many preemptions, and nothing else") {
    for (const StandardScenario &standard : standard_scenarios) {
        CAPTURE(std::string(standard.name));
        const auto [its, error] = parse_scenario(standard.name, standard.text);
        REQUIRE(error.message.empty());
        CHECK(notes_of("example-v4", its) == notes_of("v3", its));
    }
}

}  // TEST_SUITE("explore: example-v4")

}  // namespace rcu_bench::explore
