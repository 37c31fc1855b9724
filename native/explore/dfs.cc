#include "explore/dfs.h"

#include <algorithm>
#include <bit>

namespace rcu_bench::explore {

Dfs::Dfs(World &world, const Options &options, Report &report, Budget &budget)
    : options_(options), report_(report), budget_(budget), run_(world, options, report), seen_(options.memory_bytes) {}

void Dfs::run() {
    run_.restart();
    do {
        descend();
    } while (!budget_.used_up(report_) && backtrack());
    report_.states += options_.prune ? seen_.states() : 0;
    report_.bytes = seen_.bytes() + images_.most_bytes();
    report_.memory_used_up = seen_.full();
}

void Dfs::descend() {
    for (;;) {
        const Choices choices = run_.choices();
        if (choices.threads == 0) return run_.finish();
        if (choices.several() && !fork(choices)) return;
        run_.take(choices.first(), choices);
    }
}

bool Dfs::fork(const Choices &choices) {
    Fork fork{.place = run_.place(),
              .all = choices,
              .left = choices.threads & ~(uint32_t{1} << choices.first()),
              .image = 0,
              .hash = 0};
    if (options_.come_back == ComeBack::snapshot) {
        fork.image = images_.save();
        if (options_.prune) {
            fork.hash = images_.hash(fork.image);
            if (seen_.seen(fork.hash, options_.preemptions - run_.preemptions())) {
                if (on_the_way(fork.hash)) run_.livelock();
                ++report_.pruned;
                images_.drop(fork.image);
                return false;
            }
        }
    }
    if (!options_.prune) ++report_.states;
    forks_.push_back(fork);
    return true;
}

bool Dfs::on_the_way(uint64_t hash) const {
    const uint32_t preemptions = run_.preemptions();
    return std::any_of(forks_.rbegin(), forks_.rend(),
                       [&](const Fork &fork) { return fork.hash == hash && fork.place.preemptions == preemptions; });
}

bool Dfs::backtrack() {
    if (forks_.empty()) return false;
    Fork &fork = forks_.back();
    come_back(fork);
    const auto thread = static_cast<uint32_t>(std::countr_zero(fork.left));
    fork.left &= fork.left - 1;
    const Choices all = fork.all;
    if (fork.left == 0) {
        images_.drop(fork.image);
        forks_.pop_back();
    }
    run_.take(thread, all);
    return true;
}

void Dfs::come_back(const Fork &fork) {
    if (options_.come_back == ComeBack::snapshot) {
        images_.restore(fork.image);
        run_.go_back_to(fork.place);
        return;
    }
    run_.go_back_to(fork.place);
    run_.redo(run_.schedule());
}

}  // namespace rcu_bench::explore
