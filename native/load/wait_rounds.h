// The rounds of the timedwait load: each round is one wait of one kind and its measurement. One thread waits; a setter
// and a rescuer end the waits that need it.
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
    wake_untimed,  ///< a wait without a deadline that is set
    passed,        ///< a wait for a deadline that has passed
    costs,         ///< the cost of calls that neither sleep nor wake
};

struct Round {
    RoundKind kind;
    size_t length = 0;  ///< time_out: index into wait_lengths
};

inline constexpr uint32_t wakes_in_cycle = 8;  // of each kind

/// The ages of passed deadlines, used in turn. Windows' arithmetic turns them into no wait, an endless wait, or a wait
/// of 49.7 days.
inline constexpr std::array<int64_t, 3> passed_by_ns{0, 1'000'000, 5'000'000};

/// The rounds of a cycle, each kind with its share, in an order drawn from `random`; without lengths that the layer
/// cannot be asked for. Equal for all versions.
std::vector<Round> draw_cycle(const provider::Waitable &waitable, Random &random);

/// The shortest time that a cycle takes, even if waits return early.
int64_t shortest_cycle_ns(const provider::Waitable &waitable, int64_t set_after_ns);

class WaitRounds {
  public:
    /// @param set_after_ns from the beginning of a wait to its set
    WaitRounds(provider::Waitable &waitable, Setter &setter, Rescuer &rescuer, int64_t set_after_ns)
        : waitable_(waitable), setter_(setter), rescuer_(rescuer), set_after_ns_(set_after_ns) {}

    /// Runs one round and records it in `figures`. A version without timed waits runs the most similar untimed wait
    /// instead.
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
