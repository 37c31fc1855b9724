// The memory map. Readers see an immutable flat view, a sorted array of address ranges. A memory transaction publishes
// a new view. A chain of callbacks then ends with the destruction of the old view: with active virtqueues, each
// transaction replaces the ring cache of every virtqueue, and an old cache refers to the view that it was made for. The
// first grace period frees the old caches; the last of them drops the view, whose destruction needs a second grace
// period. Without virtqueues only that second grace period is needed.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>
#include <deque>
#include <memory>

#include "machine/blob_window.h"
#include "machine/machine_config.h"
#include "provider/rcu_provider.h"

namespace rcu_bench::workload {

class MemoryMap;

/// A blob's memory region. It lives as long as the device or a flat view refers to it; the references are counted under
/// the BQL.
struct Region {
    uint64_t resource;
    uint32_t slot;
    uint32_t refs = 1;  // starts with the device's reference
};

/// True for a range in which blobs are mapped and unmapped without the map's knowledge: its memory always exists, with
/// any content.
inline constexpr uint64_t any_resource = 0;

struct ViewRange {
    uint64_t begin, end;  ///< guest addresses; `end` is excluded
    const char *host;
    Region *region;
    uint64_t resource;  ///< a copy, so that readers need not access the region
};

/// A reader that loads the view in a section may use the view until the end of that section.
class FlatView : public provider::Callback {
  public:
    FlatView(MemoryMap &map, uint64_t view_generation, std::vector<ViewRange> sorted_ranges)
        : owner(map), generation(view_generation), ranges(std::move(sorted_ranges)) {}

    /// The range that contains `address`, or null.
    const ViewRange *lookup(uint64_t address) const;

    /// False after the view was freed: a reader must never see that.
    bool alive() const { return magic_.load(std::memory_order_relaxed) == live_magic; }
    void poison() { magic_.store(dead_magic, std::memory_order_relaxed); }

    MemoryMap &owner;
    const uint64_t generation;
    const std::vector<ViewRange> ranges;
    uint32_t refs = 1;      // starts with the map's reference; counted under the BQL
    int64_t queued_ns = 0;  // when call_rcu queued the view's destruction

  private:
    static constexpr uint64_t live_magic = 0x11fe5ec710417fed;
    static constexpr uint64_t dead_magic = 0xdeadf1a7dead71e4;
    std::atomic<uint64_t> magic_{live_magic};
};

/// Receives the progress of a transaction's chain of callbacks, in the RCU thread and under the BQL.
class ChainListener {
  public:
    virtual ~ChainListener() = default;
    /// The last ring cache that referred to view `generation` is free; call_rcu queued it at `queued_ns`.
    virtual void on_caches_freed(uint64_t generation, int64_t queued_ns) = 0;
    /// The view that held the last reference to `region` is destroyed; call_rcu queued its destruction at `queued_ns`.
    virtual void on_region_gone(Region &region, int64_t queued_ns) = 0;
};

class MemoryMap {
  public:
    MemoryMap(provider::Provider &provider, const BlobWindow &window, const MachineConfig &config);
    /// No callback may run any more.
    ~MemoryMap();
    MemoryMap(const MemoryMap &) = delete;
    MemoryMap &operator=(const MemoryMap &) = delete;

    void set_listener(ChainListener *listener) { listener_ = listener; }

    /// For readers, inside a section.
    const FlatView *current() const {
        return current_.load(std::memory_order_acquire);  // counterpart: the exchange in commit()
    }

    /// Under the BQL: a transaction that adds a mapped blob to the map.
    Region &add(uint64_t resource, uint32_t slot);
    /// Under the BQL: a transaction that removes the blob; then the device drops its reference. Returns the generation
    /// of the replaced view. The region lives until that view's chain of callbacks has ended.
    uint64_t remove(Region &region);

    /// Under the BQL: a transaction that changes another part of the map and leaves the window as it is.
    void change_elsewhere() { commit(); }

    /// Readers choose addresses below this.
    uint64_t window_bytes() const { return window_.total_bytes(); }

  private:
    struct RingCache : provider::Callback {
        MemoryMap *map;
        FlatView *view;
        int64_t queued_ns;
        bool last_of_transaction;
    };

    uint64_t commit();
    std::unique_ptr<FlatView> build();
    std::vector<ViewRange> ranges_of_blobs();
    uint32_t replace_ring_caches(FlatView &fresh);
    void unref(FlatView &view);
    void destroy(FlatView &view);
    void free_cache(RingCache &cache);
    void unref(Region &region, int64_t queued_ns);

    static void on_destroy(provider::Callback *self);
    static void on_free_cache(provider::Callback *self);

    provider::Provider &provider_;
    const BlobWindow &window_;
    const int64_t commit_delay_ns_;
    const std::unique_ptr<Region> background_;  // one region below all blobs; null: each blob has a region
    ChainListener *listener_ = nullptr;

    std::vector<Region *> regions_;  // by slot; null: no blob mapped
    std::vector<RingCache *> caches_;
    uint64_t generation_ = 0;
    std::atomic<FlatView *> current_{nullptr};
    std::deque<std::unique_ptr<FlatView>>
        dead_;  // kept for a while, so that a reader that uses a freed view finds poison
};

}  // namespace rcu_bench::workload
