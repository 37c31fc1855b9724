// What each kind of event is on a time line: the begin or end of a slice, a mark, a counter's value.
#pragma once

#include <cstdint>

namespace rcu_bench::trace {

/// The numbers are those of recording files.
enum class Shape : uint8_t { hidden, begin, end, mark, counter, complete, row };

struct EventShape {
    Shape shape = Shape::hidden;
    uint16_t begins = 0;             ///< end: the kind that it closes
    const char *category = nullptr;  ///< begin, mark
    const char *name = nullptr;      ///< begin, mark, counter
    const char *a = nullptr;         ///< what its values are called as arguments; null: not shown
    const char *b = nullptr;
};

/// For any kind; hidden where it is unknown.
const EventShape &shape_of(uint16_t kind);

}  // namespace rcu_bench::trace
