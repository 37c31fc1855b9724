// The states that were seen, with the number of preemptions that could still follow: 8 bytes per state, whatever its
// size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rcu_bench::explore {

/// A state is identified by 58 bits of its hash, so two states that agree in these bits are confused. With a hundred
/// million states the probability of such a confusion in the whole exploration is about 1 in 60, with a million states
/// 1 in 600,000.
class SeenStates {
  public:
    static constexpr uint32_t most_preemptions = 62;

    explicit SeenStates(size_t most_bytes) : most_bytes_(most_bytes), table_(first_entries) {}

    /// True: the state was seen with at least this many preemptions left. Otherwise it is added, unless the memory is
    /// used up.
    bool seen(uint64_t hash, uint32_t preemptions_left);
    size_t states() const { return states_; }
    size_t bytes() const { return table_.size() * sizeof(uint64_t); }
    /// Some states could not be kept: the result is the same, but takes longer.
    bool full() const { return full_; }

  private:
    static constexpr size_t first_entries = size_t{1} << 16;
    static constexpr uint64_t left_bits = 63;  // an entry of 0 is free, so the stored number is one larger

    bool grow();
    uint64_t *place_of(uint64_t key);

    size_t most_bytes_;
    std::vector<uint64_t> table_;
    size_t states_ = 0;
    bool full_ = false;
};

}  // namespace rcu_bench::explore
