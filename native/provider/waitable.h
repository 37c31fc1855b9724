// What a version's waits are to a workload: one thing that can be waited for, made of that version's own futex (patch 1) or
// event (patch 2).
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace rcu_bench::provider {

/// On which layer of a version a workload waits.
enum class WaitLayer : uint8_t {
    futex,  ///< qemu_futex_wait, and from patch 1 on qemu_futex_timedwait: deadlines in ns
    event,  ///< qemu_event_wait, and from patch 2 on qemu_event_timedwait: whole ms, counted from the call
};

/// How a timed wait says that it ended.
enum class WaitEnd : uint8_t {
    set,
    timed_out,
    untold,  ///< v2's and v3's event wait returns nothing
};

class Waitable {
  public:
    virtual ~Waitable() = default;

    virtual void set() = 0;
    virtual void reset() = 0;
    virtual bool is_set() const = 0;

    /// Without an end. May return although nobody has set it.
    virtual void wait() = 0;

    /// Whether this version has timed waits on this layer. Without them the two below return at once.
    virtual bool has_deadlines() const = 0;
    /// Lengths that are no multiple of it cannot be asked for.
    virtual int64_t resolution_ns() const = 0;
    /// Until `length_ns` after `begin_ns`, which is now; a negative length is a deadline that has passed.
    virtual WaitEnd wait_for(int64_t begin_ns, int64_t length_ns) = 0;

    // What a call costs by itself: loops of one kind of call, so that nothing of ours is in them.

    static constexpr uint32_t calls = 256;
    /// So many waits; it must be set.
    virtual void wait_often() = 0;
    virtual void wait_for_often() = 0;
    /// Resets, or sets, so many others like it for which nobody waits.
    virtual void reset_spares() = 0;
    virtual void set_spares() = 0;
};

/// Of a built-in version; null for an unknown name. Not set.
std::unique_ptr<Waitable> make_waitable(std::string_view version, WaitLayer layer);

}  // namespace rcu_bench::provider
