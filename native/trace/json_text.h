// Pieces of JSON put into a buffer that is known to be long enough. Each returns the end of what it wrote.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rcu_bench::trace::json {

inline constexpr size_t longest_number = 24;
/// What a quoted text may take, quotes included.
constexpr size_t longest_quoted(std::string_view text) { return 2 * text.size() + 2; }

inline char *put(char *at, std::string_view text) {
    std::memcpy(at, text.data(), text.size());
    return at + text.size();
}

template <class Number>
char *put_number(char *at, Number value) {
    return std::to_chars(at, at + longest_number, value).ptr;
}

/// Nanoseconds as the microseconds that Chrome's format counts in, with all three decimals. Never negative: the importer
/// drops such events.
inline char *put_us(char *at, int64_t ns) {
    const uint64_t value = ns < 0 ? 0 : static_cast<uint64_t>(ns);
    at = put_number(at, value / 1000);
    const auto rest = static_cast<uint32_t>(value % 1000);
    at[0] = '.';
    at[1] = static_cast<char>('0' + rest / 100);
    at[2] = static_cast<char>('0' + rest / 10 % 10);
    at[3] = static_cast<char>('0' + rest % 10);
    return at + 4;
}

/// Quoted. Well-formed UTF-8 stays as it is; control characters and everything else become question marks, for the
/// importer takes no escapes of surrogates.
char *put_quoted(char *at, std::string_view text);

}  // namespace rcu_bench::trace::json
