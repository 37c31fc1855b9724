// States that were seen, each with how many preemptions could still follow: 8 bytes a state, whatever its size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rcu_bench::explore {

/// A state is known by 58 bits of its hash. Two that agree in them are taken for one: with a hundred million states the odds of
/// that are about 1 in 60 for the whole exploration, with a million 1 in 600,000.
class SeenStates {
  public:
    static constexpr uint32_t most_preemptions = 62;

    explicit SeenStates(size_t most_bytes) : most_bytes_(most_bytes), table_(first_entries) {}

    /// True: it was seen with so many preemptions left, or more. Else it is from now on, unless the memory is used up.
    bool seen(uint64_t hash, uint32_t preemptions_left);
    size_t states() const { return states_; }
    size_t bytes() const { return table_.size() * sizeof(uint64_t); }
    /// Some states could not be kept: the answer is the same, and takes longer.
    bool full() const { return full_; }

  private:
    static constexpr size_t first_entries = size_t{1} << 16;
    static constexpr uint64_t left_bits = 63;  // an entry of 0 is free, so what is kept is one more

    bool grow();
    uint64_t *place_of(uint64_t key);

    size_t most_bytes_;
    std::vector<uint64_t> table_;
    size_t states_ = 0;
    bool full_ = false;
};

}  // namespace rcu_bench::explore
