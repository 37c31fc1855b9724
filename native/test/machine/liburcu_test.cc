// liburcu's flavours as they are installed here. Where they are not, or under TSan, which does not see the atomics of a library that it
// has not compiled, the tests are skipped, by a name that says so.
#include "doctest/doctest.h"

#include <deque>
#include <string>

#include "machine/small_config.h"
#include "provider/liburcu.h"
#include "torture/torture.h"
#include "trial/trial.h"

using namespace rcu_bench;
using provider::liburcu_versions;
using provider::load_liburcu;

namespace {

/// Empty: they can be tested.
std::string why_not() {
#if defined(__SANITIZE_THREAD__)
    return "TSan does not see its atomics";
#else
    for (const std::string_view version : liburcu_versions()) {
        std::string error;
        if (load_liburcu(version, error) == nullptr) return error;
    }
    return {};
#endif
}

bool absent() {
    static const bool once = !why_not().empty();
    return once;
}

const char *named(const std::string &what) {
    static std::deque<std::string> names;  // as long as the tests
    return names.emplace_back("liburcu: " + what + (absent() ? " (skipped: " + why_not() + ")" : "")).c_str();
}

void print(const std::vector<std::string> &lines) {
    for (const std::string &line : lines) MESSAGE(line);
}

/// An RCU of its own, used by this thread alone.
class Used {
  public:
    explicit Used(std::string_view version)
        : rcu(provider::make_provider({std::string(version), {}}, bql, {})), observer_(nullptr, 16) {
        observer_.attach("test", trace::ThreadRole::guest);
        REQUIRE(rcu->start(observer_) == nullptr);
    }
    ~Used() { trace::Observer::detach(); }

    provider::BigLock bql;
    const std::unique_ptr<provider::Provider> rcu;

  private:
    trace::Observer observer_;
};

/// A callback that queues itself again, so many times.
struct Chain : provider::Callback {
    explicit Chain(uint32_t times) : left(times) {
        func = [](provider::Callback *self) {
            auto &own = *static_cast<Chain *>(self);
            if (own.left == 0) return;
            own.left -= 1;
            own.owner->call(own);
        };
    }
    uint32_t left;
};

}  // namespace

TEST_CASE(named("each flavour tells its library's version, and has no force") * doctest::skip(absent())) {
    for (const std::string_view version : liburcu_versions()) {
        CAPTURE(version);
        std::string error;
        const rcu_bench_provider *const table = load_liburcu(version, error);
        REQUIRE(table != nullptr);
        CHECK(version == table->name);
        const std::string flavour = std::string(version.substr(std::string_view("urcu-").size()));
        CHECK(std::string_view(table->version).starts_with("liburcu-" + flavour + ".so.8."));
        CHECK_FALSE(provider::offers_of(*table).force);
        CHECK(load_liburcu(version, error) == table);
    }
}

TEST_CASE("liburcu: is tested, or it is said why not and what to install") {
    if (!absent()) return;
    MESSAGE("SKIPPED: liburcu: " << why_not());
#if !defined(__SANITIZE_THREAD__)
    CHECK(why_not().find("apt install liburcu8") != std::string::npos);
#endif
}

TEST_CASE("liburcu: another name is none of its flavours") {
    std::string error;
    CHECK(load_liburcu("urcu-signal", error) == nullptr);
    CHECK(load_liburcu("", error) == nullptr);
}

TEST_CASE(named("stop() waits for callbacks that callbacks queue, and another can be made afterwards") *
          doctest::skip(absent())) {
    for (const std::string_view version : liburcu_versions()) {
        CAPTURE(version);
        for (int round = 0; round < 2; ++round) {
            Used used(version);
            Chain chain(5);
            used.rcu->call(chain);
            used.rcu->stop();
            CHECK(chain.left == 0);
            CHECK(used.rcu->misuses().lines().empty());
        }
    }
}

TEST_CASE(named("drain() drops the big lock while it waits, and has it again afterwards") * doctest::skip(absent())) {
    for (const std::string_view version : liburcu_versions()) {
        CAPTURE(version);
        Used used(version);
        Chain chain(1);
        used.bql.lock();
        used.rcu->call(chain);
        used.rcu->drain();
        CHECK(chain.left == 0);
        CHECK(used.bql.held());
        used.bql.unlock();
        used.rcu->stop();
    }
}

TEST_CASE(named("a torture passes") * doctest::skip(absent())) {
    for (const std::string_view version : liburcu_versions()) {
        CAPTURE(version);
        torture::Config config;
        config.version = version;
        config.seed = 1;
        config.duration_ns = 1'000'000'000;
        config.readers = 2;
        config.writers = 3;
        config.draw_delays = true;
        config.trace_events = 1024;
        const torture::Outcome outcome = torture::Torture(config).run();
        print(outcome.evidence);
        CHECK(outcome.verdict == torture::Verdict::pass);
        for (const char *counter : {"episodes", "sections", "callbacks", "registrations"}) {
            CAPTURE(counter);
            CHECK(outcome.counters.at(counter) > 0);
        }
        CHECK(outcome.counters.at("age_0") > 0);
        CHECK(outcome.counters.at("age_2") == 0);
    }
}

TEST_CASE(named("blobs are unmapped with no reader harmed; what is not seen is not counted") *
          doctest::skip(absent())) {
    for (const std::string_view version : liburcu_versions()) {
        CAPTURE(version);
        const workload::Result result = workload::Trial(test::small_config(std::string(version))).run();
        print(result.report);
        CHECK(result.status == workload::Status::pass);
        CHECK(result.samples.contains("unmap.latency"));
        CHECK_FALSE(result.samples.contains("grace_period.length"));
        CHECK_FALSE(result.counters.contains("grace_periods"));
    }
}

TEST_CASE(named("a section and its loop can be measured") * doctest::skip(absent())) {
    for (const std::string_view version : liburcu_versions()) {
        CAPTURE(version);
        const workload::Result result = workload::Trial(test::read_side_config(std::string(version), "idle")).run();
        print(result.report);
        CHECK(result.status == workload::Status::pass);
        CHECK(result.samples.at("read.pair").size() > 0);
        CHECK(result.samples.at("read.nested").size() > 0);
    }
}
