// A trial that is short enough for a test.
#pragma once

#include "workload/config.h"

namespace rcu_bench::test {

inline workload::Config small_config(const std::string &version) {
    return {.version = version,
            .options = {},
            .accel = workload::Accel::kvm,
            .seed = 7,
            .warmup_ns = 100'000'000,
            .duration_ns = 800'000'000,
            .vcpus = 2,
            .exit_rate = 2000,
            .exit_handler_ns = 5'000,
            .section_ns = 100'000'000,
            .kick_ns = 50'000,
            .io_rate = 1000,
            .io_section_ns = 50'000,
            .submit_rate = 120,
            .render_ns = 200'000,
            .unmap_rate = 5,
            .burst = 1,
            .grace_periods = 2,
            .virtqueues = 4,
            .commit_delay_ns = 50'000,
            .blob_bytes = 64 * 1024,
            .blobs = 8,
            .measure_floors = false,
            .pin_cpus = {},
            .trace = {}};
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
