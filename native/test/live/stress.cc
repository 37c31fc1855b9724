#include "live/stress.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "live/engine.h"
#include "live/oracle.h"
#include "rcu/read_side.h"

namespace rcu_bench::live {

namespace {

class Stress {
    using P = Platform;
    static constexpr size_t reader_count = 3;
    static constexpr size_t producer_count = 3;
    using AllSections = Sections<reader_count>;

    struct Job : rcu::CallbackNode<P> {
        Stress *stress;
        AllSections::Snapshot snapshot;
        size_t producer;
        uint64_t number;  ///< of its producer's jobs
        View *view = nullptr;
    };

    struct Member : rcu::ForceNotifier {
        rcu::Reader<P> reader;
        std::atomic<bool> kicked{false};
    };

  public:
    Stress(std::string_view version, const StressOptions &options)
        : options_(options), engine_owner_(make_engine(version, bql_, options.heavy)), engine_(*engine_owner_) {
        view_.store(new View, std::memory_order_release);
    }
    ~Stress() { delete view_.load(std::memory_order_relaxed); }

    StressResult run() {
        // Registered before the RCU thread runs: v1 walks the registry without its lock, and only churn tests that.
        for (Member &member : members_) {
            gp_.registry.add(member.reader);
            member.notify = [](rcu::ForceNotifier *self) {
                static_cast<Member *>(self)->kicked.store(true, std::memory_order_relaxed);
            };
            gp_.registry.add_notifier(member.reader, member);
        }
        std::thread rcu_thread([this] { engine_.thread_main(); });
        std::thread rescuer([this] { rescue(); });
        std::vector<std::thread> readers, writers;
        for (size_t i = 0; i < reader_count; ++i)
            readers.emplace_back([this, i] { with_side([&](auto s) { read(s, i); }); });
        for (size_t i = 0; i < producer_count; ++i) writers.emplace_back([this, i] { produce(i); });
        writers.emplace_back([this] { request(); });
        writers.emplace_back([this] { synchronize(); });
        if (options_.churn) readers.emplace_back([this] { with_side([&](auto s) { churn(s); }); });

        platform::sleep_ns(int64_t{options_.duration_ms} * 1'000'000);
        writing_.store(false, std::memory_order_relaxed);
        for (std::thread &writer : writers) writer.join();
        while (run_.load(std::memory_order_acquire) < queued_.load(std::memory_order_relaxed))
            platform::sleep_ns(1'000'000);
        reading_.store(false, std::memory_order_relaxed);
        for (std::thread &reader : readers) reader.join();
        engine_.stop();
        rcu_thread.join();
        rescuing_.store(false, std::memory_order_relaxed);
        rescuer.join();
        for (Member &member : members_) {
            gp_.registry.remove_notifier(member.reader, member);
            gp_.registry.remove(member.reader);
        }
        result_.queued = queued_.load(std::memory_order_relaxed);
        result_.run = run_.load(std::memory_order_relaxed);
        result_.reclaimed_seen = reclaimed_seen_.load(std::memory_order_relaxed);
        result_.sections = sections_done_.load(std::memory_order_relaxed);
        return result_;
    }

  private:
    template <class Body>
    void with_side(Body body) {
        using rcu::ReadBarrier;
        if (options_.heavy == platform::HeavyBarrier::fence) {
            body(rcu::ReadSide<P, ReadBarrier::full, rcu::ReadProbes::off>{});
        } else {
            body(rcu::ReadSide<P, ReadBarrier::compiler, rcu::ReadProbes::off>{});
        }
    }

