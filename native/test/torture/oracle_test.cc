// What a torture checks, one check at a time, on an RCU that does what the test says.
#include "doctest/doctest.h"

#include <vector>

#include "torture/objects.h"
#include "torture/oracle.h"

using namespace rcu_bench;
using torture::Finding;
using torture::Object;
using torture::Objects;
using torture::Oracle;

namespace {

/// Of the RCU of the test that runs.
std::vector<rcu_bench_callback *> queued;

/// Queues callbacks; the test runs them.
const char *create(const rcu_bench_host *, void **rcu) {
    queued.clear();
    *rcu = &queued;
    return nullptr;
}
void ignore(void *) {}
void ignore_reader(void *, rcu_bench_reader *) {}
void call(void *, rcu_bench_callback *callback) { queued.push_back(callback); }

constexpr rcu_bench_provider scripted_table() {
    rcu_bench_provider table{};
    table.name = "scripted";
    table.create = create;
    table.stop = table.destroy = ignore;
    table.register_thread = table.unregister_thread = table.read_lock = table.read_unlock = ignore_reader;
    table.call = call;
    return table;
}
constexpr rcu_bench_provider table = scripted_table();

class Scripted {
  public:
    Scripted() { provider.start(observer_); }
    ~Scripted() { trace::Observer::detach(); }  // as what it ran the callbacks in

    void run(size_t index) {
        rcu_bench_callback *const callback = queued[index];
        queued.erase(queued.begin() + static_cast<long>(index));
        callback->run(callback);
    }

  private:
    trace::Observer observer_{nullptr, 0};
    provider::BigLock bql_;

  public:
    provider::Provider provider{table, bql_};
};

struct Scene {
    Scripted rcu;
    Oracle oracle;
    Objects objects{rcu.provider, oracle, 2, Objects::slots + 4};

    bool clean() const {
        for (size_t i = 0; i < static_cast<size_t>(Finding::count_); ++i) {
            if (oracle.found(static_cast<Finding>(i)) > 0) return false;
        }
        return true;
    }
};

}  // namespace

TEST_CASE("torture: an object ages by one for each grace period, and is used again when it is old") {
    Scene scene;
    Object *const object = scene.objects.read(0);
    const uint32_t generation = object->generation.load();
    CHECK(object->age.load() == 0);
    REQUIRE(scene.objects.replace(0) == object);
    CHECK(object->age.load() == 1);
    scene.objects.call(*object, 0);
    for (uint32_t age = 2; age <= Oracle::oldest; ++age) {
        REQUIRE(queued.size() == 1);
        scene.rcu.run(0);
        CHECK(object->age.load() == age);
    }
    CHECK(queued.empty());
    while (scene.objects.read(1) != object) REQUIRE(scene.objects.replace(1) != nullptr);
    CHECK(object->age.load() == 0);
    CHECK(object->generation.load() == generation + 1);
    CHECK(scene.clean());
}

TEST_CASE("torture: no object is left when the RCU is behind") {
    Scene scene;
    for (int i = 0; i < 4; ++i) REQUIRE(scene.objects.replace(0) != nullptr);
    CHECK(scene.objects.replace(0) == nullptr);
}

TEST_CASE("torture: a callback that runs twice is found") {
    Scene scene;
    Object *const object = scene.objects.replace(0);
    scene.objects.call(*object, 0);
    rcu_bench_callback *const again = queued[0];
    object->age.store(Oracle::oldest);  // it will not be queued a second time
    scene.rcu.run(0);
    CHECK(scene.clean());
    again->run(again);
    CHECK(scene.oracle.found(Finding::callback_twice) == 1);
}

TEST_CASE("torture: callbacks of one producer in another order are found, those of two producers may mix") {
    Scene scene;
    for (uint32_t producer : {0u, 1u, 0u}) scene.objects.call(*scene.objects.replace(0), producer);
    SUBCASE("mixed") {
        scene.rcu.run(1);  // producer 1 before both of producer 0
        scene.rcu.run(0);
        CHECK(scene.clean());
    }
    SUBCASE("swapped") {
        scene.rcu.run(2);  // producer 0's second before its first
        CHECK(scene.oracle.found(Finding::callback_order) == 1);
    }
}

TEST_CASE("torture: ages from the oldest on are one bucket") {
    Oracle oracle;
    for (uint32_t age : {0u, 1u, 1u, 2u, Oracle::oldest, Oracle::oldest + 3}) oracle.met(age);
    CHECK(oracle.age_count(0) == 1);
    CHECK(oracle.age_count(1) == 2);
    CHECK(oracle.age_count(2) == 1);
    CHECK(oracle.age_count(Oracle::oldest) == 2);
}

TEST_CASE("torture: of each finding a few are kept in words, all are counted") {
    Oracle oracle;
    for (int i = 0; i < 100; ++i) oracle.report(Finding::drain_early, "early");
    oracle.report(Finding::ghost_reader, "ghost");
    CHECK(oracle.found(Finding::drain_early) == 100);
    CHECK(oracle.evidence().size() < 10);
    CHECK(oracle.evidence().back() == "ghost");
}
