#include "platform/thread_usage.h"

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <sys/resource.h>
#include <time.h>

namespace rcu_bench::platform {

namespace {

uint64_t ns_of(const timespec &time) {
    return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

std::optional<uint64_t> cpu_ns_of(int tid) {
    // The kernel's encoding of a thread's scheduler clock (CPUCLOCK_PERTHREAD | CPUCLOCK_SCHED). glibc offers it for
    // pthread handles only, and the observer knows kernel ids.
    const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(tid) << 3) | 4u | 2u);
    timespec used;
    if (clock_gettime(clock, &used) != 0) return std::nullopt;
    return ns_of(used);
}

std::optional<uint64_t> voluntary_switches_of(int tid) {
    char line[128];
    snprintf(line, sizeof line, "/proc/self/task/%d/status", tid);
    FILE *const file = fopen(line, "re");
    if (file == nullptr) return std::nullopt;
    std::optional<uint64_t> switches;
    for (uint64_t value; !switches && fgets(line, sizeof line, file) != nullptr;) {
        if (sscanf(line, "voluntary_ctxt_switches: %" SCNu64, &value) == 1) switches = value;
    }
    fclose(file);
    return switches;
}

}  // namespace

std::optional<ThreadUsage> usage_of(int tid) {
    if (tid <= 0) return std::nullopt;  // the kernel takes 0 for the calling thread
    const std::optional<uint64_t> cpu_ns = cpu_ns_of(tid), wakeups = voluntary_switches_of(tid);
    if (!cpu_ns || !wakeups) return std::nullopt;
    return ThreadUsage{*cpu_ns, *wakeups};
}

ThreadUsage own_usage() {
    timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return {ns_of(used), static_cast<uint64_t>(usage.ru_nvcsw)};
}

bool is_asleep(int tid) {
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    FILE *const file = fopen(path, "re");
    if (file == nullptr) return false;
    const size_t length = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[length] = '\0';
    const char *const name_end = strrchr(line, ')');  // the name before the state may contain any character
    return name_end != nullptr && strncmp(name_end, ") S", 3) == 0;
}

}  // namespace rcu_bench::platform
