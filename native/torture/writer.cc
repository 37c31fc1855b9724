#include "torture/writer.h"

namespace rcu_bench::torture {

void WriterActor::step(const Episode &episode) {
    const uint64_t total =
        episode.call_weight + episode.synchronize_weight + episode.drain_weight + episode.force_weight;
    WeightedDraw draw(random_, total);
    if (draw.is(episode.call_weight)) {
        call(1 + static_cast<uint32_t>(random_.below(episode.flood)));
    } else if (draw.is(episode.synchronize_weight)) {
        synchronize();
    } else if (draw.is(episode.drain_weight)) {
        drain();
    } else {
        force_burst();
    }
    platform::sleep_ns(static_cast<int64_t>(random_.exponential(static_cast<double>(episode.writer_gap_ns))));
}

void WriterActor::call(uint32_t count) {
    const bool locked = one_in(8);
    if (locked) setting_.bql.lock();
    for (uint32_t i = 0; i < count; ++i) {
        Object *const old = setting_.objects.replace(random_.below(Objects::slots));
        if (old == nullptr) break;  // the RCU is behind: let it catch up
        setting_.objects.call(*old, producer_);
        setting_.calls.fetch_add(1, std::memory_order_relaxed);
    }
    if (locked) setting_.bql.unlock();
}

void WriterActor::synchronize() {
    Object *const old = setting_.objects.replace(random_.below(Objects::slots));
    if (old == nullptr) return;
    setting_.rcu.synchronize();
    setting_.objects.retire(*old);
    setting_.synchronizes.fetch_add(1, std::memory_order_relaxed);
}

void WriterActor::drain() {
    const Producer &own = setting_.objects.producer(producer_);
    const bool locked = one_in(2);  // as QEMU's monitor does
    if (locked) setting_.bql.lock();
    setting_.rcu.drain();
    if (locked) setting_.bql.unlock();
    const uint64_t ran = own.ran.load(std::memory_order_acquire);
    if (ran >= own.queued) return;
    setting_.oracle.report(Finding::drain_early, trace::current_thread->name + ": drain_call_rcu returned with " +
                                                     std::to_string(own.queued - ran) +
                                                     " of its caller's callbacks not run");
}

void WriterActor::force_burst() {
    const uint64_t times = 1 + random_.below(8);
    for (uint64_t i = 0; i < times; ++i) setting_.rcu.force();
}

}  // namespace rcu_bench::torture
