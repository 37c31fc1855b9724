#include "machine/io_thread.h"

namespace rcu_bench::workload {

void IoThread::run() {
    const provider::ReadSide side = setting_.provider.read_side();
    run_paced([&] {
        const int64_t begin_ns = platform::monotonic_ns();
        side.lock(reader_);
        SectionCheck check(setting_.map, random_, setting_.violations);
        check.touch();
        if (setting_.config.io_section_ns > 0) platform::sleep_until_ns(begin_ns + setting_.config.io_section_ns);
        check.touch();
        side.unlock(reader_);
        section_ended(begin_ns);
    });
}

}  // namespace rcu_bench::workload
