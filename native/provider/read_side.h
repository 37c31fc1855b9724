// The built-in versions' read side, chosen once per thread and inlined from there on.
#pragma once

#include "provider/rcu_provider.h"
#include "rcu/read_side.h"

namespace rcu_bench::provider {

template <rcu::ReadBarrier barrier, rcu::ReadProbes probes>
class InlineReadSide {
    using Side = rcu::ReadSide<LivePlatform, barrier, probes>;

  public:
    explicit InlineReadSide(Provider &provider) : gp_(provider.grace_state()) {}

    void lock(Reader &reader) { Side::lock(gp_, reader); }
    void unlock(Reader &reader) { Side::unlock(gp_, reader); }

  private:
    GraceState &gp_;
};

/// Calls `body` with the read side that fits the run; everything that `body` does with it is inlined.
template <class Body>
void with_read_side(Provider &provider, platform::HeavyBarrier heavy, bool traced, Body body) {
    using rcu::ReadBarrier;
    using rcu::ReadProbes;
    if (heavy == platform::HeavyBarrier::fence) {
        if (traced) {
            body(InlineReadSide<ReadBarrier::full, ReadProbes::on>(provider));
        } else {
            body(InlineReadSide<ReadBarrier::full, ReadProbes::off>(provider));
        }
    } else if (traced) {
        body(InlineReadSide<ReadBarrier::compiler, ReadProbes::on>(provider));
    } else {
        body(InlineReadSide<ReadBarrier::compiler, ReadProbes::off>(provider));
    }
}

}  // namespace rcu_bench::provider
