#include "machine/memory_map.h"

#include "platform/clock.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::MachineEvent;

namespace {

/// Far more views than any section outlives.
constexpr size_t dead_views_kept = 4096;

}  // namespace

MemoryMap::MemoryMap(provider::Provider &provider, const BlobWindow &window, const MachineConfig &config)
    : provider_(provider),
      window_(window),
      commit_delay_ns_(config.commit_delay_ns),
      background_(config.path == BlobPath::map_fixed ? new Region{.resource = any_resource, .slot = 0} : nullptr),
      regions_(config.blobs, nullptr) {
    FlatView *const first = build().release();
    current_.store(first, std::memory_order_release);
    if (config.grace_periods < 2) return;
    for (uint32_t i = 0; i < config.virtqueues; ++i) {
        ++first->refs;
        caches_.push_back(new RingCache{{}, this, first, 0, false});
    }
}

MemoryMap::~MemoryMap() {
    for (RingCache *cache : caches_) delete cache;
    for (Region *region : regions_) delete region;
    delete current_.load(std::memory_order_relaxed);
}

Region &MemoryMap::add(uint64_t resource, uint32_t slot) {
    auto *const region = new Region{.resource = resource, .slot = slot};
    regions_[slot] = region;
    commit();
    return *region;
}

uint64_t MemoryMap::remove(Region &region) {
    regions_[region.slot] = nullptr;
    const uint64_t replaced = commit();
    unref(region, monotonic_ns());
    return replaced;
}

uint64_t MemoryMap::commit() {
    FlatView *const fresh = build().release();
    trace::record(MachineEvent::transaction_begin, fresh->generation);
    // Release (in acq_rel): the view is whole for whoever loads it. Counterpart: the acquire in current().
    FlatView *const old = current_.exchange(fresh, std::memory_order_acq_rel);
    const uint64_t old_generation = old->generation;
    unref(*old);
    const uint32_t callbacks = replace_ring_caches(*fresh);
    platform::spin_until_ns(monotonic_ns() + commit_delay_ns_);
    trace::record(MachineEvent::transaction_end, fresh->generation, callbacks);
    return old_generation;
}

std::unique_ptr<FlatView> MemoryMap::build() {
    std::vector<ViewRange> ranges = ranges_of_blobs();
    if (background_) ranges = {{0, window_bytes(), window_.address(0), background_.get(), any_resource}};
    auto view = std::make_unique<FlatView>(*this, generation_++, std::move(ranges));
    view->func = on_destroy;
    return view;
}

std::vector<ViewRange> MemoryMap::ranges_of_blobs() {
    std::vector<ViewRange> ranges;
    for (Region *region : regions_) {
        if (region == nullptr) continue;
        const uint64_t begin = region->slot * window_.blob_bytes();
        ranges.push_back(
            {begin, begin + window_.blob_bytes(), window_.address(region->slot), region, region->resource});
        ++region->refs;
    }
    return ranges;
}

uint32_t MemoryMap::replace_ring_caches(FlatView &fresh) {
    for (size_t i = 0; i < caches_.size(); ++i) {
        RingCache *const old = caches_[i];
        ++fresh.refs;
        caches_[i] = new RingCache{{}, this, &fresh, 0, false};
        old->func = on_free_cache;
        old->last_of_transaction = i + 1 == caches_.size();
        old->queued_ns = monotonic_ns();
        provider_.call(*old);
    }
    return static_cast<uint32_t>(caches_.size());
}

void MemoryMap::unref(FlatView &view) {
    if (--view.refs > 0) return;
    view.queued_ns = monotonic_ns();
    provider_.call(view);
}

void MemoryMap::on_free_cache(provider::Callback *self) {
    auto *const cache = static_cast<RingCache *>(self);
    cache->map->free_cache(*cache);
}

void MemoryMap::free_cache(RingCache &cache) {
    if (cache.last_of_transaction && listener_ != nullptr) {
        listener_->on_caches_freed(cache.view->generation, cache.queued_ns);
    }
    unref(*cache.view);
    delete &cache;
}

void MemoryMap::on_destroy(provider::Callback *self) {
    auto *const view = static_cast<FlatView *>(self);
    view->owner.destroy(*view);
}

void MemoryMap::destroy(FlatView &view) {
    view.poison();
    for (const ViewRange &range : view.ranges) unref(*range.region, view.queued_ns);
    dead_.emplace_back(&view);
    if (dead_.size() > dead_views_kept) dead_.pop_front();
}

void MemoryMap::unref(Region &region, int64_t queued_ns) {
    if (--region.refs > 0) return;
    if (listener_ != nullptr) listener_->on_region_gone(region, queued_ns);
    delete &region;
}

const ViewRange *FlatView::lookup(uint64_t address) const {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), address,
                                        [](uint64_t wanted, const ViewRange &range) { return wanted < range.begin; });
    if (after == ranges.begin()) return nullptr;
    const ViewRange &range = *std::prev(after);
    return address < range.end ? &range : nullptr;
}

}  // namespace rcu_bench::workload
