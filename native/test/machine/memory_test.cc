#include "doctest/doctest.h"

#include "machine/small_config.h"
#include "machine/blob_window.h"
#include "support/fault_guard.h"
#include "machine/memory_map.h"

using namespace rcu_bench;
using test::small_config;
using workload::BlobWindow;

namespace {

uint64_t first_word(const BlobWindow &window, uint32_t slot, bool &there) {
    uint64_t value = 0;
    there = workload::guarded_load(BlobWindow::word(window.address(slot), 0), value);
    return value;
}

}  // namespace

TEST_CASE(
    "blob window: a mapped blob holds its resource in every page, an unmapped one faults, a second use replaces it") {
    workload::install_fault_guard();
    BlobWindow window(2, 4 * BlobWindow::page_bytes);
    REQUIRE(window.error() == 0);
    bool there = true;
    first_word(window, 1, there);
    CHECK_FALSE(there);

    REQUIRE(window.map(1, 42) == 0);
    for (uint64_t page = 0; page < window.pages_per_blob(); ++page) {
        uint64_t value = 0;
        CHECK(workload::guarded_load(BlobWindow::word(window.address(1), page), value));
        CHECK(value == 42);
    }
    first_word(window, 0, there);
    CHECK_FALSE(there);  // its neighbour is not touched

    REQUIRE(window.unmap(1) == 0);
    first_word(window, 1, there);
    CHECK_FALSE(there);

    REQUIRE(window.map(1, 43) == 0);
    CHECK(first_word(window, 1, there) == 43);
}

TEST_CASE("blob window: over a background that stands, nothing ever faults") {
    workload::install_fault_guard();
    BlobWindow window(2, 4 * BlobWindow::page_bytes, BlobWindow::Background::zero_pages);
    REQUIRE(window.error() == 0);
    bool there = false;
    CHECK(first_word(window, 1, there) == 0);
    CHECK(there);
    REQUIRE(window.map(1, 42) == 0);
    CHECK(first_word(window, 1, there) == 42);
    REQUIRE(window.unmap(1) == 0);
    CHECK(first_word(window, 1, there) == 0);
    CHECK(there);
}

TEST_CASE("flat view: under blobs that come by MAP_FIXED lies one range, and stays") {
    workload::Config config = small_config("baseline");
    config.path = workload::BlobPath::map_fixed;
    provider::BigLock bql;
    const auto provider = provider::make_builtin("baseline", bql, {});
    const BlobWindow window(config.blobs, config.blob_bytes, BlobWindow::Background::zero_pages);
    const workload::MemoryMap map(*provider, window, config);
    const workload::ViewRange *const range = map.current()->lookup(0);
    REQUIRE(range != nullptr);
    CHECK(range->resource == workload::any_resource);
    CHECK(map.current()->lookup(window.total_bytes() - 1) == range);
    CHECK(map.current()->lookup(window.total_bytes()) == nullptr);
}

TEST_CASE("flat view: lookup finds the range that holds an address, and nothing between ranges") {
    workload::Config config = small_config("baseline");
    config.grace_periods = 1;
    provider::BigLock bql;
    trace::Observer observer(nullptr, 16);
    const auto provider = provider::make_builtin("baseline", bql, {});
    const BlobWindow window(config.blobs, config.blob_bytes);
    workload::MemoryMap map(*provider, window, config);
    CHECK(map.current()->lookup(0) == nullptr);

    provider->start(observer);
    bql.lock();
    map.add(11, 1);
    map.add(13, 3);
    bql.unlock();
    const workload::FlatView &view = *map.current();
    const uint64_t bytes = config.blob_bytes;
    CHECK(view.lookup(bytes - 1) == nullptr);
    REQUIRE(view.lookup(bytes) != nullptr);
    CHECK(view.lookup(bytes)->resource == 11);
    CHECK(view.lookup(2 * bytes - 1)->resource == 11);
    CHECK(view.lookup(2 * bytes) == nullptr);
    CHECK(view.lookup(3 * bytes)->host == window.address(3));
    CHECK(view.lookup(UINT64_MAX) == nullptr);
    CHECK(view.alive());
    provider->drain();
    provider->stop();
}
