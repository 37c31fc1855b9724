// The objects that readers walk: published in slots, removed, aged by one for each grace period, used again. Their memory is
// never given back, so that a broken RCU is seen and does not crash.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "provider/rcu_provider.h"
#include "torture/oracle.h"

namespace rcu_bench::torture {

class Objects;

struct Object : provider::Callback {
    std::atomic<uint32_t> age{0};
    /// Raised when it is published again: a reader that holds it then holds another object.
    std::atomic<uint32_t> generation{0};
    std::atomic<bool> queued{false};
    uint32_t producer = 0;  ///< who queued it
    uint64_t number = 0;    ///< … as which of its callbacks, from 0
    Objects *home = nullptr;
};

/// One thread that queues callbacks: what it queued, and what of it has run.
struct Producer {
    uint64_t queued = 0;           ///< the thread's own
    std::atomic<uint64_t> ran{0};  ///< the RCU thread's
};

class Objects {
  public:
    static constexpr size_t slots = 8;
    static constexpr size_t relay_slot = 0;

    /// `producers` threads queue callbacks, and the RCU thread itself as the last.
    Objects(provider::Provider &rcu, Oracle &oracle, uint32_t producers, size_t count);

    /// What stands in a slot now. In a read section.
    Object *read(size_t slot) const { return slots_[slot].load(std::memory_order_acquire); }

    /// Puts a fresh object into a slot. Returns the one that stood there, removed; null: all objects are in use.
    Object *replace(size_t slot);

    /// call_rcu on a removed object; by the thread that is this producer.
    void call(Object &object, uint32_t producer);
    /// For a removed object after synchronize_rcu: no reader may have it any more.
    void retire(Object &object);

    /// While it is on, the RCU thread's own callback replaces what stands in relay_slot and calls call_rcu on the old, without end:
    /// removal and scan are then less than a microsecond apart. The first call_rcu starts it.
    void relay(bool on) { relays_.store(on, std::memory_order_relaxed); }

    Producer &producer(uint32_t index) { return producers_[index]; }

  private:
    void ran(Object &object);
    void give_back(Object &object);
    void pass_on(Object &object);

    provider::Provider &rcu_;
    Oracle &oracle_;
    std::vector<Object> all_;
    std::array<std::atomic<Object *>, slots> slots_{};
    std::unique_ptr<Producer[]> producers_;
    const uint32_t rcu_thread_;  ///< its index among the producers
    std::atomic<bool> relays_{false};
    Object *runner_ = nullptr;  ///< the RCU thread's: whose callback replaces next
    std::mutex mutex_;
    std::vector<Object *> free_;
};

}  // namespace rcu_bench::torture
