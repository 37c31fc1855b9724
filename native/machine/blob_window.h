// The host-memory window: address space into which blobs are mapped for real, and the pages behind them.
#pragma once

#include <atomic>
#include <cstdint>

namespace rcu_bench::workload {

class BlobWindow {
  public:
    enum class Background : uint8_t {
        nothing,     ///< where no blob is, a read faults
        zero_pages,  ///< … it reads zeros: blobs are mapped over a background that stands
    };

    /// Room for `slots` blobs of `blob_bytes` (a multiple of the page size) each, and as many pages in a memfd.
    BlobWindow(uint32_t slots, uint64_t blob_bytes, Background background = Background::nothing);
    ~BlobWindow();
    BlobWindow(const BlobWindow &) = delete;
    BlobWindow &operator=(const BlobWindow &) = delete;

    /// 0, or the errno of the step that failed.
    int error() const { return error_; }

    /// Puts the slot's pages at its address, with `resource` written into every one of them. 0 or errno.
    int map(uint32_t slot, uint64_t resource);

    /// Takes the pages away again: whoever still reads there meets the background. 0 or errno.
    int unmap(uint32_t slot);

    char *address(uint32_t slot) const { return window_ + slot * blob_bytes_; }
    uint64_t blob_bytes() const { return blob_bytes_; }
    uint64_t total_bytes() const { return slots_ * blob_bytes_; }
    uint64_t pages_per_blob() const { return blob_bytes_ / page_bytes; }

    /// The word that a page of a mapped blob holds: the resource that it belongs to.
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
    char *window_ = nullptr;    // reserved; blobs are mapped over it
    char *renderer_ = nullptr;  // all pages, always mapped: the renderer's own view of them
};

}  // namespace rcu_bench::workload
