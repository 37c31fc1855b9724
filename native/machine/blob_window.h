// The host-memory window: address space into which blobs are really mapped, and the pages behind them.
#pragma once

#include <atomic>
#include <cstdint>

namespace rcu_bench::workload {

class BlobWindow {
  public:
    enum class Background : uint8_t {
        nothing,     ///< a read outside of a blob faults
        zero_pages,  ///< a read outside of a blob returns zeros: blobs are mapped over a permanent background
    };

    /// Reserves room for `slots` blobs of `blob_bytes` each (a multiple of the page size), and as many pages in a
    /// memfd.
    BlobWindow(uint32_t slots, uint64_t blob_bytes, Background background = Background::nothing);
    ~BlobWindow();
    BlobWindow(const BlobWindow &) = delete;
    BlobWindow &operator=(const BlobWindow &) = delete;

    /// 0, or the errno of the step that failed.
    int error() const { return error_; }

    /// Maps the slot's pages at its address and writes `resource` into each page. Returns 0 or errno.
    int map(uint32_t slot, uint64_t resource);

    /// Unmaps the pages: later reads reach the background. Returns 0 or errno.
    int unmap(uint32_t slot);

    char *address(uint32_t slot) const { return window_ + slot * blob_bytes_; }
    uint64_t blob_bytes() const { return blob_bytes_; }
    uint64_t total_bytes() const { return slots_ * blob_bytes_; }
    uint64_t pages_per_blob() const { return blob_bytes_ / page_bytes; }

    /// The word in each page of a mapped blob: the resource that the page belongs to.
    static const std::atomic<uint64_t> &word(const char *blob, uint64_t page) {
        return *reinterpret_cast<const std::atomic<uint64_t> *>(blob + page * page_bytes);
    }

    static constexpr uint64_t page_bytes = 4096;

  private:
    const uint64_t slots_;
    const uint64_t blob_bytes_;
    const int background_protection_;
    int error_ = 0;
    int memfd_ = -1;
    char *window_ = nullptr;    // reserved address space; blobs are mapped into it
    char *renderer_ = nullptr;  // the renderer's mapping of all pages, which stays
};

}  // namespace rcu_bench::workload
