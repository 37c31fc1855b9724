#include "torture/reader.h"

namespace rcu_bench::torture {

void ReaderActor::step(const Episode &episode) {
    if (episode.late_stores) return late_section();
    const uint64_t total = episode.short_weight + episode.nested_weight + episode.long_weight + episode.kicked_weight +
                           episode.churn_weight;
    WeightedDraw draw(random_, total);
    if (draw.is(episode.short_weight)) {
        section(1, [] {});
    } else if (draw.is(episode.nested_weight)) {
        section(2 + static_cast<uint32_t>(random_.below(3)),
                [] { platform::spin_until_ns(platform::monotonic_ns() + 5'000); });
    } else if (draw.is(episode.long_weight)) {
        section(1, [&] { platform::sleep_ns(episode.long_section_ns); });
    } else if (draw.is(episode.kicked_weight)) {
        const int64_t until_ns = platform::monotonic_ns() + unkicked_section_ns;
        section(1, [&] {
            while (!kicked_.load(std::memory_order_relaxed) && platform::monotonic_ns() < until_ns) {
                platform::sleep_ns(200'000);
            }
        });
    } else {
        leave_registry();
        if (one_in(8)) short_life();
        if (one_in(4)) platform::sleep_ns(static_cast<int64_t>(random_.below(300'000)));
        enter_registry();
    }
    if (one_in(16)) platform::sleep_ns(20'000);  // other threads need the CPU, too
}

template <class Dwell>
void ReaderActor::section(uint32_t depth, Dwell dwell) {
    kicked_.store(false, std::memory_order_relaxed);
    read_once(reader_, depth, random_.below(Objects::slots), dwell);
}

template <class Dwell>
void ReaderActor::read_once(provider::Reader &reader, uint32_t depth, size_t slot, Dwell dwell) {
    const provider::ReadSide side = setting_.rcu.read_side();
    for (uint32_t i = 0; i < depth; ++i) side.lock(reader);
    const Object &object = *setting_.objects.read(slot);
    const uint32_t generation = object.generation.load(std::memory_order_relaxed);
    for (uint32_t i = 1; i < depth; ++i) side.unlock(reader);
    dwell();
    check(object, generation);
    side.unlock(reader);
    setting_.sections.fetch_add(1, std::memory_order_relaxed);
}

void ReaderActor::late_section() {
    platform::spin_until_ns(platform::monotonic_ns() + 3'000 + static_cast<int64_t>(random_.below(10'000)));
    cold_.delay_next_stores();
    read_once(reader_, 1, Objects::relay_slot, [] { platform::spin_until_ns(platform::monotonic_ns() + 5'000); });
}

void ReaderActor::short_life() {
    const size_t slot = random_.below(Objects::slots);
    std::thread([this, slot] {
        setting_.rcu.register_reader(short_lived_);
        read_once(short_lived_, 1, slot, [] { platform::spin_until_ns(platform::monotonic_ns() + 20'000); });
        setting_.rcu.unregister_reader(short_lived_);
    }).join();
    setting_.threads.fetch_add(1, std::memory_order_relaxed);
}

/// At the section's end. The unlock's release keeps these loads inside the section.
void ReaderActor::check(const Object &object, uint32_t generation) {
    const uint32_t age = object.age.load(std::memory_order_relaxed);
    const bool reused = object.generation.load(std::memory_order_relaxed) != generation;
    setting_.oracle.met(reused ? Oracle::oldest : age);
    if (age < 2 && !reused) return;
    setting_.oracle.report(Finding::old_object, name_ + ": inside a read-side critical section its object " +
                                                    (reused ? "was used again" : "reached age " + std::to_string(age)));
}

void ReaderActor::enter_registry() {
    // Only a grace period sets this, and only for registered readers.
    if (setting_.rcu.disturbed(reader_)) {
        setting_.oracle.report(Finding::ghost_reader, trace::current_thread->name +
                                                          ": was asked to signal the end of a section after it was "
                                                          "unregistered: the registry was walked without its lock");
    }
    setting_.rcu.register_reader(reader_);
    setting_.rcu.add_notifier(reader_, notifier_);
    setting_.registrations.fetch_add(1, std::memory_order_relaxed);
}

void ReaderActor::leave_registry() {
    setting_.rcu.remove_notifier(reader_, notifier_);
    setting_.rcu.unregister_reader(reader_);
}

}  // namespace rcu_bench::torture
