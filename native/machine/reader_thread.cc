#include "machine/reader_thread.h"

#include "support/observed_thread.h"

namespace rcu_bench::workload {

void ReaderThread::start(const std::string &name, trace::ThreadRole role) {
    thread_ = observed_thread(setting_.observer, name, role, [this] {
        setting_.provider.register_reader(reader_);
        run();
        setting_.provider.unregister_reader(reader_);
    });
}

}  // namespace rcu_bench::workload
