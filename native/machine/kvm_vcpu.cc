#include "machine/kvm_vcpu.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::MachineEvent;

void KvmVcpu::run() {
    const provider::ReadSide side = setting_.provider.read_side();
    run_paced([&] {
        const int64_t begin_ns = monotonic_ns();
        side.lock(reader_);
        SectionCheck check(setting_.map, random_, setting_.violations);
        trace::record(MachineEvent::exit_begin, check.address());
        setting_.bql.lock();
        platform::spin_until_ns(monotonic_ns() + setting_.config.exit_handler_ns);
        setting_.bql.unlock();
        check.touch();  // after the wait for the BQL: a view that was freed meanwhile is found
        trace::record(MachineEvent::exit_end);
        side.unlock(reader_);
        section_ended(begin_ns);
    });
}

}  // namespace rcu_bench::workload
