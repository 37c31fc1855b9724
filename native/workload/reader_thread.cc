#include "workload/reader_thread.h"

namespace rcu_bench::workload {

void ReaderThread::start(const std::string &name, trace::ThreadRole role) {
    thread_ = std::thread([this, name, role] {
        setting_.observer.attach(name, role);
        setting_.provider.register_reader(reader_);
        run();
        setting_.provider.unregister_reader(reader_);
        trace::current_thread->activity.does("has ended");
        trace::Observer::detach();
    });
}

}  // namespace rcu_bench::workload
