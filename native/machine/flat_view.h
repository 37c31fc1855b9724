// The memory map as readers see it: an immutable sorted array of address ranges, replaced as a whole.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "provider/rcu_provider.h"

namespace rcu_bench::workload {

class MemoryMap;

/// A blob's memory region. It lives for as long as its device or any flat view refers to it; counted under the BQL.
struct Region {
    uint64_t resource;
    uint32_t slot;
    uint32_t refs = 1;  // the device's own
};

/// Of a range in which blobs come and go without the map knowing: its memory may hold anything, but is there.
inline constexpr uint64_t any_resource = 0;

struct ViewRange {
    uint64_t begin, end;  ///< guest addresses, end excluded
    const char *host;
    Region *region;
    uint64_t resource;  ///< copied, so that readers leave the region alone
};

/// Readers may look into it from the moment they loaded it in a section until that section ends.
class FlatView : public provider::Callback {
  public:
    FlatView(MemoryMap &map, uint64_t view_generation, std::vector<ViewRange> sorted_ranges)
        : owner(map), generation(view_generation), ranges(std::move(sorted_ranges)) {}

    /// The range that holds `address`, or null.
    const ViewRange *lookup(uint64_t address) const;

    /// False once it was freed: no reader may ever see that.
    bool alive() const { return magic_.load(std::memory_order_relaxed) == live_magic; }
    void poison() { magic_.store(dead_magic, std::memory_order_relaxed); }

    MemoryMap &owner;
    const uint64_t generation;
    const std::vector<ViewRange> ranges;
    uint32_t refs = 1;      // the map's own; under the BQL
    int64_t queued_ns = 0;  // when its destruction was handed to call_rcu

  private:
    static constexpr uint64_t live_magic = 0x11fe5ec710417fed;
    static constexpr uint64_t dead_magic = 0xdeadf1a7dead71e4;
    std::atomic<uint64_t> magic_{live_magic};
};

}  // namespace rcu_bench::workload
