// Protocol buffers as they lie on the wire, put straight into a buffer that is known to be long enough. Lengths of nested
// messages take three bytes whatever they are: a varint may be longer than it needs to be, and nothing is copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rcu_bench::trace {

class ProtoOut {
  public:
    explicit ProtoOut(char *at) : at_(at) {}
    char *end() const { return at_; }

    void number(uint32_t field, uint64_t value) {
        varint(field << 3);
        varint(value);
    }
    void fixed(uint32_t field, uint64_t value) {
        varint(field << 3 | 1);
        std::memcpy(at_, &value, sizeof value);
        at_ += sizeof value;
    }
    void text(uint32_t field, std::string_view value) {
        varint(field << 3 | 2);
        varint(value.size());
        at_ += value.copy(at_, value.size());  // not memcpy(), which an empty text's null is forbidden
    }

    /// `fill(*this)` writes the message's fields: less than 2 MiB.
    template <class Fill>
    void message(uint32_t field, Fill fill) {
        varint(field << 3 | 2);
        char *const length = at_;
        at_ += length_bytes;
        fill(*this);
        const auto bytes = static_cast<size_t>(at_ - length) - length_bytes;
        length[0] = static_cast<char>(bytes | 0x80);
        length[1] = static_cast<char>(bytes >> 7 | 0x80);
        length[2] = static_cast<char>(bytes >> 14);
    }

  private:
    static constexpr size_t length_bytes = 3;

    void varint(uint64_t value) {
        for (; value >= 0x80; value >>= 7) *at_++ = static_cast<char>(value | 0x80);
        *at_++ = static_cast<char>(value);
    }

    char *at_;
};

}  // namespace rcu_bench::trace