    /// Sections of 0 to 1 ms; every second one has another one inside; a kick ends it early, as TCG's readers do.
    template <class Side>
    void read(Side, size_t index) {
        Member &member = members_[index];
        for (uint64_t n = 0; n == 0 || reading_.load(std::memory_order_relaxed); ++n) {
            member.kicked.store(false, std::memory_order_relaxed);
            Side::lock(gp_, member.reader);
            sections_.begin(index);
            View *const view = view_.load(std::memory_order_acquire);
            check(*view);
            const int64_t end = platform::monotonic_ns() + static_cast<int64_t>(n * 7919 % 997) * 1000;
            do {
                if (n % 2 == 0) {
                    Side::lock(gp_, member.reader);
                    check(*view);
                    Side::unlock(gp_, member.reader);
                }
                check(*view);
                if (n % 16 == 3) platform::sleep_ns(50'000);  // a section across a sleep
            } while (platform::monotonic_ns() < end && !member.kicked.load(std::memory_order_relaxed));
            check(*view);
            sections_.end(index);
            Side::unlock(gp_, member.reader);
            sections_done_.fetch_add(1, std::memory_order_relaxed);
            if (n % 8 == 0) platform::sleep_ns(20'000);
        }
    }

    template <class Side>
    void churn(Side) {
        while (reading_.load(std::memory_order_relaxed)) {
            Member passing;
            passing.notify = [](rcu::ForceNotifier *self) {
                static_cast<Member *>(self)->kicked.store(true, std::memory_order_relaxed);
            };
            gp_.registry.add(passing.reader);
            gp_.registry.add_notifier(passing.reader, passing);
            for (int i = 0; i < 3; ++i) {
                Side::lock(gp_, passing.reader);
                check(*view_.load(std::memory_order_acquire));
                platform::sleep_ns(20'000);
                Side::unlock(gp_, passing.reader);
            }
            gp_.registry.remove_notifier(passing.reader, passing);
            gp_.registry.remove(passing.reader);
        }
    }

    void check(const View &view) {
        const bool wrong = view.reclaimed.load(std::memory_order_relaxed) ||
                           (options_.touch_payload && *static_cast<const volatile int *>(&view.payload) != 42);
        if (wrong) reclaimed_seen_.fetch_add(1, std::memory_order_relaxed);
    }

    // Each thread does its work at least once: on a busy machine it may start after the time is up.

    void produce(size_t producer) {
        do {
            const uint64_t burst = 1 + numbers_[producer] % 23;
            for (uint64_t i = 0; i < burst; ++i) queue_job(producer, numbers_[producer]++ % 4 == 0);
            platform::sleep_ns(burst % 2 == 0 ? 300'000 : 60'000);
        } while (writing_.load(std::memory_order_relaxed));
    }

    void queue_job(size_t producer, bool replace_view) {
        auto *job = new Job;
        job->func = [](rcu::CallbackNode<P> *node) { finish(static_cast<Job *>(node)); };
        job->stress = this;
        job->producer = producer;
        job->number = numbers_[producer];
        if (replace_view) job->view = view_.exchange(new View, std::memory_order_acq_rel);
        job->snapshot = sections_.now();
        queued_.fetch_add(1, std::memory_order_relaxed);
        engine_.call(*job);
    }

    /// The callback: in the RCU thread, under the BQL.
    static void finish(Job *job) {
        Stress &self = *job->stress;
        StressResult &result = self.result_;
        result.without_bql += !self.bql_.held();
        result.early_callbacks += self.sections_.still_open(job->snapshot) > 0;
        result.out_of_order += job->number <= self.last_run_[job->producer];
        self.last_run_[job->producer] = job->number;
        if (job->view != nullptr) self.reclaim(job->view);
        delete job;
        self.run_.fetch_add(1, std::memory_order_release);
    }

    void reclaim(View *view) {
        view->reclaimed.store(true, std::memory_order_relaxed);
        if (options_.touch_payload) {
            view->payload = 0;
            delete view;  // ASan sees a reader that comes too late
        } else {
            graveyard_.emplace_back(view);
        }
    }

    /// force_rcu and drain_call_rcu by turns, with and without the BQL.
    void request() {
        for (uint64_t n = 0; n == 0 || writing_.load(std::memory_order_relaxed); ++n) {
            platform::sleep_ns(2'000'000);
            engine_.force();
            ++result_.forces;
            if (n % 4 != 0) continue;
            const bool with_bql = n % 8 == 0;
            if (with_bql) bql_.lock();
            std::atomic<bool> ran{false};
            struct Flag : rcu::CallbackNode<P> {
                std::atomic<bool> *ran;
            } flag;
            flag.ran = &ran;
            flag.func = [](rcu::CallbackNode<P> *node) {
                static_cast<Flag *>(node)->ran->store(true, std::memory_order_release);
            };
            engine_.call(flag);
            engine_.drain();
            result_.early_drains += !ran.load(std::memory_order_acquire);
            result_.early_drains += with_bql && !bql_.held();
            if (with_bql) bql_.unlock();
            // Should the drain have come back early, `flag` is still the engine's.
            while (!ran.load(std::memory_order_acquire)) platform::sleep_ns(1'000'000);
            ++result_.drains;
        }
    }

    void synchronize() {
        do {
            platform::sleep_ns(3'000'000);
            const auto snapshot = sections_.now();
            engine_.synchronize();
            early_synchronizes_ += sections_.still_open(snapshot) > 0;
            ++synchronizes_;
        } while (writing_.load(std::memory_order_relaxed));
        result_.early_synchronizes = early_synchronizes_;
        result_.synchronizes = synchronizes_;
    }

    void rescue() {
        if (options_.rescue_after_ms == 0) return;
        uint64_t last = 0;
        int64_t since = platform::monotonic_ns();
        while (rescuing_.load(std::memory_order_relaxed)) {
            platform::sleep_ns(5'000'000);
            const uint64_t progress = run_.load(std::memory_order_relaxed);
            const int64_t now = platform::monotonic_ns();
            if (progress != last || progress == queued_.load(std::memory_order_relaxed)) {
                last = progress;
                since = now;
            } else if (now - since > int64_t{options_.rescue_after_ms} * 1'000'000) {
                engine_.force();
                ++result_.rescues;
                since = now;
            }
        }
    }

    const StressOptions options_;
    rcu::BigLock<P> bql_;
    const std::unique_ptr<Engine> engine_owner_;
    Engine &engine_;
    rcu::GraceState<P> &gp_ = engine_.gp();
    std::array<Member, reader_count> members_;
    AllSections sections_;
    std::atomic<View *> view_{nullptr};
    std::atomic<bool> writing_{true}, reading_{true}, rescuing_{true};
    std::atomic<uint64_t> queued_{0}, run_{0}, reclaimed_seen_{0}, sections_done_{0};
    std::array<uint64_t, producer_count> numbers_{};      // each its producer's own; the first job is number 1
    std::array<uint64_t, producer_count> last_run_{};     // the RCU thread's own
    std::vector<std::unique_ptr<View>> graveyard_;        // the RCU thread's own
    uint64_t early_synchronizes_ = 0, synchronizes_ = 0;  // the synchronizer's own
    StressResult result_;                                 // fields of different threads; read after they are joined
};

}  // namespace

StressResult stress(std::string_view version, const StressOptions &options) {
    const Deadline deadline(version, 30);
    return std::make_unique<Stress>(version, options)->run();
}

Deadline::Deadline(std::string_view what, int seconds)
    : thread_([this, name = std::string(what), seconds] {
          const int64_t end = platform::monotonic_ns() + int64_t{seconds} * 1'000'000'000;
          while (!met_.load(std::memory_order_relaxed)) {
              platform::sleep_ns(2'000'000);
              if (platform::monotonic_ns() < end) continue;
              std::fprintf(stderr, "live test: %s did not end within %d s: the tests stop here\n", name.c_str(),
                           seconds);
              std::_Exit(1);
          }
      }) {}

Deadline::~Deadline() {
    met_.store(true, std::memory_order_relaxed);
    thread_.join();
}

}  // namespace rcu_bench::live
