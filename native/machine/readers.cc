#include "machine/readers.h"

#include "machine/io_thread.h"
#include "machine/kvm_vcpu.h"

namespace rcu_bench::workload {

namespace {
constexpr uint64_t io_stream = 100;
constexpr uint64_t first_vcpu_stream = 101;
}  // namespace

Readers::Readers(ReaderSetting &setting) : setting_(setting) {
    const MachineConfig &config = setting.config;
    const uint32_t vcpus = config.accel == Accel::none ? 0 : config.vcpus;
    for (uint32_t i = 0; i < vcpus; ++i) {
        if (config.accel == Accel::tcg) {
            auto vcpu = std::make_unique<TcgVcpu>(setting, first_vcpu_stream + i, i);
            kicked_.push_back(vcpu.get());
            readers_.push_back(std::move(vcpu));
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
    for (const TcgVcpu *vcpu : kicked_) sum += vcpu->kicks();
    return sum;
}

}  // namespace rcu_bench::workload
