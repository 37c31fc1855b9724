// One line of a scenario: a thread, what it does again and again, and when.
#pragma once

#include <cstdint>
#include <string>

#include "support/random.h"

namespace rcu_bench::workload {

/// A length or an interval as a distribution, in ns.
struct Spread {
    enum class Kind : uint8_t { fixed, uniform, exponential };
    Kind kind = Kind::fixed;
    double a = 0;  ///< the value; the least; the mean
    double b = 0;  ///< uniform: the most

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
    chain,        ///< call_rcu whose callback queues a second: what an unmap waits for
    drain,        ///< drain_call_rcu
    synchronize,  ///< synchronize_rcu
    force,        ///< force_rcu
    hold_bql,     ///< holds the BQL
};

struct MixActor {
    std::string name;
    MixAction action = MixAction::section;
    Spread every{};       ///< from one begin to the next one's
    Spread lasts{};       ///< of a section or a hold
    uint32_t burst = 1;   ///< of call and chain: callbacks at a time
    bool forces = false;  ///< … and then force_rcu where the version's device does: patch 5
    bool bql = false;     ///< takes the BQL for it: a section inside itself, as a KVM exit does
    int64_t kick_ns =
        -1;               ///< of a section: ends so long after a force notifier's kick; negative: forcing cannot end it
    int64_t from_ns = 0;  ///< its phase, after the begin of the measured time …
    int64_t until_ns = INT64_MAX;  ///< … to here
};

}  // namespace rcu_bench::workload
