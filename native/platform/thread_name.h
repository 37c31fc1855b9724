// Names of threads for perf, gdb and ps.
#pragma once

#include <pthread.h>

#include <string>
#include <string_view>

namespace rcu_bench::platform {

/// Names the calling thread. Linux keeps the first 15 characters.
inline void name_this_thread(std::string_view name) {
    constexpr size_t most = 15;
    pthread_setname_np(pthread_self(), std::string(name.substr(0, most)).c_str());
}

}  // namespace rcu_bench::platform
