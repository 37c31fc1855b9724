#include "torture/oracle.h"

namespace rcu_bench::torture {

const char *name_of(Finding finding) {
    switch (finding) {
        case Finding::old_object: return "old_object";
        case Finding::callback_twice: return "callback_twice";
        case Finding::callback_order: return "callback_order";
        case Finding::drain_early: return "drain_early";
        case Finding::ghost_reader: return "ghost_reader";
        case Finding::count_: break;
    }
    return "";
}

void Oracle::report(Finding finding, const std::string &detail) {
    const uint64_t before = found_[static_cast<size_t>(finding)].fetch_add(1, std::memory_order_relaxed);
    if (before >= evidence_of_each) return;
    const std::lock_guard guard(mutex_);
    evidence_.push_back(detail);
}

std::vector<std::string> Oracle::evidence() const {
    const std::lock_guard guard(mutex_);
    return evidence_;
}

}  // namespace rcu_bench::torture
