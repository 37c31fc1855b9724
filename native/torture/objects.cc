#include "torture/objects.h"

#include <algorithm>

namespace rcu_bench::torture {

Objects::Objects(provider::Provider &rcu, Oracle &oracle, uint32_t producers, size_t count)
    : rcu_(rcu),
      oracle_(oracle),
      all_(count),
      producers_(std::make_unique<Producer[]>(producers + 1)),
      rcu_thread_(producers) {
    for (Object &object : all_) {
        object.home = this;
        object.func = [](provider::Callback *self) {
            auto &own = static_cast<Object &>(*self);
            own.home->ran(own);
        };
        free_.push_back(&object);
    }
    for (size_t slot = 0; slot < slots; ++slot) replace(slot);
}

Object *Objects::replace(size_t slot) {
    Object *fresh;
    {
        const std::lock_guard guard(mutex_);
        if (free_.empty()) return nullptr;
        fresh = free_.back();
        free_.pop_back();
    }
    fresh->generation.fetch_add(1, std::memory_order_relaxed);
    fresh->age.store(0, std::memory_order_relaxed);
    Object *const old = slots_[slot].exchange(fresh, std::memory_order_acq_rel);
    if (old != nullptr) old->age.store(1, std::memory_order_relaxed);
    return old;
}

void Objects::call(Object &object, uint32_t producer) {
    object.producer = producer;
    object.number = producers_[producer].queued++;
    object.queued.store(true, std::memory_order_relaxed);
    rcu_.call(object);
}

void Objects::retire(Object &object) {
    object.age.store(2, std::memory_order_relaxed);
    give_back(object);
}

/// In the RCU thread. A wrong order is reported once, and checking continues from the new position.
void Objects::ran(Object &object) {
    if (!object.queued.exchange(false, std::memory_order_relaxed)) {
        oracle_.report(Finding::callback_twice, "a callback ran that was not queued, or ran twice");
        return;
    }
    std::atomic<uint64_t> &ran = producers_[object.producer].ran;
    const uint64_t expected = ran.load(std::memory_order_relaxed);
    if (object.number != expected) {
        oracle_.report(Finding::callback_order, "callback " + std::to_string(object.number) + " of producer " +
                                                    std::to_string(object.producer) + " ran as its number " +
                                                    std::to_string(expected));
    }
    const uint64_t now = std::max(expected, object.number + 1);
    ran.store(now, std::memory_order_release);  // counterpart: the acquire of a writer after its drain
    pass_on(object);
    const uint32_t age = object.age.fetch_add(1, std::memory_order_relaxed) + 1;
    if (age < Oracle::oldest) {
        call(object, rcu_thread_);  // a callback that queues another one: the next grace period
    } else {
        give_back(object);
    }
}

/// In the RCU thread, in the callback of any object; the first such object becomes the runner.
void Objects::pass_on(Object &object) {
    if (!relays_.load(std::memory_order_relaxed)) {
        runner_ = nullptr;
        return;
    }
    if (runner_ != nullptr && runner_ != &object) return;
    runner_ = replace(relay_slot);
    if (runner_ == nullptr) return;
    call(*runner_, rcu_thread_);
    rcu_.force();  // otherwise the next reader that the scan meets costs 10 ms
}

void Objects::give_back(Object &object) {
    const std::lock_guard guard(mutex_);
    free_.push_back(&object);
}

}  // namespace rcu_bench::torture
