// The blobs in the host-memory window, and how a blob is unmapped. With a memory transaction an unmap takes three steps
// and blocks the renderer until the RCU has released the blob's memory region. Several unmaps may be in progress.
// Everything here runs under the BQL.
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

    /// Blocked time counts from `time_ns` on.
    void measure_from(int64_t time_ns) { measure_from_ns_ = time_ns; }

    /// Returns 0 or errno.
    int map(uint32_t slot, uint64_t resource);

    /// Step a of an unmap: removes the blob's region from the memory map. @param taken_ns when the device took the
    /// command.
    void start_unmap(uint32_t slot, int64_t taken_ns, bool measured);
    /// Step c: the region is gone; unmaps the pages. Returns the time at which the pages were unmapped.
    int64_t finish_unmap(uint32_t slot, int64_t intended_ns) { return take_pages(slot, intended_ns); }
    /// Unmaps a blob by mapping the permanent background over it: no transaction and no grace period.
    int64_t replace(uint32_t slot, int64_t taken_ns, int64_t intended_ns, bool measured);

    State state(uint32_t slot) const { return slots_[slot].state; }
    std::vector<uint32_t> all_in(State state) const;
    uint32_t renderer_blocked() const { return renderer_blocked_.load(std::memory_order_relaxed); }
    /// Whether the renderer was blocked at `time_ns`, which must be in the past.
    bool was_blocked_at(int64_t time_ns) const { return time_ns < last_unblocked_ns_; }

    void on_caches_freed(uint64_t generation, int64_t queued_ns) override;
    void on_region_gone(Region &region, int64_t queued_ns) override;

  private:
    struct Slot {
        uint64_t resource = 0;
        Region *region = nullptr;
        State state = State::unmapped;
        // State of the slot's unmap.
        int64_t taken_ns = 0;
        uint64_t generation = 0;  // generation of the view that the unmap replaced
        uint64_t gps_before = 0;  // grace periods completed when the unmap began
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
