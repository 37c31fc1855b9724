// Pieces of JSON put into a buffer that is known to be long enough. Each returns the end of what it wrote.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace rcu_bench::trace::json {

inline constexpr size_t longest_number = 24;
/// What a quoted text may take, quotes included.
constexpr size_t longest_quoted(std::string_view text) { return 2 * text.size() + 2; }

inline char *put(char *at, std::string_view text) {
    return at + text.copy(at, text.size());  // not memcpy(), which an empty text's null is forbidden
}

namespace detail {

struct DigitPairs {
    char text[200];
    constexpr DigitPairs() : text() {
        for (int i = 0; i < 100; ++i) {
            text[2 * i] = static_cast<char>('0' + i / 10);
            text[2 * i + 1] = static_cast<char>('0' + i % 10);
        }
    }
};
inline constexpr DigitPairs digit_pairs;

/// Exactly two, four, eight digits.
inline char *put_2(char *at, uint32_t value) {
    std::memcpy(at, digit_pairs.text + 2 * size_t{value}, 2);
    return at + 2;
}
inline char *put_4(char *at, uint32_t value) { return put_2(put_2(at, value / 100), value % 100); }
inline char *put_8(char *at, uint32_t value) { return put_4(put_4(at, value / 10'000), value % 10'000); }

}  // namespace detail

/// Pairs of digits from a table: half the time of std::to_chars, and most of an export is numbers.
inline char *put_number(char *at, uint64_t value) {
    constexpr uint64_t eight_digits = 100'000'000;
    if (value >= eight_digits) {
        at = put_number(at, value / eight_digits);
        return detail::put_8(at, static_cast<uint32_t>(value % eight_digits));
    }
    const auto small = static_cast<uint32_t>(value);
    if (small < 100) {
        if (small >= 10) return detail::put_2(at, small);
        *at = static_cast<char>('0' + small);
        return at + 1;
    }
    if (small < 10'000) {
        at = put_number(at, small / 100);
        return detail::put_2(at, small % 100);
    }
    at = put_number(at, small / 10'000);
    return detail::put_4(at, small % 10'000);
}

/// Nanoseconds as the microseconds that Chrome's format counts in, with all three decimals. Never negative: the importer
/// drops such events.
inline char *put_us(char *at, int64_t ns) {
    const uint64_t value = ns < 0 ? 0 : static_cast<uint64_t>(ns);
    at = put_number(at, value / 1000);
    const auto rest = static_cast<uint32_t>(value % 1000);
    at[0] = '.';
    at[1] = static_cast<char>('0' + rest / 100);
    return detail::put_2(at + 2, rest % 100);
}

/// Quoted. Well-formed UTF-8 stays as it is; control characters and everything else become question marks, for the
/// importer takes no escapes of surrogates.
char *put_quoted(char *at, std::string_view text);

}  // namespace rcu_bench::trace::json
