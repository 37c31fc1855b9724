// Programs small enough to count their schedules by a formula.
#pragma once

#include <array>
#include <new>
#include <vector>

#include "explore/platform.h"
#include "explore/program.h"

namespace rcu_bench::explore {

/// Threads that each do so many operations, none of which can block.
class Independent final : public Program {
  public:
    explicit Independent(std::vector<uint32_t> steps) : steps_(std::move(steps)) {}
    void build() override {
        for (const uint32_t steps : steps_) {
            auto *const body = new (allocate(sizeof(Body), alignof(Body))) Body{Atomic<uint32_t>(0), steps};
            spawn([](void *of) { static_cast<Body *>(of)->run(); }, body);
        }
    }
    bool work_pending() const override { return core().finished != (uint32_t{1} << core().count) - 1; }

  private:
    struct Body {
        Atomic<uint32_t> word;
        uint32_t steps;
        void run() {
            for (uint32_t i = 0; i < steps; ++i) word.load();
        }
    };
    const std::vector<uint32_t> steps_;
};

/// Two threads: one operation, then a critical section with one operation in it.
class Exclusive final : public Program {
  public:
    void build() override {
        auto *const shared = new (allocate(sizeof(Shared), alignof(Shared))) Shared;
        for (int i = 0; i < 2; ++i) spawn([](void *of) { static_cast<Shared *>(of)->run(); }, shared);
    }
    bool work_pending() const override { return core().finished != 3; }

  private:
    struct Shared {
        Atomic<uint32_t> word{0};
        Mutex mutex;
        void run() {
            word.load();
            mutex.lock();
            word.load();
            mutex.unlock();
        }
    };
};

/// Two threads that take two mutexes in opposite orders.
class Crossed final : public Program {
  public:
    void build() override {
        auto *const shared = new (allocate(sizeof(Shared), alignof(Shared))) Shared;
        spawn([](void *of) { static_cast<Shared *>(of)->run(0); }, shared);
        spawn([](void *of) { static_cast<Shared *>(of)->run(1); }, shared);
    }
    bool work_pending() const override { return core().finished != 3; }

  private:
    struct Shared {
        std::array<Mutex, 2> mutexes;
        void run(size_t first) {
            mutexes[first].lock();
            mutexes[1 - first].lock();
            mutexes[1 - first].unlock();
            mutexes[first].unlock();
        }
    };
};

/// One thread waits on a futex word for up to 10 ms, another changes the word and wakes it.
class TimedWait final : public Program {
  public:
    struct Shared {
        Atomic<uint32_t> word{0};
        bool woken = false;
        int64_t ended_ns = 0;
    };
    void build() override {
        shared_ = new (allocate(sizeof(Shared), alignof(Shared))) Shared;
        spawn([](void *of) { wait(*static_cast<Shared *>(of)); }, shared_);
        spawn([](void *of) { wake(*static_cast<Shared *>(of)); }, shared_);
    }
    bool work_pending() const override { return core().finished != 3; }
    const Shared &shared() const { return *shared_; }

  private:
    static void wait(Shared &shared) {
        const int64_t begin = core().now_ns;
        shared.woken = Explored::futex_wait_until<rcu::FutexV3>(shared.word, 0, begin + 10'000'000);
        shared.ended_ns = core().now_ns - begin;
    }
    static void wake(Shared &shared) {
        shared.word.store(1);
        Explored::futex_wake_all(shared.word);
    }
    Shared *shared_ = nullptr;
};

}  // namespace rcu_bench::explore
