// Why an unmap took as long as it did: its time cut into intervals, each with what it was spent on. Fed with all events of
// a recording in order; an unmap's story is whole when it is answered.
//
// The path that is followed: the device's main loop until it has handed its callbacks to the RCU; then whatever the RCU
// thread does, for that alone decides when the region is gone; then the main loop again, until the command is answered.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "trace/event_merge.h"

namespace rcu_bench::trace {

enum class Stage : uint8_t {
    device,   ///< the main loop changes the memory map
    before,   ///< until a grace period begins: the RCU thread wakes up, or collects
    earlier,  ///< a grace period that began before these callbacks were queued, or did not take them
    gp1,
    between,
    gp2,
    after,   ///< until the region is gone: the RCU thread's callbacks
    others,  ///< its region is gone; those of other blobs, that were taken away with it, are not: a reset
    resume,  ///< until the main loop has answered
    unseen,  ///< the recording does not show the RCU: another program's trace
};
inline constexpr size_t stage_count = static_cast<size_t>(Stage::unseen) + 1;

enum class Cause : uint8_t {
    transaction,    ///< the main loop works on the memory transaction
    remapping,      ///< … maps the background over the blob: no transaction at all
    asleep,         ///< the RCU thread is being woken up
    collecting,     ///< … sleeps to collect callbacks: legacy
    scanning,       ///< … works: barrier, scan, walk
    polling,        ///< … is in a timed wait, and a reader is still in its section
    polling_on,     ///< … is in a timed wait though no reader is left that it waits for
    kicking,        ///< … waits for the signal of a reader that was asked to leave
    signalled,      ///< … has been signalled, and is being woken up
    bql,            ///< … waits for the BQL
    callbacks,      ///< … runs callbacks
    others,         ///< … gets to the other blobs' regions
    running,        ///< … does something else
    main_loop,      ///< the main loop is being woken up, or does something else
    main_loop_bql,  ///< the main loop waits for the BQL
    answering,      ///< the main loop runs the command again
    unseen,         ///< not in the recording
};

/// Nobody in particular.
inline constexpr uint32_t no_thread = UINT32_MAX;

struct Interval {
    int64_t begin_ns, end_ns;
    Stage stage;
    Cause cause;
    uint32_t who = no_thread;  ///< the reader, or the BQL's holder; a position in Recording::threads()
    int64_t who_since_ns = 0;  ///< since when: the section's begin
    int64_t who_bql_ns = 0;    ///< what the reader's section had spent waiting for the BQL by the interval's end
};

struct AwaitedGracePeriod {
    int64_t begin_ns, end_ns;
    std::optional<uint8_t> forced;  ///< a rcu::ForceReason
    uint64_t rounds, sleeps;
};

struct UnmapStory {
    uint64_t resource = 0;
    uint32_t pid = 0;
    int64_t begin_ns = 0, gone_ns = 0, end_ns = 0;
    bool measured = false;            ///< it is in the tables
    std::vector<Interval> intervals;  ///< without gaps from begin to end
    std::vector<AwaitedGracePeriod> grace_periods;
    int64_t latency_ns() const { return end_ns - begin_ns; }
};

/// What many unmaps together have spent where.
struct UnmapTime {
    uint64_t unmaps = 0;
    std::array<int64_t, stage_count> stage_ns{};  ///< by Stage; their sum is the sum of the latencies
    int64_t bql_ns = 0;                           ///< of it, waiting for the BQL: the RCU thread, and the main loop

    void add(const UnmapStory &story);
};

class UnmapStories {
  public:
    explicit UnmapStories(const Recording &recording);

    /// What the event means for the unmaps under way. The finished one, if it ends one: valid until the next call.
    const UnmapStory *on(const MergedEvent &event);

  private:
    struct Process;
    /// One thread as it stands.
    struct Thread {
        uint32_t pid = 0;
        Process *process = nullptr;
        bool is_rcu = false;
        int64_t section_since_ns = 0;  // 0: in none
        int64_t section_bql_ns = 0;    // of the section's time
        int64_t bql_wait_since_ns = 0;
    };
    struct LastReader {
        uint32_t who = no_thread;
        int64_t since_ns = 0, left_ns = 0, bql_ns = 0;
    };
    /// The RCU thread of one process.
    struct RcuThread {
        Cause cause = Cause::running;
        int64_t since_ns = 0;
        bool in_grace_period = false;
        int64_t advanced_ns = 0;
        AwaitedGracePeriod grace_period{};
        uint32_t bql_holder = no_thread;  // when it began to wait
        LastReader last_left;             // of those that its wait is for
        bool chains = false;              // its callbacks queue callbacks
    };
    struct Process {
        RcuThread rcu;
        bool shows_rcu = false;  // there are probes of the engine
        uint32_t bql_holder = no_thread;
    };
    struct RcuInterval {
        Interval interval;
        uint32_t grace_period;  // how many have begun since the callbacks were queued
        bool inside;
    };
    struct Open {
        UnmapStory story;
        uint32_t main_loop = 0;
        bool has_transaction = false;
        int64_t queued_ns = 0;  // its callbacks were handed to the RCU
        uint32_t begun = 0;     // grace periods since
        bool inside = false;
        std::vector<RcuInterval> rcu;
        Cause resuming = Cause::main_loop;
        int64_t resuming_since_ns = 0;
        uint32_t holder = no_thread;
        bool waits_for_others = false;
    };

    void on_rcu_thread(const MergedEvent &event, RcuThread &rcu);
    void on_reader(const MergedEvent &event, Thread &thread);
    void on_bql(const MergedEvent &event, Thread &thread);
    void on_main_loop(const MergedEvent &event, Open &open);
    void start(const MergedEvent &event);
    void queued(Open &open, int64_t now_ns);
    void gone(const MergedEvent &event);
    void blocked(const MergedEvent &event);
    void resume_from(Open &open, int64_t now_ns, uint32_t freed_by);
    const UnmapStory *finish(const MergedEvent &event);
    uint32_t bql_holder(uint32_t pid) { return processes_[pid].bql_holder; }

    void enter(RcuThread &rcu, uint32_t pid, Cause cause, int64_t now_ns);
    void spend(RcuThread &rcu, uint32_t pid, int64_t now_ns);
    void add(uint32_t pid, const Interval &interval);
    void add_wait(RcuThread &rcu, uint32_t pid, int64_t now_ns);
    LastReader oldest_reader(const RcuThread &rcu, uint32_t pid, int64_t now_ns) const;
    void resume_as(Open &open, Cause cause, int64_t now_ns);
    void assign_stages(Open &open, bool chained);
    static void append(std::vector<Interval> &intervals, const Interval &interval);

    std::map<uint32_t, Process> processes_;  // by pid
    std::vector<Thread> threads_;
    std::vector<Open> open_;
    UnmapStory finished_;
};

}  // namespace rcu_bench::trace
