// Latency attribution: why an unmap took its time. The time is divided into intervals, each with a cause. All events of
// a recording are fed in order; an unmap's attribution is complete when the unmap is answered.
// The critical path: the device's main loop until it has handed its callbacks to the RCU; then the RCU thread, which
// alone decides when the memory region is gone; then the main loop again until the command is answered.
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
    before,   ///< until a grace period begins: the RCU thread wakes up, or collects callbacks
    earlier,  ///< a grace period that began before these callbacks were queued, or that did not take them
    gp1,
    between,
    gp2,
    after,   ///< until the memory region is gone: callbacks run
    others,  ///< the region is gone, but not those of other blobs of the same reset
    resume,  ///< until the main loop has answered
    unseen,  ///< the recording does not show the RCU: another program's trace
};
inline constexpr size_t stage_count = static_cast<size_t>(Stage::unseen) + 1;

enum class Cause : uint8_t {
    transaction,    ///< the main loop works on the memory transaction
    remapping,      ///< the main loop maps the background over the blob, without a transaction
    asleep,         ///< the RCU thread is waking up
    collecting,     ///< the RCU thread sleeps to collect callbacks (legacy)
    scanning,       ///< the RCU thread executes the barrier, the scan or the walk
    polling,        ///< the RCU thread is in a timed wait, and a reader is still in its section
    polling_on,     ///< the RCU thread is in a timed wait although all readers have left
    kicking,        ///< the RCU thread waits for the signal of a reader that was asked to leave
    signalled,      ///< the RCU thread was signalled and is waking up
    bql,            ///< the RCU thread waits for the BQL
    callbacks,      ///< the RCU thread runs callbacks
    others,         ///< the RCU thread processes the regions of other blobs
    running,        ///< the RCU thread does something else
    main_loop,      ///< the main loop is waking up, or does something else
    main_loop_bql,  ///< the main loop waits for the BQL
    answering,      ///< the main loop resumes the command
    unseen,         ///< not in the recording
};

/// No thread.
inline constexpr uint32_t no_thread = UINT32_MAX;

struct Interval {
    int64_t begin_ns, end_ns;
    Stage stage;
    Cause cause;
    uint32_t who = no_thread;  ///< the reader, or the holder of the BQL; a position in Recording::threads()
    int64_t who_since_ns = 0;  ///< beginning of the reader's section
    int64_t who_bql_ns = 0;    ///< time that the section had spent waiting for the BQL at the end of the interval
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
    bool measured = false;            ///< the unmap is in the tables
    std::vector<Interval> intervals;  ///< without gaps from the beginning to the end
    std::vector<AwaitedGracePeriod> grace_periods;
    int64_t latency_ns() const { return end_ns - begin_ns; }
};

/// The sum over many unmaps.
struct UnmapTime {
    uint64_t unmaps = 0;
    std::array<int64_t, stage_count> stage_ns{};  ///< indexed by Stage; the sum equals the sum of the latencies
    int64_t bql_ns = 0;  ///< part of it that the RCU thread and the main loop spent waiting for the BQL

    void add(const UnmapStory &story);
};

class UnmapStories {
  public:
    explicit UnmapStories(const Recording &recording);

    /// Processes an event. Returns the unmap that the event completes, valid until the next call; null otherwise.
    const UnmapStory *on(const MergedEvent &event);

  private:
    struct Process;
    /// The state of one thread.
    struct Thread {
        uint32_t pid = 0;
        Process *process = nullptr;
        bool is_rcu = false;
        int64_t section_since_ns = 0;  // 0: not in a section
        int64_t section_bql_ns = 0;    // part of the section's time
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
        uint32_t bql_holder = no_thread;  // at the beginning of its wait
        LastReader last_left;             // of the readers that its wait is for
        bool chains = false;              // its callbacks queue callbacks
    };
    struct Process {
        RcuThread rcu;
        bool shows_rcu = false;  // the recording contains probes of the engine
        uint32_t bql_holder = no_thread;
    };
    struct RcuInterval {
        Interval interval;
        uint32_t grace_period;  // the number of grace periods begun since the callbacks were queued
        bool inside;
    };
    struct Open {
        UnmapStory story;
        uint32_t main_loop = 0;
        bool has_transaction = false;
        int64_t queued_ns = 0;  // when the callbacks were handed to the RCU
        uint32_t begun = 0;     // grace periods begun since then
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
