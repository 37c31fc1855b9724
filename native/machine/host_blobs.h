// The blobs in the host-memory window, and how one is taken out of it again. With a memory transaction that is an unmap in
// three steps, which blocks the renderer until the RCU has let go of the blob's memory region; several may be under way.
// All of it under the BQL.
#pragma once

#include <vector>

#include "trace/accounting.h"
#include "machine/blob_metrics.h"
#include "machine/main_loop.h"
#include "machine/memory_map.h"

namespace rcu_bench::workload {

class HostBlobs final : public ChainListener {
  public:
    struct Parts {
        provider::Provider &provider;
        trace::Accounting &accounting;
        MainLoop &loop;
        MemoryMap &map;
        BlobWindow &window;
    };
    enum class State : uint8_t { unmapped, mapped, unmap_started, unmap_completed };

    HostBlobs(const Parts &parts, const MachineConfig &config, BlobSamples &samples, BlobCounters &counters);

    /// Blocked time is counted from here on.
    void measure_from(int64_t time_ns) { measure_from_ns_ = time_ns; }

    /// 0 or errno.
    int map(uint32_t slot, uint64_t resource);

    /// Step a, of a mapped one: the region leaves the memory map. @param taken_ns when its command was taken.
    void start_unmap(uint32_t slot, int64_t taken_ns, bool measured);
    /// Step c, of one whose region is gone: the pages really go. Returns when they had.
    int64_t finish_unmap(uint32_t slot, int64_t intended_ns) { return take_pages(slot, intended_ns); }
    /// All of a mapped one's unmap, where a background stands: no transaction, nothing to wait for.
    int64_t replace(uint32_t slot, int64_t taken_ns, int64_t intended_ns, bool measured);

    State state(uint32_t slot) const { return slots_[slot].state; }
    std::vector<uint32_t> all_in(State state) const;
    uint32_t renderer_blocked() const { return renderer_blocked_.load(std::memory_order_relaxed); }
    /// Whether it was blocked at that moment, which lies in the past.
    bool was_blocked_at(int64_t time_ns) const { return time_ns < last_unblocked_ns_; }

    void on_caches_freed(uint64_t generation, int64_t queued_ns) override;
    void on_region_gone(Region &region, int64_t queued_ns) override;

  private:
    struct Slot {
        uint64_t resource = 0;
        Region *region = nullptr;
        State state = State::unmapped;
        // Of its unmap.
        int64_t taken_ns = 0;
        uint64_t generation = 0;  // the view that was replaced
        uint64_t gps_before = 0;  // grace periods completed when it began
        bool measured = false;
    };

    void block(bool measured);
    void unblock(int64_t now_ns);
    void set_renderer_blocked(uint32_t value);
    void count_chain_end(int64_t callback_ns);
    void count_waited(uint64_t grace_periods);
    int64_t take_pages(uint32_t slot, int64_t intended_ns);

    Parts parts_;
    const MachineConfig &config_;
    BlobSamples &samples_;
    BlobCounters &counters_;
    std::vector<Slot> slots_;
    int64_t measure_from_ns_ = INT64_MAX;
    int64_t blocked_since_ns_ = 0, last_unblocked_ns_ = 0;
    bool blocked_measured_ = false;
    std::atomic<uint32_t> renderer_blocked_{0};
};

}  // namespace rcu_bench::workload
