// A thread of the machine whose probes are counted, watched and traced from its start to its end.
#pragma once

#include <string>
#include <thread>
#include <utility>

#include "trace/observer.h"

namespace rcu_bench::workload {

/// Runs `body()` in a thread of this name, on the CPU of the next place. The observer must outlive the thread.
template <class Body>
std::thread observed_thread(trace::Observer &observer, std::string name, trace::ThreadRole role, Body body) {
    const uint32_t place = observer.next_place();
    return std::thread([&observer, name = std::move(name), role, place, body = std::move(body)]() mutable {
        observer.places().pin_self(place);
        observer.attach(std::move(name), role);
        body();
        trace::current_thread->activity.does("has ended");
        trace::Observer::detach();
    });
}

}  // namespace rcu_bench::workload
