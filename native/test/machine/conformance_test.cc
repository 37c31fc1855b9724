// The promises of provider.h, kept by the built-in tables and by liburcu's flavours. Libraries are checked by conform.cc:
// test/addon/conformance.test.ts, test/qemu/conformance.test.ts.
#include "doctest/doctest.h"

#include <deque>
#include <memory>

#include "provider/liburcu.h"
#include "provider/rcu_provider.h"
#include "support/conformance.h"

using namespace rcu_bench;
namespace conformance = rcu_bench::test::conformance;

namespace {

/// A built-in version takes no other host than the tool's own, so each RCU of it has one of its own.
class BuiltIn {
  public:
    explicit BuiltIn(std::string_view version) : version_(version) { make(); }

    conformance::Subject subject() {
        return {.name = std::string(version_),
                .table = &provider_->table(),
                .host = &host_,
                .create =
                    [this](std::string &) {
                        make();
                        provider_->start(*observer_);
                        return provider_->rcu();
                    },
                .stopped = {},
                .destroy = [this](void *) { make(); }};
    }

  private:
    void make() {
        provider_.reset();
        observer_ = std::make_unique<trace::Observer>(nullptr, 1024);
        provider_ = provider::make_builtin(version_, bql_, {});
    }

    const std::string_view version_;
    provider::BigLock bql_;
    std::unique_ptr<trace::Observer> observer_;
    std::unique_ptr<provider::Provider> provider_;
    const rcu_bench_host host_{
        .size = sizeof(rcu_bench_host),
        .self = &bql_,
        .big_lock = [](void *bql) { static_cast<provider::BigLock *>(bql)->lock(); },
        .big_unlock = [](void *bql) { static_cast<provider::BigLock *>(bql)->unlock(); },
        .big_lock_held = [](void *bql) { return int{static_cast<provider::BigLock *>(bql)->held()}; },
        .thread_begin = nullptr,
        .thread_end = nullptr,
        .event = nullptr};
};

/// v1 and v1-sem lose a wake-up now and then, which is theirs: a torture says so, and engine/every_version_test.cc has their stop().
bool can_be_checked(std::string_view version) {
    return version != "none" && !version.starts_with("v1") && !version.starts_with("broken");
}

const char *conformance_case(std::string_view version, const std::string &why_not) {
    static std::deque<std::string> names;  // as long as the tests
    const std::string skipped = why_not.empty() ? "" : " (skipped: " + why_not + ")";
    return names.emplace_back("conformance: " + std::string(version) + skipped).c_str();
}

std::string why_not_liburcu([[maybe_unused]] std::string_view version) {
#if defined(__SANITIZE_THREAD__)
    return "TSan does not see its atomics";
#else
    std::string error;
    return provider::load_liburcu(version, error) == nullptr ? error : std::string();
#endif
}

void check_liburcu(std::string_view version) {
    std::string error;
    const rcu_bench_provider *const table = provider::load_liburcu(version, error);
    REQUIRE(table != nullptr);
    conformance::StrictHost host;
    CHECK(conformance::broken_promises(conformance::of_library(*table, host)) == std::vector<std::string>{});
    CHECK(host.faults() == std::vector<std::string>{});
}

}  // namespace

/// Their threads mostly sleep: side by side.
TEST_CASE("conformance: each built-in version keeps the promises of provider.h") {
    std::vector<std::string_view> versions;
    for (const std::string_view version : provider::builtin_versions()) {
        if (can_be_checked(version)) versions.push_back(version);
    }
    REQUIRE(versions.size() > 5);
    std::vector<std::vector<std::string>> broken(versions.size());
    std::vector<std::thread> threads;
    for (size_t i = 0; i < versions.size(); ++i) {
        threads.emplace_back([&, i] { broken[i] = conformance::broken_promises(BuiltIn(versions[i]).subject()); });
    }
    for (std::thread &thread : threads) thread.join();
    for (size_t i = 0; i < versions.size(); ++i) {
        CAPTURE(versions[i]);
        CHECK(broken[i] == std::vector<std::string>{});
    }
}

TEST_CASE("conformance: `none`, which has no grace periods, breaks what they are for, and nothing else") {
    const std::vector<std::string> broken = conformance::broken_promises(BuiltIn("none").subject());
    const auto has = [&broken](const char *check) {
        return std::any_of(broken.begin(), broken.end(),
                           [check](const std::string &line) { return line.starts_with(check); });
    };
    CHECK(has("a callback waits for sections that began before"));
    CHECK(has("synchronize() waits for sections"));
    for (const char *kept : {"the table", "callbacks of a thread", "stop()", "many threads", "drain() drops"}) {
        CAPTURE(kept);
        CHECK_FALSE(has(kept));
    }
}

TEST_CASE(conformance_case("urcu-memb", why_not_liburcu("urcu-memb")) *
          doctest::skip(!why_not_liburcu("urcu-memb").empty())) {
    check_liburcu("urcu-memb");
}
TEST_CASE(conformance_case("urcu-mb", why_not_liburcu("urcu-mb")) *
          doctest::skip(!why_not_liburcu("urcu-mb").empty())) {
    check_liburcu("urcu-mb");
}
TEST_CASE(conformance_case("urcu-qsbr", why_not_liburcu("urcu-qsbr")) *
          doctest::skip(!why_not_liburcu("urcu-qsbr").empty())) {
    check_liburcu("urcu-qsbr");
}
TEST_CASE(conformance_case("urcu-bp", why_not_liburcu("urcu-bp")) *
          doctest::skip(!why_not_liburcu("urcu-bp").empty())) {
    check_liburcu("urcu-bp");
}
