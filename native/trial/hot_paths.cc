#include "trial/hot_paths.h"

#include <atomic>
#include <memory>

#include "platform/clock.h"
#include "provider/rcu_provider.h"

namespace rcu_bench::workload {

namespace {

using platform::monotonic_ns;

constexpr uint32_t hot_calls = 400;  // the callbacks fit into the L1 cache
constexpr uint32_t hot_calls_beside = 4000;
constexpr uint32_t hot_pairs = 10'000;
constexpr size_t hot_ring_events = 4096;

/// The callbacks of one measurement, and the number that have run.
class HotCallbacks {
  public:
    explicit HotCallbacks(uint32_t count) : items_(count) {
        for (Item &item : items_) {
            item.of = this;
            item.func = [](provider::Callback *self) { static_cast<Item *>(self)->of->ran(); };
        }
    }

    /// Returns ns per call.
    double call_all(provider::Provider &provider) {
        left_.store(static_cast<uint32_t>(items_.size()), std::memory_order_relaxed);
        const int64_t begin_ns = monotonic_ns();
        for (Item &item : items_) provider.call(item);
        return static_cast<double>(monotonic_ns() - begin_ns) / static_cast<double>(items_.size());
    }
    void await_all() const {
        while (left_.load(std::memory_order_acquire) > 0) platform::sleep_ns(100'000);
    }
    /// After await_all(): ns per callback, from the first callback to the last.
    double callback_ns() const {
        return static_cast<double>(last_ns_ - first_ns_) / static_cast<double>(items_.size() - 1);
    }

  private:
    struct Item : provider::Callback {
        HotCallbacks *of;
    };

    void ran() {
        const uint32_t left = left_.load(std::memory_order_relaxed);
        if (left == items_.size()) first_ns_ = monotonic_ns();
        if (left == 1) last_ns_ = monotonic_ns();
        left_.store(left - 1, std::memory_order_release);  // counterpart: the acquire in await_all()
    }

    std::vector<Item> items_;
    // Written by the RCU thread while callbacks run.
    alignas(64) std::atomic<uint32_t> left_{0};
    int64_t first_ns_ = 0, last_ns_ = 0;
};

/// An RCU, and the calling thread attached to it.
class HotRcu {
  public:
    HotRcu(std::string_view version, platform::HeavyBarrier heavy, trace::Recorder *recorder)
        : observer_(recorder, 0), provider_(provider::make_builtin(version, bql_, {.heavy = heavy})) {
        blocker_.func = [](provider::Callback *) {};
        attached_ = &observer_.attach("hot paths", trace::ThreadRole::main_loop);
        trace::Observer::detach();
        provider_->start(observer_);
        provider_->register_reader(reader_);
    }
    ~HotRcu() {
        provider_->unregister_reader(reader_);
        provider_->stop();
    }
    HotRcu(const HotRcu &) = delete;
    HotRcu &operator=(const HotRcu &) = delete;

    trace::ThreadContext *attached() const { return attached_; }

    /// call_rcu while the RCU thread waits for the BQL with a callback, so that nothing else runs. Returns ns per call
    /// and stores ns per callback in `callback_ns`.
    double call_ns(trace::ThreadContext *as, double *callback_ns = nullptr) {
        const uint64_t grace_periods = observer_.accounting().completed_grace_periods();
        bql_.lock();
        provider_->call(blocker_);
        while (observer_.accounting().completed_grace_periods() == grace_periods) platform::sleep_ns(50'000);
        platform::sleep_ns(200'000);  // from the end of the grace period to the lock
        const double each_ns = as_thread(as, [&] { return quiet_.call_all(*provider_); });
        bql_.unlock();
        quiet_.await_all();
        if (callback_ns != nullptr) *callback_ns = quiet_.callback_ns();
        return each_ns;
    }

    double call_beside_ns() {
        const double each_ns = as_thread(attached_, [&] { return beside_.call_all(*provider_); });
        beside_.await_all();
        return each_ns;
    }

    double read_loop_ns(trace::ThreadContext *as) {
        return pair_ns(as, [&] { provider_->read_loop(reader_, hot_pairs); });
    }

    double read_called_ns() {
        const provider::ReadSide side = provider_->read_side();
        return pair_ns(attached_, [&] {
            for (uint32_t i = 0; i < hot_pairs; ++i) {
                side.lock(reader_);
                std::atomic_signal_fence(std::memory_order_seq_cst);
                side.unlock(reader_);
            }
        });
    }

    double bql_ns(trace::ThreadContext *as) {
        return pair_ns(as, [&] {
            for (uint32_t i = 0; i < hot_pairs; ++i) {
                bql_.lock();
                bql_.unlock();
            }
        });
    }

  private:
    /// Returns the result of `body`, with the calling thread's probes received by `as`; null: by nobody.
    template <class Body>
    static double as_thread(trace::ThreadContext *as, Body body) {
        trace::ThreadContext *const before = trace::current_thread;
        trace::current_thread = as;
        const double result = body();
        trace::current_thread = before;
        return result;
    }

    template <class Body>
    static double pair_ns(trace::ThreadContext *as, Body body) {
        return as_thread(as, [&] {
            const int64_t begin_ns = monotonic_ns();
            body();
            return static_cast<double>(monotonic_ns() - begin_ns) / hot_pairs;
        });
    }

    trace::Observer observer_;
    provider::BigLock bql_;
    const std::unique_ptr<provider::Provider> provider_;
    trace::ThreadContext *attached_;
    provider::Reader reader_;
    provider::Callback blocker_;
    HotCallbacks quiet_{hot_calls}, beside_{hot_calls_beside};
};

}  // namespace

HotPaths measure_hot_paths(std::string_view version, platform::HeavyBarrier heavy, uint32_t rounds) {
    trace::Recorder recorder(hot_ring_events);
    HotRcu counted(version, heavy, nullptr);
    HotRcu traced(version, heavy, &recorder);
    HotPaths paths;
    for (uint32_t round = 0; round < rounds; ++round) {
        double callback_ns = 0;
        paths["call"].push_back(counted.call_ns(counted.attached(), &callback_ns));
        paths["callback"].push_back(callback_ns);
        paths["call_unattached"].push_back(counted.call_ns(nullptr));
        paths["call_traced"].push_back(traced.call_ns(traced.attached()));
        paths["call_beside"].push_back(counted.call_beside_ns());
        paths["read_loop"].push_back(counted.read_loop_ns(counted.attached()));
        paths["read_called"].push_back(counted.read_called_ns());
        paths["read_traced"].push_back(traced.read_loop_ns(traced.attached()));
        paths["bql"].push_back(counted.bql_ns(counted.attached()));
        paths["bql_unattached"].push_back(counted.bql_ns(nullptr));
        paths["bql_traced"].push_back(traced.bql_ns(traced.attached()));
    }
    return paths;
}

}  // namespace rcu_bench::workload
