// The writer's side of the memory map: transactions that publish a new flat view, and the chain of callbacks that ends
// with the old one's destruction.
//
// With virtqueues active, each transaction replaces the ring cache of every one of them; an old cache holds the view that
// it was made for and is freed by call_rcu. So the first grace period frees the caches, the last of which drops the view;
// its destruction goes through call_rcu in turn: the second grace period. Without virtqueues there is only the latter.
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

/// Told, in the RCU thread under the BQL, how far the chain of a transaction has come.
class ChainListener {
  public:
    virtual ~ChainListener() = default;
    /// The last ring cache that view `generation` was held by is free; its call_rcu was at `queued_ns`.
    virtual void on_caches_freed(uint64_t generation, int64_t queued_ns) = 0;
    /// A view was destroyed that held the last reference to `region`; its call_rcu was at `queued_ns`.
    virtual void on_region_gone(Region &region, int64_t queued_ns) = 0;
};

class MemoryMap {
  public:
    MemoryMap(provider::Provider &provider, const BlobWindow &window, const MachineConfig &config);
    /// Callbacks may no longer run.
    ~MemoryMap();
    MemoryMap(const MemoryMap &) = delete;
    MemoryMap &operator=(const MemoryMap &) = delete;

    void set_listener(ChainListener *listener) { listener_ = listener; }

    /// For readers, inside a section.
    const FlatView *current() const {
        return current_.load(std::memory_order_acquire);  // counterpart: the exchange in commit()
    }

    /// Under the BQL: one transaction that makes a mapped blob part of the map.
    Region &add(uint64_t resource, uint32_t slot);
    /// Under the BQL: one transaction that takes it out again, then the device's own reference goes. Returns the
    /// generation of the view that was replaced; the region lives until the chain of that view has ended.
    uint64_t remove(Region &region);

    /// Under the BQL: one transaction that leaves the window as it is: something else in the map came or went.
    void change_elsewhere() { commit(); }

    /// Readers pick addresses below this.
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
    const std::unique_ptr<Region> background_;  // one region under all blobs; null: each blob has its own
    ChainListener *listener_ = nullptr;

    std::vector<Region *> regions_;  // by slot; null: nothing mapped
    std::vector<RingCache *> caches_;
    uint64_t generation_ = 0;
    std::atomic<FlatView *> current_{nullptr};
    std::deque<std::unique_ptr<FlatView>> dead_;  // kept for a while, so that a reader that should not finds poison
};

}  // namespace rcu_bench::workload
