// Texts that are composed once and written many times, found by the addresses of their parts. Direct mapped: a new text
// replaces the old text of its slot, so the cache never grows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rcu_bench::trace {

class TextCache {
  public:
    /// The text of (a, b, number), or the result of `make(text)` for an empty text. Both addresses must be of texts
    /// that do not change.
    template <class Make>
    std::string_view find(const void *a, const void *b, uint32_t number, Make make) {
        Entry &entry = entries_[place(a, b, number)];
        if (entry.a != a || entry.b != b || entry.number != number) [[unlikely]] {
            entry.a = a;
            entry.b = b;
            entry.number = number;
            entry.text.clear();
            make(entry.text);
        }
        return entry.text;
    }

  private:
    static constexpr size_t size = 512;

    struct Entry {
        const void *a = nullptr, *b = nullptr;
        uint32_t number = UINT32_MAX;
        std::string text;
    };

    static size_t place(const void *a, const void *b, uint32_t number) {
        const auto mixed = reinterpret_cast<uintptr_t>(a) * 31 + reinterpret_cast<uintptr_t>(b) + number * 257u;
        return (mixed ^ (mixed >> 9)) % size;
    }

    std::array<Entry, size> entries_;
};

}  // namespace rcu_bench::trace
