// What is measured: loops that do one thing for each event, all of one shape.
#pragma once

#include <cstdint>
#include <vector>

namespace rcu_bench::tracing_bench {

/// The untraced work between two events: two values have to lie in registers. The same in every loop.
inline void untraced(uint64_t a, uint64_t b) { asm volatile("" : : "r"(a), "r"(b) : "memory"); }

/// One loop that is measured.
struct Part {
    const char *key;               ///< what run.js knows it by
    void (*loop)(uint64_t count);  ///< traces `count` events
    bool (*attached)() = nullptr;  ///< whether a tracer listens now; null where none can
};

/// A loop over `event(a, b)`, an object that is called once for each event. Every part is made by this.
template <class Event>
[[gnu::noinline]] void loop_of(uint64_t count) {
    Event event;
    for (uint64_t i = 0; i < count; ++i) {
        event(i, count);
        untraced(i, count);
    }
}

std::vector<Part> clock_parts();
std::vector<Part> recorder_parts();
std::vector<Part> lttng_parts();  ///< empty without LTTng-UST's headers
std::vector<Part> usdt_parts();   ///< empty without sys/sdt.h

}  // namespace rcu_bench::tracing_bench
