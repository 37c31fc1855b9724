// What timed waits are made of: every back end keeps the contract of the futex, but for what Windows' arithmetic does to it.
#include "doctest/doctest.h"

#include <deque>
#include <thread>

#include "platform/real.h"
#include "rcu/event_wait.h"
#include "trace/observer.h"

using namespace rcu_bench;
using platform::WaitBackend;
using Live = platform::Real<trace::LiveProbes>;

namespace {

constexpr int64_t ms = 1'000'000;

/// Puts a back end in force until it goes out of scope.
struct Chosen {
    explicit Chosen(WaitBackend backend) { platform::set_wait_backend(backend); }
    ~Chosen() { platform::set_wait_backend(WaitBackend::futex); }
};

template <class Version>
int64_t waited_ns(int64_t ahead_ns, bool &woken) {
    std::atomic<uint32_t> word{1};
    const int64_t begin_ns = platform::monotonic_ns();
    woken = Live::futex_wait_until<Version>(word, 1, begin_ns + ahead_ns);
    return platform::monotonic_ns() - begin_ns;
}

}  // namespace

TEST_CASE(
    "wait back ends: a deadline ahead ends the wait, Windows' up to 1 ms early; a wake-up and another value do too") {
    for (const auto backend :
         {WaitBackend::futex, WaitBackend::win32_v1, WaitBackend::win32_v2, WaitBackend::win32_v3}) {
        CAPTURE(static_cast<int>(backend));
        const Chosen chosen(backend);
        bool woken = true;
        const bool windows = backend != WaitBackend::futex;
        CHECK(waited_ns<rcu::FutexV3>(5 * ms, woken) >= (windows ? 4 * ms : 5 * ms));
        CHECK_FALSE(woken);

        std::atomic<uint32_t> word{1};
        CHECK(Live::futex_wait_until<rcu::FutexV3>(word, 2, INT64_MAX));  // differs: no wait
        Live::futex_wait(word, 2);
        std::thread waker([&] {
            platform::sleep_ns(2 * ms);
            word.store(2);
            Live::futex_wake_all(word);
        });
        while (word.load() == 1) CHECK(Live::futex_wait_until<rcu::FutexV3>(word, 1, INT64_MAX));
        waker.join();
    }
}

TEST_CASE("wait back ends: a deadline that has passed is the end, but for Windows in v1 and v2") {
    for (const auto backend : {WaitBackend::futex, WaitBackend::win32_v3}) {
        CAPTURE(static_cast<int>(backend));
        const Chosen chosen(backend);
        bool woken = true;
        CHECK(waited_ns<rcu::FutexV1>(-5 * ms, woken) < 10'000 * ms);
        CHECK_FALSE(woken);
    }
    for (const auto backend : {WaitBackend::win32_v1, WaitBackend::win32_v2}) {
        CAPTURE(static_cast<int>(backend));
        const Chosen chosen(backend);
        std::atomic<uint32_t> word{1};
        std::atomic<bool> returned{false};
        std::thread waiter([&] {
            Live::futex_wait_until<rcu::FutexV3>(word, 1, platform::monotonic_ns() - 5 * ms);
            returned.store(true);
        });
        platform::sleep_ns(100 * ms);
        CHECK_FALSE(returned.load());  // 49.7 days
        word.store(2);
        Live::futex_wake_all(word);
        waiter.join();
    }
}

TEST_CASE("events without futexes: set, reset, a wait that finds it set, one that is woken and one that times out") {
    const Chosen chosen(WaitBackend::condvar);
    using Event = rcu::Event<Live>;
    using Waits = rcu::TimedEventWaitsV1<Live, rcu::FutexV3>;
    Event event(rcu::EventName::done);
    const int64_t begin_ns = platform::monotonic_ns();
    CHECK_FALSE(Waits::timedwait(event, 5));
    CHECK(platform::monotonic_ns() - begin_ns >= 5 * ms);
    CHECK(event.word().load() == Event::free_value);  // nobody makes it busy

    event.set();
    CHECK(Waits::timedwait(event, 0));
    Waits::wait(event);
    event.reset();
    CHECK(event.word().load() == Event::free_value);

    std::thread waker([&] {
        platform::sleep_ns(2 * ms);
        event.set();
    });
    Waits::wait(event);
    waker.join();
    CHECK(event.word().load() == Event::set_value);
}

TEST_CASE("events without futexes: two that share a monitor wake each other for nothing only") {
    const Chosen chosen(WaitBackend::condvar);
    struct alignas(64) Apart : rcu::Event<Live> {
        using rcu::Event<Live>::Event;
    };
    std::deque<Apart> all;  // atomics do not move
    const auto monitor_of = [](Apart &event) { return &platform::Monitor::of(&event.word()); };
    all.emplace_back(rcu::EventName::done);
    Apart &other = all.front();
    do all.emplace_back(rcu::EventName::done);
    while (monitor_of(all.back()) != monitor_of(other));
    Apart &awaited = all.back();
    std::atomic<bool> returned{false};
    std::thread waiter([&] {
        rcu::UntimedWaits<Live>::wait(awaited);
        returned.store(true);
    });
    other.set();
    platform::sleep_ns(20 * ms);
    CHECK_FALSE(returned.load());
    awaited.set();
    waiter.join();
}
