// v3, from patch 4 on. What sets it apart from v2 is on Windows only: deadline_test.cc.
#include "engine/v2_v3.h"

namespace rcu_bench::scripted {

TEST_SUITE("v3") {
V2_V3_CASES("v3@4", "v3@5", "v3")
CHAIN_BY_ORDER_CASE("v3@4", "v3@5", "v3")
}  // TEST_SUITE("v3")

}  // namespace rcu_bench::scripted
