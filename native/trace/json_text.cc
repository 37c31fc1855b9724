#include "trace/json_text.h"

namespace rcu_bench::trace::json {

namespace {

/// Bytes of the well-formed character that begins here; 0 where there is none. RFC 3629, table 3-7 of the Unicode standard.
size_t character_bytes(std::string_view text) {
    const auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0}; };
    const auto follows = [&](size_t i, uint8_t low = 0x80, uint8_t high = 0xbf) {
        return byte(i) >= low && byte(i) <= high;
    };
    const uint8_t first = byte(0);
    if (first >= 0x20 && first < 0x7f) return 1;
    if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const uint8_t low = first == 0xe0 ? 0xa0 : 0x80;
        const uint8_t high = first == 0xed ? 0x9f : 0xbf;
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const uint8_t low = first == 0xf0 ? 0x90 : 0x80;
        const uint8_t high = first == 0xf4 ? 0x8f : 0xbf;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

bool is_plain(std::string_view text) {
    for (const char c : text) {
        if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') return false;
    }
    return true;
}

}  // namespace

char *put_quoted(char *at, std::string_view text) {
    *at++ = '"';
    if (is_plain(text)) {
        at = put(at, text);
        text = {};
    }
    while (!text.empty()) {
        const size_t bytes = character_bytes(text);
        if (bytes == 0) {
            *at++ = '?';
            text.remove_prefix(1);
            continue;
        }
        if (text[0] == '"' || text[0] == '\\') *at++ = '\\';
        at = put(at, text.substr(0, bytes));
        text.remove_prefix(bytes);
    }
    *at++ = '"';
    return at;
}

}  // namespace rcu_bench::trace::json
