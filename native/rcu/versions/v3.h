// v3, patch 4 (mail 20260115-force_rcu-v3): v2's algorithm with v3's futex, which no longer waits for a passed deadline
// on Windows. On Linux the two are the same.
#pragma once

#include "rcu/versions/v2.h"

namespace rcu_bench::rcu {

template <class P>
using V3 = V2Family<P, FutexV3>;

}  // namespace rcu_bench::rcu
