// What each kind of event is on a time line: the beginning or the end of a slice, a mark, or a counter's value.
#pragma once

#include <cstdint>
#include <string_view>

namespace rcu_bench::trace {

/// Recording files contain these numbers.
enum class Shape : uint8_t { hidden, begin, end, mark, counter, complete, row };

struct EventShape {
    Shape shape = Shape::hidden;
    uint16_t begins = 0;        ///< end: the kind of the slice's beginning
    std::string_view category;  ///< begin, mark
    std::string_view name;      ///< begin, mark, counter
    std::string_view a;         ///< what its values are called as arguments; empty: not shown
    std::string_view b;
};

/// For any kind; hidden where it is unknown.
const EventShape &shape_of(uint16_t kind);

}  // namespace rcu_bench::trace
