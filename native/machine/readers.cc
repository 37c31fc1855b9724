#include "machine/readers.h"

#include <algorithm>

#include "machine/kick.h"
#include "support/observed_thread.h"
#include "support/schedule.h"

namespace rcu_bench::workload {

using platform::monotonic_ns;
using trace::MachineEvent;

void ReaderThread::start(const std::string &name, trace::ThreadRole role) {
    thread_ = observed_thread(setting_.observer, name, role, [this] {
        setting_.provider.register_reader(reader_);
        run();
        setting_.provider.unregister_reader(reader_);
    });
}

namespace {

/// A reader that enters sections at a rate and sleeps between them. The sleep represents the running guest or an idle device.
class PacedReader : public ReaderThread {
  public:
    PacedReader(ReaderSetting &setting, uint64_t stream, double rate, const char *between)
        : ReaderThread(setting, stream, sample_capacity(setting.config, rate)),
          mean_gap_ns_(1e9 / rate),
          between_(between) {}

  protected:
    /// The gaps from begin to begin are exponential. An overdue section begins at once; later sections do not make up for it.
    template <class Section>
    void run_paced(Section section) {
        int64_t next_ns = monotonic_ns();
        while (!stopping()) {
            next_ns += static_cast<int64_t>(random_.exponential(mean_gap_ns_));
            next_ns = std::max(next_ns, monotonic_ns());
            trace::current_thread->activity.does(between_);
            sleep_until_or_stop(next_ns, setting_.stopping);
            trace::current_thread->activity.does("is in a read-side critical section");
            section();
        }
    }

  private:
    static size_t sample_capacity(const MachineConfig &config, double rate) {
        constexpr double most = 4'000'000;  // 32 MB; further samples count as dropped
        const double expected = rate * static_cast<double>(config.duration_ns) * 1e-9;
        return static_cast<size_t>(std::min(most, 1.25 * expected + 1024));
    }

    const double mean_gap_ns_;
    const char *const between_;
};

/// An I/O thread: each batch of virtqueue work is a section, in which the thread sleeps while the host's I/O runs.
class IoThread final : public PacedReader {
  public:
    IoThread(ReaderSetting &setting, uint64_t stream) : PacedReader(setting, stream, setting.config.io_rate, "polls") {}

  private:
    void run() override {
        const provider::ReadSide side = setting_.provider.read_side();
        run_paced([&] {
            const int64_t begin_ns = monotonic_ns();
            side.lock(reader_);
            SectionCheck check(setting_.map, random_, setting_.violations);
            check.touch();
            if (setting_.config.io_section_ns > 0) platform::sleep_until_ns(begin_ns + setting_.config.io_section_ns);
            check.touch();
            side.unlock(reader_);
            section_ended(begin_ns);
        });
    }
};

/// A vCPU under KVM. The guest runs outside of sections; an exit to an emulated device is a section that takes the BQL, so the
/// section lasts as long as the wait for the BQL and the handler together.
class KvmVcpu final : public PacedReader {
  public:
    KvmVcpu(ReaderSetting &setting, uint64_t stream)
        : PacedReader(setting, stream, setting.config.exit_rate, "runs the guest") {}

  private:
    void run() override {
        const provider::ReadSide side = setting_.provider.read_side();
        run_paced([&] {
            const int64_t begin_ns = monotonic_ns();
            side.lock(reader_);
            SectionCheck check(setting_.map, random_, setting_.violations);
            trace::record(MachineEvent::exit_begin, check.address());
            setting_.bql.lock();
            platform::spin_until_ns(monotonic_ns() + setting_.config.exit_handler_ns);
            setting_.bql.unlock();
            check.touch();  // after the wait for the BQL, so that a view that was freed during the wait is detected
            trace::record(MachineEvent::exit_end);
            side.unlock(reader_);
            section_ended(begin_ns);
        });
    }
};

/// The interval at which guest code touches memory in this model.
constexpr int64_t slice_ns = 500'000;
/// Relative range of the section lengths, both directions together.
constexpr double length_jitter = 0.2;
constexpr size_t most_kick_samples = 1'000'000;

/// A vCPU under TCG. It is in a section while it runs guest code. Only the force notifier's kick ends a section early, at the next
/// boundary between translation blocks; the next section begins at once.
class TcgVcpu final : public ReaderThread {
  public:
    TcgVcpu(ReaderSetting &setting, uint64_t stream, uint32_t index)
        : ReaderThread(setting, stream, most_kick_samples), kick_(index) {}

