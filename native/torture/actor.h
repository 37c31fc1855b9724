// A thread of a torture, and what all its threads share.
#pragma once

#include <string>
#include <thread>

#include "provider/rcu_provider.h"
#include "torture/config.h"
#include "torture/gate.h"
#include "torture/objects.h"
#include "torture/oracle.h"

namespace rcu_bench::torture {

struct Setting {
    const Config &config;
    provider::Provider &rcu;
    provider::BigLock &bql;
    Objects &objects;
    Oracle &oracle;
    trace::Observer &observer;
    Gate gate{};
    alignas(64) std::atomic<uint64_t> sections{0};  ///< added by readers after each section
    alignas(64) std::atomic<uint64_t> calls{0};     ///< added by writers
    alignas(64) std::atomic<uint64_t> synchronizes{0}, registrations{0}, threads{0};
};

/// Chooses one of several cases by weight: of consecutive calls, `is(weight)` returns true for exactly one.
class WeightedDraw {
  public:
    WeightedDraw(workload::Random &random, uint64_t total) : drawn_(random.below(total)) {}

    bool is(uint32_t weight) {
        if (drawn_ < weight) return true;
        drawn_ -= weight;
        return false;
    }

  private:
    uint64_t drawn_;
};

class Actor {
  public:
    Actor(Setting &setting, uint64_t stream) : setting_(setting), random_(setting.config.seed, stream) {}
    virtual ~Actor() = default;
    Actor(const Actor &) = delete;
    Actor &operator=(const Actor &) = delete;

    void start(std::string name, trace::ThreadRole role) {
        thread_ = std::thread([this, name = std::move(name), role] {
            setting_.observer.attach(name, role);
            for (uint64_t seen = 0; setting_.gate.next(seen);) {
                if (takes_part(setting_.gate.episode())) {
                    begin();
                    while (setting_.gate.runs(seen)) step(setting_.gate.episode());
                    finish();
                }
                setting_.gate.stand();
            }
            trace::Observer::detach();
        });
    }
    void join() { thread_.join(); }

  protected:
    virtual bool takes_part(const Episode &episode) const = 0;
    virtual void begin() {}
    virtual void step(const Episode &episode) = 0;
    virtual void finish() {}

    bool one_in(uint64_t n) { return random_.below(n) == 0; }

    Setting &setting_;
    workload::Random random_;

  private:
    std::thread thread_;
};

}  // namespace rcu_bench::torture
