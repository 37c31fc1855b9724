#include "workload/thread_usage.h"

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <sched.h>
#include <time.h>

namespace rcu_bench::workload {

namespace {

uint64_t cpu_ns_of(int tid) {
    // The kernel's own encoding of a thread's scheduler clock (CPUCLOCK_PERTHREAD | CPUCLOCK_SCHED): glibc gives it for
    // pthread handles only, and the observer knows kernel ids.
    const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(tid) << 3) | 4u | 2u);
    timespec used;
    if (clock_gettime(clock, &used) != 0) return 0;
    return static_cast<uint64_t>(used.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(used.tv_nsec);
}

uint64_t voluntary_switches_of(int tid) {
    char line[128];
    snprintf(line, sizeof line, "/proc/self/task/%d/status", tid);
    FILE *const file = fopen(line, "re");
    if (file == nullptr) return 0;
    uint64_t switches = 0;
    while (fgets(line, sizeof line, file) != nullptr) {
        if (sscanf(line, "voluntary_ctxt_switches: %" SCNu64, &switches) == 1) break;
    }
    fclose(file);
    return switches;
}

}  // namespace

ThreadUsage usage_of(int tid) { return {cpu_ns_of(tid), voluntary_switches_of(tid)}; }

bool is_asleep(int tid) {
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    FILE *const file = fopen(path, "re");
    if (file == nullptr) return false;
    const size_t length = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[length] = '\0';
    const char *const name_end = strrchr(line, ')');  // the name before the state may hold anything
    return name_end != nullptr && strncmp(name_end, ") S", 3) == 0;
}

bool pin_thread(int tid, int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<size_t>(cpu), &set);
    return sched_setaffinity(tid, sizeof set, &set) == 0;
}

}  // namespace rcu_bench::workload
