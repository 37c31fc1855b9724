// A reader: walks the objects in sections of every kind, and comes and goes.
#pragma once

#include "torture/actor.h"

namespace rcu_bench::torture {

class ReaderActor final : public Actor {
  public:
    ReaderActor(Setting &setting, uint64_t stream) : Actor(setting, stream), notifier_(*this) {}

  protected:
    void begin() override { enter_registry(); }
    void step(const Episode &episode) override;
    void finish() override { leave_registry(); }

  private:
    struct Notifier : provider::ForceNotifier {
        explicit Notifier(ReaderActor &of) : provider::ForceNotifier{&Notifier::kick}, owner(of) {}
        static void kick(provider::ForceNotifier *self) {
            static_cast<Notifier *>(self)->owner.kicked_.store(true, std::memory_order_relaxed);
        }
        ReaderActor &owner;
    };

    void enter_registry();
    void leave_registry();
    /// A section of `depth` nested locks; `dwell()` is how it spends its time.
    template <class Dwell>
    void section(uint32_t depth, Dwell dwell);
    void check(const Object &object, uint32_t generation);

    provider::Reader reader_;
    Notifier notifier_;
    std::atomic<bool> kicked_{false};
};

}  // namespace rcu_bench::torture
