#include "load/wait_figures.h"

#include <algorithm>

#include "load/wait_rounds.h"

namespace rcu_bench::workload {

namespace {

constexpr double most_wait_samples = 2'000'000;

std::unique_ptr<trace::SampleBuffer> room_for(double samples) {
    return std::make_unique<trace::SampleBuffer>(static_cast<size_t>(std::min(most_wait_samples, samples + 1024)));
}

}  // namespace

WaitFigures::WaitFigures(double cycles, bool has_deadlines)
    : wake_untimed_ns_(room_for(cycles * wakes_in_cycle)),
      found_set_untimed_ns_(room_for(cycles)),
      set_ns_(room_for(cycles)) {
    if (!has_deadlines) return;
    for (size_t i = 0; i < wait_lengths.size(); ++i) {
        overshoot_ns_[i] = room_for(cycles * wait_lengths[i].share);
        early_ns_[i] = room_for(cycles * wait_lengths[i].share);
    }
    wake_ns_ = room_for(cycles * wakes_in_cycle);
    passed_ns_ = room_for(cycles);
    found_set_ns_ = room_for(cycles);
}

template <class Self, class Visit>
void WaitFigures::for_each(Self &self, Visit visit) {
    const auto visit_owned = [&](const char *name, auto &buffer) {
        if (buffer) visit(name, *buffer);
    };
    for (size_t i = 0; i < wait_lengths.size(); ++i) {
        visit_owned(wait_lengths[i].overshoot, self.overshoot_ns_[i]);
        visit_owned(wait_lengths[i].early, self.early_ns_[i]);
    }
    visit_owned("timedwait.wake", self.wake_ns_);
    visit_owned("timedwait.wake_untimed", self.wake_untimed_ns_);
    visit_owned("timedwait.passed", self.passed_ns_);
    visit_owned("timedwait.found_set", self.found_set_ns_);
    visit_owned("timedwait.found_set_untimed", self.found_set_untimed_ns_);
    visit_owned("timedwait.set", self.set_ns_);
}

void WaitFigures::for_each_buffer(std::string_view metric, const std::function<void(Samples &)> &visit) {
    for_each(*this, [&](const char *name, Samples &samples) {
        if (metric == name) visit(samples);
    });
}

void WaitFigures::put_into(Result &result) const {
    for_each(*this, [&](const char *name, const Samples &samples) { result.take(name, samples); });
    result.count("waits", relaxed(waits));
    result.count("spurious_returns", relaxed(spurious_returns));
    result.count("timer_slack_refused", relaxed(slack_refused));
    if (!wake_ns_) return;
    result.count("timeouts", relaxed(timeouts));
    result.count("early_returns", relaxed(early_returns));
    result.count("passed_waits", relaxed(passed_waits));
    result.count("endless_waits", relaxed(endless_waits));
    result.count("sets_too_late", relaxed(sets_too_late));
}

}  // namespace rcu_bench::workload
