// The recording file as docs/trace-format.md describes it: the definitions that the writer and the reader share.
// src/trace/recording-format.ts has the same numbers for TypeScript. Little-endian, like the machines that this runs
// on.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace rcu_bench::trace::format {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

inline constexpr char magic[] = {'r', 'c', 'u', 't', 'r', 'a', 'c', 'e'};
inline constexpr uint32_t version = 1;

struct FileHeader {
    char magic[8];
    uint32_t version;
    uint32_t reserved;
};

enum class BlockType : uint32_t { meta = 1, kinds, process, thread, clock, events, end };

struct BlockHeader {
    uint32_t type;
    uint32_t bytes;  ///< of the payload; a multiple of 8
};

struct KindHead {  // then texts: key, name, category, a, b
    uint16_t id;
    uint16_t begins;
    uint8_t shape;
    uint8_t reserved[3];
};

struct ProcessHead {  // then text: name
    uint32_t pid, order;
};

enum class Clock : uint32_t { ns, ticks };

struct ThreadHead {  // then text: name
    uint32_t index, pid, tid, order, clock;
};

struct ClockBlock {
    uint64_t ticks;
    int64_t ns;
};

struct EventsHead {  // then events of 32 bytes
    uint32_t thread, count;
    uint64_t lost_before;
};

struct EndEntry {
    uint32_t thread, reserved;
    uint64_t lost;
};

}  // namespace rcu_bench::trace::format
