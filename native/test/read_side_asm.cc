// The read side as a workload gets it, for check_read_side.sh to look at: a section of one load, with membarrier
// on and off, and with probes. C names, so that objdump's output is easy to cut.
#include "live/counting_platform.h"
#include "rcu/read_side.h"

namespace {

using P = rcu_bench::live::Platform;
using rcu_bench::rcu::ReadBarrier;
using rcu_bench::rcu::ReadProbes;
using Gp = rcu_bench::rcu::GraceState<P>;
using Reader = rcu_bench::rcu::Reader<P>;

template <ReadBarrier barrier, ReadProbes probes>
int section(Gp &gp, Reader &reader, const int &data) {
    using Side = rcu_bench::rcu::ReadSide<P, barrier, probes>;
    if (reader.depth != 0) __builtin_unreachable();  // an outermost section: one path to look at
    Side::lock(gp, reader);
    const int value = *static_cast<const volatile int *>(&data);
    Side::unlock(gp, reader);
    return value;
}

}  // namespace

extern "C" {
int section_compiler(Gp &gp, Reader &reader, const int &data) {
    return section<ReadBarrier::compiler, ReadProbes::off>(gp, reader, data);
}
int section_full(Gp &gp, Reader &reader, const int &data) {
    return section<ReadBarrier::full, ReadProbes::off>(gp, reader, data);
}
int section_compiler_probed(Gp &gp, Reader &reader, const int &data) {
    return section<ReadBarrier::compiler, ReadProbes::on>(gp, reader, data);
}
}
