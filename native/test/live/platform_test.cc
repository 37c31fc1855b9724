// The real platform's sleeping and waking, as patch 1 describes it: absolute deadlines, signals retried.
#include <doctest/doctest.h>
#include <pthread.h>

#include <csignal>
#include <thread>

#include "live/counting_platform.h"
#include "rcu/event_wait.h"

namespace rcu_bench::live {

namespace {

constexpr int64_t ms = 1'000'000;
constexpr auto abi = rcu::TimespecAbi::time64;

/// Sends the thread a signal that does nothing, a few times, for as long as the object lives.
class Pesterer {
  public:
    explicit Pesterer(pthread_t target)
        : thread_([this, target] {
              while (!stop_.load(std::memory_order_relaxed)) {
                  pthread_kill(target, SIGUSR1);
                  platform::sleep_ns(1 * ms);
              }
          }) {}
    ~Pesterer() {
        stop_.store(true, std::memory_order_relaxed);
        thread_.join();
    }
    Pesterer(const Pesterer &) = delete;
    Pesterer &operator=(const Pesterer &) = delete;

    /// To be called first: the signal interrupts system calls and is otherwise ignored.
    static void install() {
        struct sigaction action{};
        action.sa_handler = [](int) {};
        sigaction(SIGUSR1, &action, nullptr);
    }

  private:
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}  // namespace

TEST_SUITE("platform") {

TEST_CASE("a timed futex wait ends at its deadline with false, not before it, whatever signals come") {
    Pesterer::install();
    std::atomic<uint32_t> word{7};
    const int64_t deadline = platform::monotonic_ns() + 20 * ms;
    {
        const Pesterer pesterer(pthread_self());
        CHECK_FALSE(platform::futex_wait_until<abi>(word, 7, deadline));
    }
    CHECK(platform::monotonic_ns() >= deadline);
}

TEST_CASE("a passed deadline is false at once, and a word that differs is true at once, even then") {
    std::atomic<uint32_t> word{7};
    const int64_t begin = platform::monotonic_ns();
    CHECK_FALSE(platform::futex_wait_until<abi>(word, 7, begin - 1500 * 1000));
    CHECK(platform::futex_wait_until<abi>(word, 8, begin - 1500 * 1000));
    CHECK(platform::futex_wait_until<abi>(word, 8, INT64_MAX));
    CHECK(platform::monotonic_ns() - begin < 5'000 * ms);
}

TEST_CASE("an endless futex wait (INT64_MAX ns) is woken: true") {
    std::atomic<uint32_t> word{7};
    std::thread waker([&] {
        platform::sleep_ns(5 * ms);
        word.store(8, std::memory_order_release);
        platform::futex_wake_all(word);
    });
    CHECK(platform::futex_wait_until<abi>(word, 7, INT64_MAX));
    waker.join();
}

TEST_CASE("a sleep lasts its time, whatever signals come") {
    Pesterer::install();
    const int64_t begin = platform::monotonic_ns();
    {
        const Pesterer pesterer(pthread_self());
        platform::sleep_ns(20 * ms);
    }
    CHECK(platform::monotonic_ns() - begin >= 20 * ms);
}

TEST_CASE("the semaphore counts, and its timed wait tells a post from a timeout") {
    Pesterer::install();
    platform::Semaphore semaphore;
    semaphore.post();
    semaphore.post();
    semaphore.wait();
    CHECK(semaphore.wait_until(platform::monotonic_ns() - 1));
    const int64_t deadline = platform::monotonic_ns() + 20 * ms;
    {
        const Pesterer pesterer(pthread_self());
        CHECK_FALSE(semaphore.wait_until(deadline));
    }
    CHECK(platform::monotonic_ns() >= deadline);
}

TEST_CASE("an event hands over what was written before its set, thousands of times, there and back") {
    rcu::Event<Platform> there(rcu::EventName::ready), back(rcu::EventName::done);
    using Waits = rcu::TimedEventWaitsV1<Platform, rcu::FutexV3>;
    constexpr int rounds = 2000;
    int ball = 0;  // plain on purpose: the events order it
    std::thread other([&] {
        for (int i = 0; i < rounds; ++i) {
            Waits::wait(there);
            there.reset();
            ++ball;
            back.set();
        }
    });
    for (int i = 0; i < rounds; ++i) {
        ++ball;
        there.set();
        Waits::wait(back);
        back.reset();
    }
    other.join();
    CHECK(ball == 2 * rounds);
}

TEST_CASE("an event's timed wait overshoots its 10 ms and does not undershoot them") {
    rcu::Event<Platform> event(rcu::EventName::force);
    using Waits = rcu::TimedEventWaitsV1<Platform, rcu::FutexV3>;
    const int64_t begin = platform::monotonic_ns();
    CHECK_FALSE(Waits::timedwait(event, 10));
    CHECK(platform::monotonic_ns() - begin >= 10 * ms);
}

}  // TEST_SUITE("platform")

}  // namespace rcu_bench::live
