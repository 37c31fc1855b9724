// Every version and every prefix of the series, each as its own composition. "vN@k" is baseline with patches 1..k of
// vN: 1 futex timed wait, 2 event timed wait, 3 synchronize_rcu by call_rcu, 4 wake the RCU thread when draining,
// 5 virtio-gpu forces on unmap (in the device, so the engine of @5 is that of @4).
#pragma once

#include <string_view>

#include "rcu/versions/baseline.h"
#include "rcu/versions/example_v4.h"
#include "rcu/versions/legacy.h"
#include "rcu/versions/none.h"
#include "rcu/versions/v1.h"
#include "rcu/versions/v1_sem.h"
#include "rcu/versions/v2.h"
#include "rcu/versions/v3.h"

namespace rcu_bench::rcu {

template <class P>
using Unpatched = Baseline<P, Preparation<UntimedWaits<P>, false>>;

template <class P, class Futex>
using AfterPatch1 = Baseline<P, Preparation<TimedFutexWaits<P, Futex>, false>>;

template <class P>
using V1AfterPatch2 = Baseline<P, Preparation<TimedEventWaitsV1<P, FutexV1>, false>>;
template <class P>
using V1AfterPatch3 = Baseline<P, Preparation<TimedEventWaitsV1<P, FutexV1>, true>>;

/// v2 and v3.
template <class P, class Futex>
using AfterPatch2 = Baseline<P, Preparation<TimedEventWaitsV2<P, Futex>, false>>;
template <class P, class Futex>
using AfterPatch3 = Baseline<P, Preparation<TimedEventWaitsV2<P, Futex>, true>>;

/// Calls `visit.template operator()<Engine>(name, device_forces)` for each version on platform P, oldest first;
/// `device_forces` is patch 5. A name without "@" is the whole of its series.
template <class P, class Visit>
void for_each_version(Visit visit) {
    visit.template operator()<Legacy<P>>("legacy", false);
    visit.template operator()<Unpatched<P>>("baseline", false);
    visit.template operator()<AfterPatch1<P, FutexV1>>("v1@1", false);
    visit.template operator()<V1AfterPatch2<P>>("v1@2", false);
    visit.template operator()<V1AfterPatch3<P>>("v1@3", false);
    visit.template operator()<V1<P>>("v1@4", false);
    visit.template operator()<V1<P>>("v1@5", true);
    visit.template operator()<V1<P>>("v1", true);
    visit.template operator()<V1Sem<P>>("v1-sem", true);
    visit.template operator()<AfterPatch1<P, FutexV2>>("v2@1", false);
    visit.template operator()<AfterPatch2<P, FutexV2>>("v2@2", false);
    visit.template operator()<AfterPatch3<P, FutexV2>>("v2@3", false);
    visit.template operator()<V2<P>>("v2@4", false);
    visit.template operator()<V2<P>>("v2@5", true);
    visit.template operator()<V2<P>>("v2", true);
    visit.template operator()<AfterPatch1<P, FutexV3>>("v3@1", false);
    visit.template operator()<AfterPatch2<P, FutexV3>>("v3@2", false);
    visit.template operator()<AfterPatch3<P, FutexV3>>("v3@3", false);
    visit.template operator()<V3<P>>("v3@4", false);
    visit.template operator()<V3<P>>("v3@5", true);
    visit.template operator()<V3<P>>("v3", true);
    visit.template operator()<None<P>>("none", false);
    visit.template operator()<ExampleV4<P>>("example-v4", true);  // of no mail: docs/adding-a-version.md
}

}  // namespace rcu_bench::rcu
