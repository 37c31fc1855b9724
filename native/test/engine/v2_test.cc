// v2, from patch 4 on.
#include "engine/v2_v3.h"

namespace rcu_bench::scripted {

TEST_SUITE("v2") {
V2_V3_CASES("v2@4", "v2@5", "v2")
CHAIN_BY_ORDER_CASE("v2@4", "v2@5", "v2")
}  // TEST_SUITE("v2")

}  // namespace rcu_bench::scripted
