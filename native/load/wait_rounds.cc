#include "load/wait_rounds.h"

#include <algorithm>
#include <utility>

#include "platform/clock.h"
#include "trace/observer.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using provider::Waitable;
using provider::WaitEnd;

namespace {

constexpr int64_t woken_within_ns = 1'000'000'000;  // deadline of waits that are set before it
constexpr int64_t early_by_at_most_ns = 2'000'000;  // the most by which rounding to whole ms can shorten a wait

void add(WaitFigures::Counter &counter) { counter.fetch_add(1, std::memory_order_relaxed); }

/// Hides the calling thread from the observer: thousands of calls would fill a trace, and their probes would add to the
/// measured cost.
class Unobserved {
  public:
    Unobserved() : context_(std::exchange(trace::current_thread, nullptr)) {}
    ~Unobserved() { trace::current_thread = context_; }
    Unobserved(const Unobserved &) = delete;
    Unobserved &operator=(const Unobserved &) = delete;

  private:
    trace::ThreadContext *const context_;
};

template <class Calls>
void time_calls(WaitFigures::Samples &samples, Calls calls) {
    const int64_t begin_ns = monotonic_ns();
    calls();
    samples.push_value(static_cast<double>(monotonic_ns() - begin_ns) / Waitable::calls);
}

bool can_wait_for(const Waitable &waitable, const WaitLength &length) {
    return length.ns % waitable.resolution_ns() == 0;
}

bool needs_deadlines(RoundKind kind) {
    return kind == RoundKind::time_out || kind == RoundKind::wake || kind == RoundKind::passed;
}

}  // namespace

std::vector<Round> draw_cycle(const Waitable &waitable, Random &random) {
    std::vector<Round> cycle{{RoundKind::passed}, {RoundKind::costs}};
    cycle.insert(cycle.end(), wakes_in_cycle, {RoundKind::wake});
    cycle.insert(cycle.end(), wakes_in_cycle, {RoundKind::wake_untimed});
    for (size_t i = 0; i < wait_lengths.size(); ++i) {
        if (!can_wait_for(waitable, wait_lengths[i])) continue;
        cycle.insert(cycle.end(), wait_lengths[i].share, {RoundKind::time_out, i});
    }
    for (size_t left = cycle.size(); left > 1; --left) std::swap(cycle[left - 1], cycle[random.below(left)]);
    return cycle;
}

int64_t shortest_cycle_ns(const Waitable &waitable, int64_t set_after_ns) {
    int64_t sum_ns = 2 * wakes_in_cycle * set_after_ns;
    for (const WaitLength &length : wait_lengths) {
        if (!can_wait_for(waitable, length)) continue;
        sum_ns += length.share * std::max<int64_t>(0, length.ns - early_by_at_most_ns);
    }
    return sum_ns;
}

void WaitRounds::run(const Round &round, WaitFigures &figures) {
    if (needs_deadlines(round.kind) && !waitable_.has_deadlines()) return stand_in(round);
    switch (round.kind) {
        case RoundKind::time_out: time_out(round.length, figures); break;
        case RoundKind::wake: wake(figures); break;
        case RoundKind::wake_untimed: wake_untimed(figures); break;
        case RoundKind::passed: passed(passed_by_ns[next_passed_++ % passed_by_ns.size()], figures); break;
        case RoundKind::costs: costs(figures); break;
    }
    add(figures.waits);
}

/// A wake-up is faster on a machine that was busy a moment ago. Without this, a version without timed waits would look
/// better.
void WaitRounds::stand_in(const Round &round) {
    if (round.kind == RoundKind::wake) wake_untimed(unheeded_);
    if (round.kind == RoundKind::time_out) platform::sleep_ns(wait_lengths[round.length].ns);
}

void WaitRounds::time_out(size_t length, WaitFigures &figures) {
    waitable_.reset();
    const int64_t begin_ns = monotonic_ns();
    const int64_t deadline_ns = begin_ns + wait_lengths[length].ns;
    rescuer_.guard(deadline_ns);
    const WaitEnd end = waitable_.wait_for(begin_ns, wait_lengths[length].ns);
    const int64_t end_ns = monotonic_ns();
    add(figures.timeouts);
    if (rescuer_.release()) {
        // The wait began so late that the deadline had already passed.
        add(figures.passed_waits);
        add(figures.endless_waits);
    } else if (end == WaitEnd::set) {
        add(figures.spurious_returns);
    } else if (end_ns < deadline_ns) {
        add(figures.early_returns);
        figures.early_ns(length).push(deadline_ns - end_ns);
    } else {
        figures.overshoot_ns(length).push(end_ns - deadline_ns);
    }
}

void WaitRounds::wake(WaitFigures &figures) {
    waitable_.reset();
    const int64_t begin_ns = monotonic_ns();
    const int64_t deadline_ns = begin_ns + woken_within_ns;
    setter_.order(begin_ns + set_after_ns_);
    rescuer_.guard(deadline_ns);
    WaitEnd end;
    int64_t end_ns;
    for (;;) {
        end = waitable_.wait_for(begin_ns, woken_within_ns);
        end_ns = monotonic_ns();
        if (end == WaitEnd::timed_out || end_ns >= deadline_ns || waitable_.is_set()) break;
        add(figures.spurious_returns);
    }
    const int64_t set_ns = setter_.settled();
    const bool rescued = rescuer_.release();
    if (rescued || end == WaitEnd::timed_out || set_ns >= deadline_ns || end_ns < set_ns) {
        add(figures.sets_too_late);
    } else {
        figures.wake_ns().push(end_ns - set_ns);
    }
}

void WaitRounds::wake_untimed(WaitFigures &figures) {
    waitable_.reset();
    setter_.order(monotonic_ns() + set_after_ns_);
    int64_t end_ns;
    for (;;) {
        waitable_.wait();
        end_ns = monotonic_ns();
        if (waitable_.is_set()) break;
        add(figures.spurious_returns);
    }
    figures.wake_untimed_ns().push(end_ns - setter_.settled());
}

void WaitRounds::passed(int64_t by_ns, WaitFigures &figures) {
    waitable_.reset();
    const int64_t begin_ns = monotonic_ns();
    rescuer_.guard(begin_ns - by_ns);
    waitable_.wait_for(begin_ns, -by_ns);
    const int64_t end_ns = monotonic_ns();
    add(figures.passed_waits);
    if (rescuer_.release()) {
        add(figures.endless_waits);
    } else {
        figures.passed_ns().push(end_ns - begin_ns);
    }
}

void WaitRounds::costs(WaitFigures &figures) {
    const Unobserved unobserved;
    waitable_.set();
    time_calls(figures.found_set_untimed_ns(), [this] { waitable_.wait_often(); });
    if (waitable_.has_deadlines()) time_calls(figures.found_set_ns(), [this] { waitable_.wait_for_often(); });
    waitable_.reset_spares();
    time_calls(figures.set_ns(), [this] { waitable_.set_spares(); });
}

}  // namespace rcu_bench::workload
