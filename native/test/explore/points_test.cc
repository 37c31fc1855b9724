// Scheduling points are the operations of the engine, all of them and no others: a platform that only counts sees as many.
#include <doctest/doctest.h>

#include <array>
#include <numeric>

#include "explore/replay.h"
#include "explore/rcu_program.h"
#include "explore/run.h"
#include "rcu/read_side.h"
#include "rcu/versions/catalogue.h"

namespace rcu_bench::explore {

namespace {

using Counts = std::array<uint64_t, static_cast<size_t>(Op::sleep) + 1>;
Counts counted{};
int64_t counted_ns = 0;

void count(Op op) { ++counted[static_cast<size_t>(op)]; }

/// A platform for one thread that never has to wait for another: std::atomic, and a count of whatever is done.
struct Counting {
    template <class T>
    class Atomic : std::atomic<T> {
        using Base = std::atomic<T>;

      public:
        constexpr Atomic(T initial) : Base(initial) {}  // NOLINT: std::atomic converts too
        T load(std::memory_order order = std::memory_order_seq_cst) const { return count(Op::load), Base::load(order); }
        void store(T value, std::memory_order order) { count(Op::store), Base::store(value, order); }
        T exchange(T value, std::memory_order order) { return count(Op::modify), Base::exchange(value, order); }
        T fetch_add(T value, std::memory_order order) { return count(Op::modify), Base::fetch_add(value, order); }
        T fetch_sub(T value, std::memory_order order) { return count(Op::modify), Base::fetch_sub(value, order); }
        T fetch_or(T value, std::memory_order order) { return count(Op::modify), Base::fetch_or(value, order); }
        T fetch_and(T value, std::memory_order order) { return count(Op::modify), Base::fetch_and(value, order); }
        bool compare_exchange_strong(T &expected, T value, std::memory_order success, std::memory_order failure) {
            return count(Op::modify), Base::compare_exchange_strong(expected, value, success, failure);
        }
        T uncounted() const { return Base::load(std::memory_order_relaxed); }
    };
    struct Mutex {
        void lock() { count(Op::lock); }
        void unlock() { count(Op::unlock); }
    };
    struct Semaphore {
        int value = 0;
        void post() { count(Op::post), ++value; }
        void wait() { wait_until(never); }
        bool wait_until(int64_t) { return count(Op::take), value > 0 ? (--value, true) : false; }
    };
    enum class HeavyBarrier { only_one };

    static void full_fence() { count(Op::fence); }
    static void compiler_fence() {}
    static void fence_after_rmw() {}
    static void heavy_barrier(HeavyBarrier) { count(Op::heavy_fence); }
    static constexpr std::memory_order publish_order = std::memory_order_relaxed;
    static void futex_wait(Atomic<uint32_t> &, uint32_t) { count(Op::futex_wait); }
    template <class Futex>
    static bool futex_wait_until(Atomic<uint32_t> &word, uint32_t expected, int64_t deadline_ns) {
        count(Op::futex_wait);
        if (word.uncounted() != expected) return true;
        counted_ns = deadline_ns;
        return false;
    }
    static void futex_wake_all(Atomic<uint32_t> &) { count(Op::futex_wake); }
    static int64_t now_ns() { return count(Op::clock), counted_ns; }
    static void sleep_ns(int64_t ns) { count(Op::sleep), counted_ns += ns; }
    static void trim_heap(uint64_t) {}
    static uintptr_t this_thread() { return 1; }
    static void probe(rcu::Probe, uint64_t = 0, uint64_t = 0) {}
};

/// Everything that one thread can do alone: it is producer, reader and RCU thread, and stops itself.
template <class P, class Version>
struct Alone {
    rcu::BigLock<P> bql;
    Version version{bql};
    rcu::Reader<P> reader;
    rcu::ForceNotifier notifier{.notify = [](rcu::ForceNotifier *) {}};
    std::array<rcu::CallbackNode<P>, 2> nodes;

    void run() {
        using Side = rcu::ReadSide<P, rcu::ReadBarrier::full, rcu::ReadProbes::on>;
        version.register_reader(reader);
        version.gp.registry.add_notifier(reader, notifier);
        Side::lock(version.gp, reader);
        Side::lock(version.gp, reader);
        Side::unlock(version.gp, reader);
        Side::unlock(version.gp, reader);
        for (auto &node : nodes) {
            node.func = [](rcu::CallbackNode<P> *) {};
            version.call(node);
        }
        version.force();
        version.stop();
        version.thread_main();
        version.gp.registry.remove_notifier(reader, notifier);
        version.unregister_reader(reader);
    }
};

template <class Version>
class AloneProgram final : public Program {
  public:
    void build() override {
        using Thread = Alone<Explored, Version>;
        spawn([](void *of) { static_cast<Thread *>(of)->run(); },
              new (allocate(sizeof(Thread), alignof(Thread))) Thread);
    }
    bool work_pending() const override { return core().finished != 1; }
};

template <class ForExplored, class ForCounting>
void compare(std::string_view version) {
    CAPTURE(version);
    counted = {};
    Alone<Counting, ForCounting>().run();

    AloneProgram<ForExplored> program;
    const Replay run = replay(program, {}, {});
    CHECK(run.error == "");
    Counts points{};
    for (const LogEntry &entry : run.log) points[entry.code] += entry.kind == EntryKind::operation ? 1 : 0;
    CHECK(points == counted);
    CHECK(run.report.steps == std::accumulate(counted.begin(), counted.end(), uint64_t{0}));
    CHECK(run.report.steps > 40);
}

// A lock that is tried first has other steps than one that is not: recorded schedules would not replay.
static_assert(!rcu::LockTriesFirst<Explored> && !rcu::LockTriesFirst<Counting>);

}  // namespace

TEST_SUITE("explore: points") {

TEST_CASE("as many scheduling points of each kind as operations that a counting platform sees") {
    REQUIRE(map_arena());
    compare<rcu::Legacy<Explored>, rcu::Legacy<Counting>>("legacy");
    compare<rcu::Unpatched<Explored>, rcu::Unpatched<Counting>>("baseline");
    compare<rcu::V1AfterPatch3<Explored>, rcu::V1AfterPatch3<Counting>>("v1@3");
    compare<rcu::V1<Explored>, rcu::V1<Counting>>("v1");
    compare<rcu::V1Sem<Explored>, rcu::V1Sem<Counting>>("v1-sem");
    compare<rcu::V2<Explored>, rcu::V2<Counting>>("v2");
    compare<rcu::V3<Explored>, rcu::V3<Counting>>("v3");
    compare<rcu::None<Explored>, rcu::None<Counting>>("none");
    compare<rcu::ExampleV4<Explored>, rcu::ExampleV4<Counting>>("example-v4");
}

}  // TEST_SUITE("explore: points")

}  // namespace rcu_bench::explore
