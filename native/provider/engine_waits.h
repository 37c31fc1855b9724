// A version's waits as Waitables. `Waits` is one of rcu/event_wait.h's: what it has tells which patches the version has.
#pragma once

#include <array>
#include <type_traits>

#include "provider/rcu_provider.h"
#include "provider/waitable.h"
#include "rcu/event_wait.h"

namespace rcu_bench::provider {

using Event = rcu::Event<LivePlatform>;

/// Patch 1.
template <class Waits>
concept HasTimedFutex = requires { typename Waits::Futex; };

/// Patch 2.
template <class Waits>
concept HasTimedEvent = requires(Event &event) { Waits::timedwait(event, 1); };

inline constexpr int64_t ms_ns = 1'000'000;
/// Of timed waits that find what they wait for: any that has not passed will do.
inline constexpr int64_t some_length_ns = 10 * ms_ns;

/// An event that knows its name, so that there can be arrays of them.
struct LoadEvent : Event {
    LoadEvent() : Event(rcu::EventName::load) {}
};

template <class Waits>
class WaitableEvent final : public Waitable {
  public:
    void set() override { event_.set(); }
    void reset() override { event_.reset(); }
    // Acquire: whoever sees it set sees what was done before. Counterpart: the release in Event::set().
    bool is_set() const override { return event_.word().load(std::memory_order_acquire) == Event::set_value; }
    void wait() override { Waits::wait(event_); }

    bool has_deadlines() const override { return HasTimedEvent<Waits>; }
    int64_t resolution_ns() const override { return ms_ns; }
    WaitEnd wait_for(int64_t, int64_t length_ns) override { return timedwait(static_cast<int>(length_ns / ms_ns)); }

    void wait_often() override {
        for (uint32_t i = 0; i < calls; ++i) Waits::wait(event_);
    }
    void wait_for_often() override {
        for (uint32_t i = 0; i < calls; ++i) timedwait(some_length_ns / ms_ns);
    }
    void reset_spares() override {
        for (LoadEvent &spare : spares_) spare.reset();
    }
    void set_spares() override {
        for (LoadEvent &spare : spares_) spare.set();
    }

  private:
    WaitEnd timedwait([[maybe_unused]] int ms) {
        if constexpr (!HasTimedEvent<Waits>) {
            return WaitEnd::untold;
        } else if constexpr (std::is_void_v<decltype(Waits::timedwait(event_, ms))>) {
            Waits::timedwait(event_, ms);
            return WaitEnd::untold;
        } else {
            return Waits::timedwait(event_, ms) ? WaitEnd::set : WaitEnd::timed_out;
        }
    }

    mutable LoadEvent event_;
    std::array<LoadEvent, calls> spares_;
};

/// A futex word that is 0 or set. It is waited for as the version's events wait for theirs.
template <class Waits>
class WaitableFutex final : public Waitable {
    using P = LivePlatform;

  public:
    void set() override { set(word_); }
    // Relaxed: the waiter's own word until it waits. Who sets it heard of the wait by another way.
    void reset() override { word_.store(unset_value, std::memory_order_relaxed); }
    // Acquire: counterpart is the release in set().
    bool is_set() const override { return word_.load(std::memory_order_acquire) == set_value; }
    void wait() override {
        if constexpr (HasTimedFutex<Waits>) {
            timedwait(rcu::endless_ns);
        } else {
            P::probe(rcu::Probe::futex_wait_begin, address(word_), rcu::no_deadline);
            P::futex_wait(word_, unset_value);
            P::probe(rcu::Probe::futex_wait_end, address(word_), 1);
        }
    }

    bool has_deadlines() const override { return HasTimedFutex<Waits>; }
    int64_t resolution_ns() const override { return 1; }
    WaitEnd wait_for(int64_t begin_ns, int64_t length_ns) override { return timedwait(begin_ns + length_ns); }

    void wait_often() override {
        for (uint32_t i = 0; i < calls; ++i) WaitableFutex::wait();
    }
    void wait_for_often() override {
        const int64_t deadline_ns = P::now_ns() + some_length_ns;
        for (uint32_t i = 0; i < calls; ++i) timedwait(deadline_ns);
    }
    void reset_spares() override {
        for (Word &spare : spares_) spare.store(unset_value, std::memory_order_relaxed);
    }
    void set_spares() override {
        for (Word &spare : spares_) set(spare);
    }

  private:
    using Word = P::Atomic<uint32_t>;
    static constexpr uint32_t unset_value = 0;
    static constexpr uint32_t set_value = 1;

    static uintptr_t address(const Word &word) { return reinterpret_cast<uintptr_t>(&word); }

    static void set(Word &word) {
        // Release: what was done before is seen by who finds it set. Counterpart: the acquire in is_set().
        word.store(set_value, std::memory_order_release);
        P::probe(rcu::Probe::futex_wake, address(word));
        P::futex_wake_all(word);
    }

    WaitEnd timedwait([[maybe_unused]] int64_t deadline_ns) {
        if constexpr (!HasTimedFutex<Waits>) {
            return WaitEnd::untold;
        } else {
            P::probe(rcu::Probe::futex_wait_begin, address(word_), static_cast<uint64_t>(deadline_ns));
            const bool woken = P::futex_wait_until<typename Waits::Futex>(word_, unset_value, deadline_ns);
            P::probe(rcu::Probe::futex_wait_end, address(word_), woken);
            return woken ? WaitEnd::set : WaitEnd::timed_out;
        }
    }

    Word word_{unset_value};
    std::array<Word, calls> spares_{};
};

template <class Waits>
std::unique_ptr<Waitable> waitable_of(WaitLayer layer) {
    if (layer == WaitLayer::event) return std::make_unique<WaitableEvent<Waits>>();
    return std::make_unique<WaitableFutex<Waits>>();
}

}  // namespace rcu_bench::provider
