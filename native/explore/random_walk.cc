#include "explore/random_walk.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <utility>

namespace rcu_bench::explore {

Dice::Dice(uint64_t seed) {
    uint64_t z = seed + 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    state_ = (z ^ z >> 31) | 1;
}

uint64_t Dice::next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 0x2545f4914f6cdd1d;
}

namespace {

constexpr uint32_t without_bound = 1u << 30;

Options unbounded(Options options) {
    options.preemptions = without_bound;
    return options;
}

uint32_t nth_bit(uint32_t bits, uint32_t n) {
    for (; n > 0; --n) bits &= bits - 1;
    return static_cast<uint32_t>(std::countr_zero(bits));
}

bool has_violation(const Report &report) {
    return std::ranges::any_of(report.findings, [](const Finding &one) { return is_violation(one.property); });
}

/// Each execution has dice of its own, so that the nth is the same whatever came before it.
template <class Execution>
void until_used_up(const Options &options, Report &report, Budget &budget, Execution execution) {
    for (uint64_t n = 0; !budget.used_up(report); ++n) {
        Dice dice(options.seed * 0x9e3779b97f4a7c15 + n);
        execution(dice);
        if (options.stops_at_violation && has_violation(report)) {
            report.ended = Ended::found;
            return;
        }
    }
}

/// The priorities of one execution: a place in `order` for each thread, the highest first.
class Priorities {
  public:
    explicit Priorities(Dice &dice) {
        std::iota(order_.begin(), order_.end(), 0u);
        for (uint32_t i = max_threads - 1; i > 0; --i) std::swap(order_[i], order_[dice.roll(i + 1)]);
    }
    uint32_t highest_of(uint32_t threads) const {
        return *std::ranges::find_if(order_, [threads](uint32_t thread) { return (threads >> thread & 1) != 0; });
    }
    void lower(uint32_t thread) {
        const auto at = std::ranges::find(order_, thread);
        std::rotate(at, at + 1, order_.end());
    }

  private:
    std::array<uint32_t, max_threads> order_;
};

constexpr uint32_t first_guess_at_length = 100;
constexpr uint32_t longest_stay = 7;  // powers of two: of 64 operations at most, in the mean

}  // namespace

void walk_randomly(World &world, const Options &options, Report &report, Budget &budget) {
    const Options walked = unbounded(options);
    Run run(world, walked, report);
    until_used_up(options, report, budget, [&](Dice &dice) {
        run.restart();
        const uint32_t one_in = 1u << dice.roll(longest_stay);
        for (Choices among = run.choices(); among.threads != 0; among = run.choices()) {
            const bool stays = (among.threads & among.free) != 0 && dice.roll(one_in) != 0;
            const uint32_t from = stays ? among.threads & among.free : among.threads;
            run.take_steps(nth_bit(from, dice.roll(static_cast<uint32_t>(std::popcount(from)))), 1, among);
        }
        run.finish();
    });
}

void walk_by_priorities(World &world, const Options &options, Report &report, Budget &budget) {
    const Options walked = unbounded(options);
    Run run(world, walked, report);
    uint64_t longest = first_guess_at_length;
    until_used_up(options, report, budget, [&](Dice &dice) {
        run.restart();
        Priorities priorities(dice);
        std::vector<uint32_t> changes(options.preemptions);
        for (uint32_t &change : changes) change = dice.roll(static_cast<uint32_t>(longest));
        uint64_t steps = 0;
        for (Choices among = run.choices(); among.threads != 0; among = run.choices()) {
            const uint32_t thread = priorities.highest_of(among.threads);
            run.take_steps(thread, 1, among);
            if (std::ranges::find(changes, steps++) != changes.end()) priorities.lower(thread);
        }
        longest = std::max(longest, steps);
        run.finish();
    });
}

}  // namespace rcu_bench::explore
