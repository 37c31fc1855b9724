// The waits of a version for a workload: an object to wait for, made of that version's futex (patch 1) or event (patch
// 2).
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace rcu_bench::provider {

/// The layer on which a workload waits.
enum class WaitLayer : uint8_t {
    futex,  ///< qemu_futex_wait, and from patch 1 on qemu_futex_timedwait: deadlines in ns
    event,  ///< qemu_event_wait, and from patch 2 on qemu_event_timedwait: whole ms, counted from the call
};

/// How a timed wait reports its end.
enum class WaitEnd : uint8_t {
    set,
    timed_out,
    untold,  ///< the event wait of v2 and v3 returns nothing
};

class Waitable {
  public:
    virtual ~Waitable() = default;

    virtual void set() = 0;
    virtual void reset() = 0;
    virtual bool is_set() const = 0;

    /// Waits without a deadline. May return without a set.
    virtual void wait() = 0;

    /// Whether this version has timed waits on this layer. Without them the next two functions return at once.
    virtual bool has_deadlines() const = 0;
    /// Only lengths that are multiples of this can be requested.
    virtual int64_t resolution_ns() const = 0;
    /// Waits until `length_ns` after `begin_ns`, which is now; a negative length is a deadline that has passed.
    virtual WaitEnd wait_for(int64_t begin_ns, int64_t length_ns) = 0;

    // The cost of a call: loops of one kind of call, without any code of the workload.

    static constexpr uint32_t calls = 256;
    /// Waits this often; the object must be set.
    virtual void wait_often() = 0;
    virtual void wait_for_often() = 0;
    /// Resets, or sets, this many similar objects for which no thread waits.
    virtual void reset_spares() = 0;
    virtual void set_spares() = 0;
};

/// An unset object of a built-in version; null for an unknown name.
std::unique_ptr<Waitable> make_waitable(std::string_view version, WaitLayer layer);

}  // namespace rcu_bench::provider
