#include "provider/misuse.h"

namespace rcu_bench::provider {

namespace {

/// Texts of the Misuse values in order; the count precedes the text.
constexpr const char *misuse_texts[] = {
    "callbacks ran without the big lock",
    "calls of big_unlock() came from a thread that did not hold the big lock",
    "calls of big_lock() came from the thread that held the big lock: it is not recursive",
    "calls of call() returned without the big lock that their caller held",
    "calls of force() returned without the big lock that their caller held",
    "calls of drain() returned without the big lock that their caller held",
    "calls of synchronize() returned without the big lock that their caller held",
    "calls of call() returned with the big lock, which their caller did not hold",
    "calls of force() returned with the big lock, which their caller did not hold",
    "calls of drain() returned with the big lock, which their caller did not hold",
    "calls of synchronize() returned with the big lock, which their caller did not hold",
    "calls of drain() returned before all callbacks of their caller had run",
};
static_assert(std::size(misuse_texts) == static_cast<size_t>(Misuse::count_));

}  // namespace

uint64_t Misuses::of_lock() const {
    uint64_t sum = 0;
    for (size_t i = 0; i < counts_.size(); ++i) {
        if (static_cast<Misuse>(i) != Misuse::early_drain) sum += count(static_cast<Misuse>(i));
    }
    return sum;
}

std::vector<std::string> Misuses::lines() const {
    std::vector<std::string> lines;
    for (size_t i = 0; i < counts_.size(); ++i) {
        const uint64_t times = count(static_cast<Misuse>(i));
        if (times > 0) lines.push_back(std::to_string(times) + " " + misuse_texts[i]);
    }
    return lines;
}

}  // namespace rcu_bench::provider
