#include "machine/read_check.h"

#include <cinttypes>
#include <cstdio>

namespace rcu_bench::workload {

namespace {

const char *in_words(trace::ViolationKind kind) {
    switch (kind) {
        case trace::ViolationKind::view_freed: return "its flat view was freed";
        case trace::ViolationKind::blob_gone: return "the memory of the blob it read was unmapped";
        case trace::ViolationKind::blob_poisoned: return "the blob it read was replaced by another";
    }
    return "something that it read went away";
}

}  // namespace

void Violations::report(trace::ViolationKind kind, const std::string &reader, uint64_t generation, uint64_t resource) {
    trace::record(trace::MachineEvent::violation, resource, static_cast<uint64_t>(kind));
    count_.fetch_add(1, std::memory_order_relaxed);
    if (recorder_ != nullptr) recorder_->trigger();
    const std::lock_guard guard(mutex_);
    if (evidence_.size() == evidence_kept) return;
    char detail[96];
    if (resource != 0) {
        snprintf(detail, sizeof detail, " (view %" PRIu64 ", resource %" PRIu64 ")", generation, resource);
    } else {
        snprintf(detail, sizeof detail, " (view %" PRIu64 ")", generation);
    }
    evidence_.push_back(reader + ": inside a read-side critical section " + in_words(kind) + detail);
}

std::vector<std::string> Violations::evidence() const {
    const std::lock_guard guard(mutex_);
    return evidence_;
}

}  // namespace rcu_bench::workload