    uint64_t kicks() const override { return kick_.count(); }

  private:
    void run() override {
        setting_.provider.add_notifier(reader_, kick_);
        trace::current_thread->activity.does("runs guest code in a read-side critical section");
        const provider::ReadSide side = setting_.provider.read_side();
        const auto section_ns = static_cast<double>(setting_.config.section_ns);
        // The first sections of the vCPUs end at different times, and lengths vary a little. Otherwise the vCPUs would keep the same
        // phase for the whole run, and every grace period would wait for the same part of a section.
        auto length_ns = static_cast<int64_t>(random_.unit() * section_ns);
        while (!stopping()) {
            const int64_t begin_ns = monotonic_ns();
            side.lock(reader_);
            SectionCheck check(setting_.map, random_, setting_.violations);
            execute(check, begin_ns + length_ns);
            check.touch();
            side.unlock(reader_);
            section_ended(begin_ns);
            length_ns = static_cast<int64_t>((1 + length_jitter * (random_.unit() - 0.5)) * section_ns);
        }
        setting_.provider.remove_notifier(reader_, kick_);
    }

    void wake() override { kick_.wake(); }

    /// Executes guest code until the section's end, a kick or a stop.
    void execute(SectionCheck &check, int64_t end_ns) {
        while (!stopping()) {
            if (kick_.kicked()) {
                work_until(kick_.at_ns() + setting_.config.kick_ns);  // to the next boundary between translation blocks
                return kick_.take();
            }
            const int64_t now_ns = monotonic_ns();
            if (now_ns >= end_ns) return;
            check.touch();
            kick_.sleep_until(std::min(end_ns, now_ns + slice_ns));
        }
    }

    Kick kick_;
};

// Streams of random numbers: each reader has its own.
constexpr uint64_t io_stream = 100;
constexpr uint64_t first_vcpu_stream = 101;

}  // namespace

Readers::Readers(ReaderSetting &setting) : setting_(setting) {
    const MachineConfig &config = setting.config;
    const uint32_t vcpus = config.accel == Accel::none ? 0 : config.vcpus;
    for (uint32_t i = 0; i < vcpus; ++i) {
        if (config.accel == Accel::tcg) {
            readers_.push_back(std::make_unique<TcgVcpu>(setting, first_vcpu_stream + i, i));
        } else if (config.exit_rate > 0) {
            readers_.push_back(std::make_unique<KvmVcpu>(setting, first_vcpu_stream + i));
        }
    }
    if (config.io_rate > 0) readers_.push_back(std::make_unique<IoThread>(setting, io_stream));
}

void Readers::start() {
    const bool has_io = setting_.config.io_rate > 0;
    for (size_t i = 0; i < readers_.size(); ++i) {
        if (has_io && i + 1 == readers_.size()) {
            readers_[i]->start("I/O thread", trace::ThreadRole::io);
        } else {
            readers_[i]->start("vCPU " + std::to_string(i), trace::ThreadRole::vcpu);
        }
    }
}

void Readers::request_stop() {
    setting_.stopping.store(true, std::memory_order_relaxed);
    for (const auto &reader : readers_) reader->wake();
}

void Readers::join() {
    for (const auto &reader : readers_) reader->join();
}

uint64_t Readers::kicks() const {
    uint64_t sum = 0;
    for (const auto &reader : readers_) sum += reader->kicks();
    return sum;
}

}  // namespace rcu_bench::workload
