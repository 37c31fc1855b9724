// One thread of a scenario: what it does repeatedly, and when.
#pragma once

#include <cstdint>
#include <string>

#include "support/random.h"

namespace rcu_bench::workload {

/// A length or an interval in ns, as a distribution.
struct Spread {
    enum class Kind : uint8_t { fixed, uniform, exponential };
    Kind kind = Kind::fixed;
    double a = 0;  ///< fixed: the value; uniform: the minimum; exponential: the mean
    double b = 0;  ///< uniform: the maximum

    int64_t draw(Random &random) const {
        switch (kind) {
            case Kind::fixed: break;
            case Kind::uniform: return static_cast<int64_t>(a + random.unit() * (b - a));
            case Kind::exponential: return static_cast<int64_t>(random.exponential(a));
        }
        return static_cast<int64_t>(a);
    }
};

enum class MixAction : uint8_t {
    section,      ///< a read-side critical section
    call,         ///< call_rcu
    chain,        ///< call_rcu with a callback that queues a second one, as an unmap does
    drain,        ///< drain_call_rcu
    synchronize,  ///< synchronize_rcu
    force,        ///< force_rcu
    hold_bql,     ///< holds the BQL
};

struct MixActor {
    std::string name;
    MixAction action = MixAction::section;
    Spread every{};        ///< from one beginning to the next
    Spread lasts{};        ///< length of a section or of a hold of the BQL
    uint32_t burst = 1;    ///< call and chain: callbacks at a time
    bool forces = false;   ///< call and chain: force_rcu afterwards, if the version's device does that (patch 5)
    bool bql = false;      ///< takes the BQL for the action; a section takes the BQL inside, as a KVM exit does
    int64_t kick_ns = -1;  ///< section: time from a force notifier's kick to its end; negative: forcing cannot end it
    int64_t from_ns = 0;   ///< beginning of the thread's phase, relative to the measured time
    int64_t until_ns = INT64_MAX;  ///< end of the phase
};

}  // namespace rcu_bench::workload
