#include "machine/flat_view.h"

#include <algorithm>

namespace rcu_bench::workload {

const ViewRange *FlatView::lookup(uint64_t address) const {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), address,
                                        [](uint64_t wanted, const ViewRange &range) { return wanted < range.begin; });
    if (after == ranges.begin()) return nullptr;
    const ViewRange &range = *std::prev(after);
    return address < range.end ? &range : nullptr;
}

}  // namespace rcu_bench::workload
