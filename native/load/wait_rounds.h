// The rounds of the timedwait load: each is one wait of one kind, with what is measured of it. One thread waits; a setter and a
// rescuer end what they are to end.
#pragma once

#include <vector>

#include "support/random.h"
#include "load/rescuer.h"
#include "load/setter.h"
#include "load/wait_figures.h"

namespace rcu_bench::workload {

enum class RoundKind : uint8_t {
    time_out,      ///< until the deadline
    wake,          ///< a timed wait that is set long before its deadline
    wake_untimed,  ///< the same of a wait without a deadline
    passed,        ///< for a deadline that has passed
    costs,         ///< what calls cost that neither sleep nor wake
};

struct Round {
    RoundKind kind;
    size_t length = 0;  ///< of time_out: which of wait_lengths
};

inline constexpr uint32_t wakes_in_cycle = 8;  // of each kind

/// How long ago a passed deadline was, taken in turn. Windows' arithmetic makes of them: nothing left to wait, an endless wait,
/// one of 49.7 days.
inline constexpr std::array<int64_t, 3> passed_by_ns{0, 1'000'000, 5'000'000};

/// Each kind's share of rounds, in an order drawn from `random`; without the lengths that the layer cannot be asked for. It is the
/// same for all versions.
std::vector<Round> draw_cycle(const provider::Waitable &waitable, Random &random);

/// The least time that a cycle takes, whatever comes back early.
int64_t shortest_cycle_ns(const provider::Waitable &waitable, int64_t set_after_ns);

class WaitRounds {
  public:
    /// @param set_after_ns from a wait's begin to the set that ends it
    WaitRounds(provider::Waitable &waitable, Setter &setter, Rescuer &rescuer, int64_t set_after_ns)
        : waitable_(waitable), setter_(setter), rescuer_(rescuer), set_after_ns_(set_after_ns) {}

    /// One round; measured into `figures`. In the place of a timed wait that the version does not have it does what is most like it.
    void run(const Round &round, WaitFigures &figures);

  private:
    void stand_in(const Round &round);
    void time_out(size_t length, WaitFigures &figures);
    void wake(WaitFigures &figures);
    void wake_untimed(WaitFigures &figures);
    void passed(int64_t by_ns, WaitFigures &figures);
    void costs(WaitFigures &figures);

    provider::Waitable &waitable_;
    Setter &setter_;
    Rescuer &rescuer_;
    const int64_t set_after_ns_;
    size_t next_passed_ = 0;
    WaitFigures unheeded_{0, false};
};

}  // namespace rcu_bench::workload
