// A reader: uses objects in sections of every kind, and registers and unregisters.
#pragma once

#include "torture/actor.h"
#include "torture/cold_stores.h"

namespace rcu_bench::torture {

class ReaderActor final : public Actor {
  public:
    /// `index` is its number among the readers.
    ReaderActor(Setting &setting, uint64_t stream, uint32_t index)
        : Actor(setting, stream), notifier_(*this), index_(index) {}

  protected:
    bool takes_part(const Episode &episode) const override { return index_ < episode.active_readers; }
    void begin() override {
        name_ = trace::current_thread->name;
        enter_registry();
    }
    void step(const Episode &episode) override;
    void finish() override { leave_registry(); }

  private:
    struct Notifier : provider::ForceNotifier {
        explicit Notifier(ReaderActor &of) : provider::ForceNotifier{&Notifier::kick}, owner(of) {}
        static void kick(rcu_bench_notifier *self) {
            static_cast<Notifier *>(self)->owner.kicked_.store(true, std::memory_order_relaxed);
        }
        ReaderActor &owner;
    };

    void enter_registry();
    void leave_registry();
    /// A section with `depth` nested locks; `dwell()` spends its time.
    template <class Dwell>
    void section(uint32_t depth, Dwell dwell);
    /// A section whose announcement other CPUs see late, long enough for a grace period that misses the section.
    void late_section();
    /// A thread that registers, reads once, unregisters and ends.
    void short_life();
    template <class Dwell>
    void read_once(provider::Reader &reader, uint32_t depth, size_t slot, Dwell dwell);
    void check(const Object &object, uint32_t generation);

    provider::Reader reader_;
    provider::Reader short_lived_;  // not on the thread's stack: a broken RCU may access it later
    ColdStores cold_;
    std::string name_;
    Notifier notifier_;
    std::atomic<bool> kicked_{false};
    const uint32_t index_;
};

}  // namespace rcu_bench::torture
