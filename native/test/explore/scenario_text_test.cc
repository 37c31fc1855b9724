#include "explore/scenario_text.h"

#include "explore/rcu.h"
#include "explore/standard_scenarios.h"

namespace rcu_bench::explore {

namespace {

std::vector<StepKind> kinds(const ScenarioThread &thread) {
    std::vector<StepKind> kinds;
    for (const Step &step : thread.steps) kinds.push_back(step.kind);
    return kinds;
}

/// "2:4: message"
std::string error_of(std::string_view text) {
    const ScenarioError error = parse_scenario("test", text).error;
    if (error.message.empty()) return "";
    return std::to_string(error.line) + ":" + std::to_string(error.column) + ": " + error.message;
}

}  // namespace

TEST_SUITE("explore: scenario text") {

TEST_CASE("every step of the language") {
    const ParsedScenario parsed = parse_scenario("mine", R"(
# two threads
main: call, call chain 2, call+force, bql { force, drain }, sync   # and a comment
reader:register,read short,read long,read 12ms,read until kicked,unregister
many: call x3
)");
    CHECK(parsed.error.message == "");
    const Scenario &scenario = parsed.scenario;
    CHECK(scenario.name == "mine");
    REQUIRE(scenario.threads.size() == 3);
    CHECK(scenario.threads[0].name == "main");
    using enum StepKind;
    CHECK((kinds(scenario.threads[0]) ==
           std::vector{call, call, call, force, bql_lock, force, drain, bql_unlock, synchronize}));
    CHECK(scenario.threads[0].steps[1].chain == 2);
    CHECK((kinds(scenario.threads[1]) ==
           std::vector{register_reader, read, read, read, read_until_kicked, unregister_reader}));
    CHECK(scenario.threads[1].steps[1].ns == 0);
    CHECK(scenario.threads[1].steps[2].ns == 75 * ms);
    CHECK(scenario.threads[1].steps[3].ns == 12 * ms);
    CHECK((kinds(scenario.threads[2]) == std::vector{call, call, call}));
    CHECK(callbacks_of(scenario) == 1 + 3 + 1 + 1 + 1 + 3);
}

TEST_CASE("what makes no sense: where and why") {
    CHECK(error_of("").starts_with("1:1: there is no thread"));
    CHECK(error_of("\n# nothing\n").starts_with("1:1: there is no thread"));
    CHECK(error_of("A: call\nB: cal").starts_with("2:4: 'cal' is no step; there are: call"));
    CHECK(error_of("A: call,").starts_with("1:9: a step is expected"));
    CHECK(error_of("A:").starts_with("1:3: a step is expected"));
    CHECK(error_of("A call") == "1:3: ':' is expected behind the thread's name");
    CHECK(error_of(": call") == "1:1: a thread's name is expected");
    CHECK(error_of("A: call force") == "1:9: ',' is expected between two steps");
    CHECK(error_of("A: call chain 0") ==
          "1:15: 1 to 100 is expected behind 'chain', how many further callbacks there are");
    CHECK(error_of("A: call xtwo") == "1:10: 1 to 100 is expected behind 'x', how often it is done");
    CHECK(error_of("A: read").starts_with("1:8: behind 'read' one of these is expected"));
    CHECK(error_of("A: read 0ms").starts_with("1:9: behind 'read' one of these is expected"));
    CHECK(error_of("A: read 5s").starts_with("1:9: behind 'read' one of these is expected"));
    CHECK(error_of("A: read until noon") == "1:15: 'kicked' is expected behind 'read until'");
    CHECK(error_of("A: bql call") == "1:8: '{' is expected behind 'bql'");
    CHECK(error_of("A: bql { call") == "1:14: ',' or '}' is expected behind a step");
    CHECK(error_of("A: bql { bql { call } }") == "1:10: the BQL is held already");
    CHECK(error_of("A: bql { sync }").starts_with("1:10: sync under the BQL waits for ever"));
    CHECK(error_of("A: call }") == "1:9: ',' is expected between two steps");
    CHECK(error_of("A: call\nA: call") == "2:1: there is a thread A already");
    CHECK(error_of("RCU: call") == "1:1: there is a thread RCU already");
    CHECK(error_of("A: unregister, read short") == "1:16: the thread reads here without being registered");
    CHECK(error_of("A: read short, register") == "1:16: the thread is registered already");
    CHECK(error_of("A: register, unregister, unregister") == "1:26: the thread is not registered");
}

TEST_CASE("what there is no room for") {
    CHECK(error_of("A: call x40, call x9") == "1:1: the scenario is too large: more than 48 callbacks");
    CHECK(error_of("A: call\nB: call\nC: call\nD: call\nE: call\nF: call\nG: call\nH: call") ==
          "8:1: the scenario is too large: more than 7 threads");
    std::string sections = "A: read short";
    for (int i = 0; i < 100; ++i) sections += ", read short";
    CHECK(error_of(sections) == "1:1: the scenario is too large: more than 100 steps of one thread");
}

TEST_CASE("the standard scenarios make sense, and each is another") {
    for (const StandardScenario &one : standard_scenarios) {
        CAPTURE(one.name);
        CHECK(error_of(one.text) == "");
        for (const StandardScenario &other : standard_scenarios) {
            CHECK((&one == &other || (one.name != other.name && one.text != other.text)));
        }
    }
}

}  // TEST_SUITE("explore: scenario text")

}  // namespace rcu_bench::explore
