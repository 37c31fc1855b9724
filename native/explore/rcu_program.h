// A scenario over one engine.
#pragma once

#include <memory>

#include "explore/engine.h"
#include "explore/program.h"
#include "explore/scenario.h"

namespace rcu_bench::explore {

class RcuProgram final : public Program {
  public:
    /// The scenario must fit: see too_large().
    RcuProgram(MakeEngine make, Scenario scenario);
    ~RcuProgram() override;

    void build() override;
    bool work_pending() const override;

  private:
    struct Plans;

    const MakeEngine make_;
    const Scenario scenario_;
    /// The steps of each thread, made by build(). They do not change while threads run, so they are not part of the
    /// state.
    std::unique_ptr<Plans> plans_;
};

}  // namespace rcu_bench::explore
