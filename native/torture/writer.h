// A writer: replaces objects and hands the old ones to the RCU in every way that the RCU offers.
#pragma once

#include "torture/actor.h"

namespace rcu_bench::torture {

class WriterActor final : public Actor {
  public:
    /// `producer` is its index among the threads that queue callbacks.
    WriterActor(Setting &setting, uint64_t stream, uint32_t producer) : Actor(setting, stream), producer_(producer) {}

  protected:
    bool takes_part(const Episode &episode) const override { return producer_ < episode.active_writers; }
    void step(const Episode &episode) override;
    /// The last call before the silence: if its wake-up is lost, no later call can hide that.
    void finish() override { call(1); }

  private:
    void call(uint32_t count);
    void synchronize();
    void drain();
    void force_burst();

    uint32_t producer_;
};

}  // namespace rcu_bench::torture
