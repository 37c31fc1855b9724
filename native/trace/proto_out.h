// Protocol buffers as they lie on the wire: varints, fixed64 and length-delimited fields, put into a growing buffer.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace rcu_bench::trace {

class ProtoOut {
  public:
    void clear() { bytes_.clear(); }
    std::string_view bytes() const { return bytes_; }

    void number(uint32_t field, uint64_t value) {
        varint(field << 3);
        varint(value);
    }
    void fixed(uint32_t field, uint64_t value) {
        varint(field << 3 | 1);
        bytes_.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    void text(uint32_t field, std::string_view value) {
        varint(field << 3 | 2);
        varint(value.size());
        bytes_.append(value);
    }
    void message(uint32_t field, const ProtoOut &message) { text(field, message.bytes()); }

  private:
    void varint(uint64_t value) {
        char encoded[10];
        size_t size = 0;
        for (; value >= 0x80; value >>= 7) encoded[size++] = static_cast<char>(value | 0x80);
        encoded[size++] = static_cast<char>(value);
        bytes_.append(encoded, size);
    }

    std::string bytes_;
};

}  // namespace rcu_bench::trace
