#include "explore/seen_states.h"

namespace rcu_bench::explore {

uint64_t *SeenStates::place_of(uint64_t key) {
    const size_t mask = table_.size() - 1;
    size_t at = (key >> 6) & mask;
    while (table_[at] != 0 && (table_[at] & ~left_bits) != key) at = (at + 1) & mask;
    return &table_[at];
}

bool SeenStates::grow() {
    if (table_.size() * 2 * sizeof(uint64_t) > most_bytes_) return false;
    const std::vector<uint64_t> old = std::move(table_);
    table_ = std::vector<uint64_t>(old.size() * 2);
    for (const uint64_t entry : old) {
        if (entry != 0) *place_of(entry & ~left_bits) = entry;
    }
    return true;
}

bool SeenStates::seen(uint64_t hash, uint32_t preemptions_left) {
    const uint64_t key = hash & ~left_bits;
    const uint64_t kept = preemptions_left + 1;
    uint64_t *place = place_of(key);
    if (*place != 0) {
        if ((*place & left_bits) >= kept) return true;
        *place = key | kept;
        return false;
    }
    if (states_ >= table_.size() / 4 * 3) {
        if (!grow()) {
            full_ = true;
            return false;
        }
        place = place_of(key);
    }
    *place = key | kept;
    ++states_;
    return false;
}

}  // namespace rcu_bench::explore
