// The seeded faults, and which check is to find each.
#pragma once

#include "mutants/mutant_engine.h"

namespace rcu_bench::mutants {

struct ReaderWithoutBarrier : Sound {  // its loads overtake its announcement
    static constexpr bool readers_fence = false;
};
struct CountBeforeLink : Sound {  // raises the count and wakes (once) before the callback can be reached
    static constexpr bool links_before_count = false;
    static constexpr bool sets_always = false;
};
struct WakeBeforeAdd : Sound {  // sets the event before there is anything to do
    static constexpr bool sets_after_add = false;
};
struct WakeFirstOnly : Sound {  // the second caller does not set the event: v1's defect
    static constexpr bool sets_always = false;
};
struct ResetAfterRead : Sound {  // resets the event after it has read the count: a set between is lost
    static constexpr bool resets_before_read = false;
};
struct LateFetch : Sound {  // callbacks that came during the grace period are run with it
    static constexpr bool fetches_before_grace_period = false;
};
struct CounterStands : Sound {  // readers of before look like readers of now
    static constexpr bool advances_counter = false;
};
struct OneScan : Sound {  // does not wait for whoever is still in a section
    static constexpr bool waits_for_readers = false;
};
struct NobodySignals : Sound {  // forces without asking for a signal, and waits for one
    static constexpr bool asks_readers_to_signal = false;
};
struct UnlockedWalk : Sound {  // walks the registry without its lock: v1's defect
    static constexpr bool walks_under_lock = false;
};
struct WalkOfCopy : Sound {  // walks a copy of the registry that is no longer true
    static constexpr bool walks_the_list = false;
};
struct ForgottenReaders : Sound {  // readers that were moved aside are not watched any more
    static constexpr bool brings_readers_back = false;
};
struct DeafToRequests : Sound {  // force_rcu does nothing
    static constexpr bool takes_requests = false;
};
struct WallClockDeadline : Sound {  // the timed wait's deadline is by another clock
    static constexpr bool monotonic_deadline = false;
};
struct DrainNothing : Sound {  // drain_call_rcu returns at once
    static constexpr bool drains_wholly = false;
};
struct DrainUnderBql : Sound {  // drain_call_rcu keeps the BQL that the callbacks need
    static constexpr bool drops_bql_to_drain = false;
};
struct SynchronizeNothing : Sound {  // synchronize_rcu returns at once
    static constexpr bool synchronizes = false;
};
struct RunTwice : Sound {  // runs a callback of the batch a second time
    static constexpr bool runs_once = false;
};
struct RunSwapped : Sound {  // runs two callbacks of a batch in the wrong order
    static constexpr bool runs_in_order = false;
};

/// Calls `visit.template operator()<Fault>(name)` for each.
template <class Visit>
void for_each_fault(Visit visit) {
    visit.template operator()<ReaderWithoutBarrier>("reader-without-barrier");
    visit.template operator()<CountBeforeLink>("count-before-link");
    visit.template operator()<WakeBeforeAdd>("wake-before-add");
    visit.template operator()<WakeFirstOnly>("wake-first-only");
    visit.template operator()<ResetAfterRead>("reset-after-read");
    visit.template operator()<LateFetch>("late-fetch");
    visit.template operator()<CounterStands>("counter-stands");
    visit.template operator()<OneScan>("one-scan");
    visit.template operator()<NobodySignals>("nobody-signals");
    visit.template operator()<UnlockedWalk>("unlocked-walk");
    visit.template operator()<WalkOfCopy>("walk-of-copy");
    visit.template operator()<ForgottenReaders>("forgotten-readers");
    visit.template operator()<DeafToRequests>("deaf-to-requests");
    visit.template operator()<WallClockDeadline>("wall-clock-deadline");
    visit.template operator()<DrainNothing>("drain-nothing");
    visit.template operator()<DrainUnderBql>("drain-under-bql");
    visit.template operator()<SynchronizeNothing>("synchronize-nothing");
    visit.template operator()<RunTwice>("run-twice");
    visit.template operator()<RunSwapped>("run-swapped");
}

}  // namespace rcu_bench::mutants
