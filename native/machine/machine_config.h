// The emulated machine's part of a trial's configuration. TypeScript checks the values before they arrive here.
#pragma once

#include <cstdint>
#include <vector>

#include "provider/rcu_provider.h"

namespace rcu_bench::workload {

/// The accelerator, which decides who the readers are.
enum class Accel : uint8_t {
    kvm,   ///< each exit is a section that takes the BQL
    tcg,   ///< guest code runs in sections; the force notifier's kick ends a section early
    none,  ///< no vCPU: only the I/O thread reads
};

/// How the device removes a blob from the guest's address space.
enum class BlobPath : uint8_t {
    subregion,  ///< UNMAP_BLOB: a memory transaction; the command waits until the memory region is gone
    unref,      ///< UNREF of a mapped blob: the same steps, then the unref
    map_fixed,  ///< mmap over a permanent background: no transaction, no RCU, no waiting
    reset,      ///< a device reset: all mapped blobs at once, one wait for all
};

struct MachineConfig {
    provider::Build build{};
    platform::WaitBackend wait = platform::WaitBackend::futex;
    Accel accel = Accel::kvm;
    uint64_t seed = 0;
    int64_t warmup_ns = 0;
    int64_t duration_ns = 0;
    std::vector<int> pin_cpus;  ///< threads are bound to these CPUs in turn; empty: not pinned

    // The readers.
    uint32_t vcpus = 0;
    double exit_rate = 0;         ///< KVM: exits per second and vCPU
    int64_t exit_handler_ns = 0;  ///< KVM: work under the BQL in each exit
    int64_t section_ns = 0;       ///< TCG: length of a section that nobody kicks
    int64_t kick_ns = 0;          ///< TCG: time from the kick to the section's end
    double io_rate = 0;           ///< sections of the I/O thread per second
    int64_t io_section_ns = 0;

    // The device and the memory map.
    int64_t render_ns = 0;  ///< time that the device holds the BQL for each submitted command
    double frame_rate = 0;  ///< flushes per second; 0: none. A frame is missed if it takes longer than its period
    BlobPath path = BlobPath::subregion;
    uint32_t grace_periods = 2;   ///< grace periods that an unmap waits for; 1: no virtqueue holds a view
    uint32_t virtqueues = 0;      ///< active virtqueues, each with a ring cache
    int64_t commit_delay_ns = 0;  ///< from the last call_rcu of a transaction to its end: the other commit listeners
    uint64_t blob_bytes = 4096;
    uint32_t blobs = 1;  ///< blobs that fit into the host-memory window
};

}  // namespace rcu_bench::workload
