// The binary interface that libraries were compiled against. Nothing here may change while RCU_BENCH_PROVIDER_INTERFACE
// is 1. A member that is added at the end of a structure needs a line here and changes no existing line.
#include <cstddef>
#include <type_traits>

#include "provider/provider.h"

namespace {

static_assert(RCU_BENCH_PROVIDER_INTERFACE == 1);

static_assert(sizeof(rcu_bench_reader) == 128 && alignof(rcu_bench_reader) == 64);
static_assert(offsetof(rcu_bench_reader, space) == 0 && sizeof(rcu_bench_reader::space) == 128);

// `space` is the first member: providers cast a pointer into it to the containing structure.
static_assert(sizeof(rcu_bench_callback) == 40 && alignof(rcu_bench_callback) == 8);
static_assert(offsetof(rcu_bench_callback, space) == 0 && sizeof(rcu_bench_callback::space) == 32);
static_assert(offsetof(rcu_bench_callback, run) == 32);
static_assert(sizeof(rcu_bench_notifier) == 40 && alignof(rcu_bench_notifier) == 8);
static_assert(offsetof(rcu_bench_notifier, space) == 0 && sizeof(rcu_bench_notifier::space) == 32);
static_assert(offsetof(rcu_bench_notifier, notify) == 32);

static_assert(sizeof(rcu_bench_event) == 4 && RCU_BENCH_GRACE_PERIOD_BEGIN == 1 && RCU_BENCH_GRACE_PERIOD_END == 2 &&
              RCU_BENCH_GRACE_PERIOD_FORCED == 3 && RCU_BENCH_WAIT_BEGIN == 4 && RCU_BENCH_WAIT_END == 5 &&
              RCU_BENCH_SET == 6);
static_assert(RCU_BENCH_FORCED_BY_THRESHOLD == 0 && RCU_BENCH_FORCED_BY_TIME == 1 && RCU_BENCH_FORCED_BY_REQUEST == 2);
static_assert(RCU_BENCH_FOR_READERS == 0 && RCU_BENCH_FOR_CALLBACKS == 1 && RCU_BENCH_FOR_FORCE == 2 &&
              RCU_BENCH_FOR_OTHER == 3);
static_assert(RCU_BENCH_TELLS_GRACE_PERIODS == 1 && RCU_BENCH_TELLS_FORCES == 2 && RCU_BENCH_TELLS_WAITS == 4 &&
              RCU_BENCH_INFERS == 8 && RCU_BENCH_READS_ARE_CALLED == 16);

#define HOST(member, offset) static_assert(offsetof(rcu_bench_host, member) == (offset))
HOST(size, 0);
HOST(self, 8);
HOST(big_lock, 16);
HOST(big_unlock, 24);
HOST(big_lock_held, 32);
HOST(thread_begin, 40);
HOST(thread_end, 48);
HOST(event, 56);
#undef HOST
static_assert(sizeof(rcu_bench_host) == 64);
static_assert(std::is_same_v<decltype(rcu_bench_host::event), void (*)(void *, rcu_bench_event, uint64_t, uint64_t)>);

#define TABLE(member, offset) static_assert(offsetof(rcu_bench_provider, member) == (offset))
TABLE(interface_version, 0);
TABLE(size, 4);
TABLE(name, 8);
TABLE(version, 16);
TABLE(tells, 24);
TABLE(forces_on_unmap, 28);
TABLE(longest_silence_ns, 32);
TABLE(create, 40);
TABLE(stop, 48);
TABLE(destroy, 56);
TABLE(register_thread, 64);
TABLE(unregister_thread, 72);
TABLE(read_lock, 80);
TABLE(read_unlock, 88);
TABLE(read_loop, 96);
TABLE(call, 104);
TABLE(force, 112);
TABLE(drain, 120);
TABLE(synchronize, 128);
TABLE(add_notifier, 136);
TABLE(remove_notifier, 144);
TABLE(describe, 152);
#undef TABLE
static_assert(sizeof(rcu_bench_provider) == 160);

}  // namespace
