// What every reader does in its section: it looks up an address, reads the memory, and checks that the view and the
// memory exist until the section ends.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "support/fault_guard.h"
#include "machine/memory_map.h"
#include "support/random.h"

namespace rcu_bench::workload {

/// The violations that the readers of a trial found.
class Violations {
  public:
    void report(trace::ViolationKind kind, const std::string &reader, uint64_t generation, uint64_t resource);

    /// From now on the first violation triggers the flight recorder.
    void trigger(trace::Recorder &recorder) { recorder_ = &recorder; }

    uint64_t count() const { return count_.load(std::memory_order_relaxed); }
    /// The first few violations as text.
    std::vector<std::string> evidence() const;

  private:
    static constexpr size_t evidence_kept = 8;

    std::atomic<uint64_t> count_{0};
    trace::Recorder *recorder_ = nullptr;
    mutable std::mutex mutex_;
    std::vector<std::string> evidence_;
};

/// Checks one section. Created at its beginning, after the read lock.
class SectionCheck {
  public:
    SectionCheck(const MemoryMap &map, Random &random, Violations &violations)
        : view_(*map.current()), violations_(violations) {
        address_ = random.below(map.window_bytes());
        page_seed_ = random.below(1u << 20);
    }

    /// May be called repeatedly; the last call is just before the read unlock. Reports the first violation of the
    /// section.
    void touch() {
        if (found_) return;
        const ViewRange *const range = view_.lookup(address_);
        if (range != nullptr) touch_memory(*range);
        if (!view_.alive()) report(trace::ViolationKind::view_freed, 0);
    }

    /// The guest address that the section reads.
    uint64_t address() const { return address_; }

  private:
    void touch_memory(const ViewRange &range) {
        const uint64_t pages = (range.end - range.begin) / BlobWindow::page_bytes;
        uint64_t value = 0;
        if (!guarded_load(BlobWindow::word(range.host, page_seed_ % pages), value)) {
            report(trace::ViolationKind::blob_gone, range.resource);
        } else if (range.resource != any_resource && value != range.resource) {
            report(trace::ViolationKind::blob_poisoned, range.resource);
        }
    }

    void report(trace::ViolationKind kind, uint64_t resource) {
        if (found_) return;
        found_ = true;
        violations_.report(kind, trace::current_thread->name, view_.generation, resource);
    }

    const FlatView &view_;
    Violations &violations_;
    uint64_t address_, page_seed_;
    bool found_ = false;
};

}  // namespace rcu_bench::workload
