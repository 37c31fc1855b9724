// A scenario over one engine.
#pragma once

#include <memory>

#include "explore/engine.h"
#include "explore/program.h"
#include "explore/scenario.h"

namespace rcu_bench::explore {

class RcuProgram final : public Program {
  public:
    /// The scenario fits: see too_large().
    RcuProgram(MakeEngine make, Scenario scenario);
    ~RcuProgram() override;

    void build() override;
    bool work_pending() const override;

  private:
    struct Plans;

    const MakeEngine make_;
    const Scenario scenario_;
    /// What each thread does, made by build(). Never changes while threads run, so it is no part of the state.
    std::unique_ptr<Plans> plans_;
};

}  // namespace rcu_bench::explore
