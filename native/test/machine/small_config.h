// A trial that is short enough for a test.
#pragma once

#include "load/config.h"

namespace rcu_bench::test {

inline workload::Config small_config(const std::string &version) {
    workload::Config config;
    config.version = version;
    config.accel = workload::Accel::kvm;
    config.seed = 7;
    config.warmup_ns = 100'000'000;
    config.duration_ns = 800'000'000;
    config.vcpus = 2;
    config.exit_rate = 2000;
    config.exit_handler_ns = 5'000;
    config.section_ns = 100'000'000;
    config.kick_ns = 50'000;
    config.io_rate = 1000;
    config.io_section_ns = 50'000;
    config.submit_rate = 120;
    config.render_ns = 200'000;
    config.unmap_rate = 5;
    config.burst = 1;
    config.grace_periods = 2;
    config.virtqueues = 4;
    config.commit_delay_ns = 50'000;
    config.blob_bytes = 64 * 1024;
    config.blobs = 8;
    config.measure_floors = false;
    return config;
}

/// The machine round read-side has no readers of its own.
inline workload::Config read_side_config(const std::string &version, const char *during) {
    workload::Config config = small_config(version);
    config.workload = "read-side";
    config.accel = workload::Accel::none;
    config.io_rate = 0;
    config.options.set("readers", 1);
    config.options.set("updaters", 0);
    config.options.set("chunkPairs", 1024);
    config.options.set("nested", "on");
    config.options.set("during", during);
    return config;
}

inline workload::Config flood_config(const std::string &version, uint32_t flood) {
    workload::Config config = small_config(version);
    config.workload = "flood";
    config.options.set("flood", flood);
    config.options.set("burstRate", 20);
    config.options.set("arrivals", "fixed");
    config.options.set("producers", 1);
    config.options.set("objectBytes", 512);
    return config;
}

}  // namespace rcu_bench::test
