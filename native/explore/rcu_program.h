// A scenario over one engine.
#pragma once

#include "explore/engine.h"
#include "explore/program.h"
#include "explore/scenario.h"

namespace rcu_bench::explore {

class RcuProgram final : public Program {
  public:
    /// The scenario fits: see too_large().
    RcuProgram(MakeEngine make, const Scenario &scenario) : make_(make), scenario_(scenario) {}

    void build() override;
    bool work_pending() const override;

  private:
    const MakeEngine make_;
    const Scenario scenario_;
};

}  // namespace rcu_bench::explore
