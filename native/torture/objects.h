// The objects that readers use: published in slots, removed, aged by one with each grace period, used again. Their
// memory is never freed, so that a broken RCU is detected instead of crashing the process.
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
    /// Incremented when the object is published again: a reader that still uses the object then uses another object.
    std::atomic<uint32_t> generation{0};
    std::atomic<bool> queued{false};
    uint32_t producer = 0;  ///< the producer that queued the object
    uint64_t number = 0;    ///< the number of the callback among the producer's, from 0
    Objects *home = nullptr;
};

/// One thread that queues callbacks: what it queued, and how many of them have run.
struct Producer {
    uint64_t queued = 0;           ///< written by the producer's thread
    std::atomic<uint64_t> ran{0};  ///< written by the RCU thread
};

class Objects {
  public:
    static constexpr size_t slots = 8;
    static constexpr size_t relay_slot = 0;

    /// `producers` threads queue callbacks; the RCU thread itself is the last producer.
    Objects(provider::Provider &rcu, Oracle &oracle, uint32_t producers, size_t count);

    /// The object in a slot. Call in a read section.
    Object *read(size_t slot) const { return slots_[slot].load(std::memory_order_acquire); }

    /// Puts a fresh object into a slot. Returns the previous object, removed; null: all objects are in use.
    Object *replace(size_t slot);

    /// call_rcu on a removed object, called by the producer's thread.
    void call(Object &object, uint32_t producer);
    /// For a removed object after synchronize_rcu: no reader may use it any more.
    void retire(Object &object);

    /// While enabled, a callback in the RCU thread replaces the object in relay_slot and calls call_rcu on the old
    /// object, again and again: removal and scan are then less than a microsecond apart. The first call_rcu starts
    /// this.
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
    const uint32_t rcu_thread_;  ///< index of the RCU thread among the producers
    std::atomic<bool> relays_{false};
    Object *runner_ = nullptr;  ///< RCU thread only: the object whose callback replaces next
    std::mutex mutex_;
    std::vector<Object *> free_;
};

}  // namespace rcu_bench::torture
