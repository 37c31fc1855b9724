#include "machine/blob_window.h"

#include <cerrno>
#include <sys/mman.h>
#include <unistd.h>

namespace rcu_bench::workload {

namespace {

char *map_or_null(void *at, uint64_t bytes, int protection, int flags, int fd, uint64_t offset) {
    void *const address = mmap(at, bytes, protection, flags, fd, static_cast<off_t>(offset));
    return address == MAP_FAILED ? nullptr : static_cast<char *>(address);
}

}  // namespace

BlobWindow::BlobWindow(uint32_t slots, uint64_t blob_bytes, Background background)
    : slots_(slots),
      blob_bytes_(blob_bytes),
      background_protection_(background == Background::zero_pages ? PROT_READ : PROT_NONE) {
    memfd_ = memfd_create("rcu-bench blobs", MFD_CLOEXEC);
    if (memfd_ >= 0 && ftruncate(memfd_, static_cast<off_t>(total_bytes())) == 0) {
        window_ = map_or_null(nullptr, total_bytes(), background_protection_,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        renderer_ = map_or_null(nullptr, total_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, memfd_, 0);
    }
    if (window_ == nullptr || renderer_ == nullptr) error_ = errno;
}

BlobWindow::~BlobWindow() {
    if (window_ != nullptr) munmap(window_, total_bytes());
    if (renderer_ != nullptr) munmap(renderer_, total_bytes());
    if (memfd_ >= 0) close(memfd_);
}

int BlobWindow::map(uint32_t slot, uint64_t resource) {
    const uint64_t offset = slot * blob_bytes_;
    for (uint64_t page = 0; page < pages_per_blob(); ++page) {
        auto *const at = reinterpret_cast<std::atomic<uint64_t> *>(renderer_ + offset + page * page_bytes);
        at->store(resource, std::memory_order_relaxed);
    }
    const char *const mapped = map_or_null(address(slot), blob_bytes_, PROT_READ | PROT_WRITE,
                                           MAP_SHARED | MAP_FIXED | MAP_POPULATE, memfd_, offset);
    return mapped == nullptr ? errno : 0;
}

int BlobWindow::unmap(uint32_t slot) {
    const char *const mapped = map_or_null(address(slot), blob_bytes_, background_protection_,
                                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    return mapped == nullptr ? errno : 0;
}

}  // namespace rcu_bench::workload
