// An engine of rcu/ behind provider.h.
#pragma once

#include <thread>

#include "provider/host.h"
#include "provider/rcu_provider.h"
#include "rcu/callbacks.h"
#include "rcu/read_side.h"
#include "rcu/reader.h"

namespace rcu_bench::provider {

/// One engine, its thread, and the functions of its table.
template <class Engine>
class EngineTable {
    using Node = rcu::CallbackNode<LivePlatform>;
    using EngineReader = rcu::Reader<LivePlatform>;

  public:
    static const rcu_bench_provider &of(platform::HeavyBarrier readers, bool traced) {
        using rcu::ReadBarrier;
        using rcu::ReadProbes;
        if (readers == platform::HeavyBarrier::fence) {
            return traced ? table<ReadBarrier::full, ReadProbes::on> : table<ReadBarrier::full, ReadProbes::off>;
        }
        return traced ? table<ReadBarrier::compiler, ReadProbes::on> : table<ReadBarrier::compiler, ReadProbes::off>;
    }

    static const EngineQueries &queries() {
        static constexpr EngineQueries own{.state = state, .disturbed = disturbed};
        return own;
    }

  private:
    explicit EngineTable(Provider &provider) : engine_(provider.bql()) {
        engine_.gp.heavy = provider.build().heavy;
        engine_.gp.width = provider.build().width;
        trace::Observer &observer = *provider.observer();
        thread_ = std::thread([this, &observer] {
            observer.attach("RCU thread", trace::ThreadRole::rcu);
            engine_.thread_main();
            trace::Observer::detach();
        });
    }

    static EngineTable &self(void *rcu) { return *static_cast<EngineTable *>(rcu); }

    // The engine's structures inside the caller's. A reader is constructed once and reused: a broken grace period may
    // keep a pointer to it for too long.
    static constexpr size_t made_at = 15;
    static_assert(sizeof(EngineReader) <= made_at * sizeof(uint64_t) && alignof(EngineReader) <= 64);
    static_assert(sizeof(Node) <= sizeof(rcu_bench_callback::space));
    struct Notifier : rcu::ForceNotifier {};
    static_assert(sizeof(Notifier) <= sizeof(rcu_bench_notifier::space));

    static bool made(const rcu_bench_reader &reader) { return reader.space[made_at] != 0; }
    static const EngineReader &engine_reader(const rcu_bench_reader &reader) {
        return *std::launder(reinterpret_cast<const EngineReader *>(reader.space));
    }
    static EngineReader &engine_reader(rcu_bench_reader &reader) {
        return *std::launder(reinterpret_cast<EngineReader *>(reader.space));
    }

    static EngineState state(const void *rcu) {
        const Engine &engine = static_cast<const EngineTable *>(rcu)->engine_;
        const uint32_t word = engine.callbacks.count.load(std::memory_order_relaxed);
        return {.pending = rcu::pending_of(word),
                .link_broken = engine.callbacks.queue.link_broken(),
                .force_outstanding = engine.force_outstanding(),
                .gp_counter = engine.gp.ctr.load(std::memory_order_relaxed)};
    }
    static bool disturbed(const rcu_bench_reader &reader) {
        return made(reader) && engine_reader(reader).waiting.load(std::memory_order_relaxed);
    }

    static const char *create(const rcu_bench_host *host, void **rcu) {
        *rcu = new EngineTable(provider_of(*host));
        return nullptr;
    }
    static void stop(void *rcu) {
        self(rcu).engine_.stop();
        self(rcu).thread_.join();
    }
    static void destroy(void *rcu) { delete &self(rcu); }

    static void register_thread(void *rcu, rcu_bench_reader *reader) {
        if (!made(*reader)) new (reader->space) EngineReader;
        reader->space[made_at] = 1;
        clear_waiting(*reader);
        self(rcu).engine_.register_reader(engine_reader(*reader));
    }
    static void unregister_thread(void *rcu, rcu_bench_reader *reader) {
        self(rcu).engine_.unregister_reader(engine_reader(*reader));
        clear_waiting(*reader);  // from here on only a fault can set it
    }
    static void clear_waiting(rcu_bench_reader &reader) {
        engine_reader(reader).waiting.store(false, std::memory_order_relaxed);
    }

    static void add_notifier(void *rcu, rcu_bench_reader *reader, rcu_bench_notifier *notifier) {
        auto *const own = new (notifier->space) Notifier{{on_force}};
        self(rcu).engine_.gp.registry.add_notifier(engine_reader(*reader), *own);
    }
    static void remove_notifier(void *rcu, rcu_bench_reader *reader, rcu_bench_notifier *notifier) {
        auto *const own = std::launder(reinterpret_cast<Notifier *>(notifier->space));
        self(rcu).engine_.gp.registry.remove_notifier(engine_reader(*reader), *own);
    }
    /// `space` is the first member of its structure.
    static void on_force(rcu::ForceNotifier *own) {
        auto *const notifier = reinterpret_cast<rcu_bench_notifier *>(own);
        notifier->notify(notifier);
    }

    static void call(void *rcu, rcu_bench_callback *callback) {
        self(rcu).engine_.call(*new (callback->space) Node{.func = on_run});
    }
    /// `space` is the first member of its structure.
    static void on_run(Node *node) {
        auto *const callback = reinterpret_cast<rcu_bench_callback *>(node);
        callback->run(callback);
    }

    static void force(void *rcu) { self(rcu).engine_.force(); }
    static void drain(void *rcu) { self(rcu).engine_.drain(); }
    static void synchronize(void *rcu) { self(rcu).engine_.synchronize(); }

    template <rcu::ReadBarrier barrier, rcu::ReadProbes probes>
    struct Reads {
        using Side = rcu::ReadSide<LivePlatform, barrier, probes>;

        static void lock(void *rcu, rcu_bench_reader *reader) {
            Side::lock(self(rcu).engine_.gp, engine_reader(*reader));
        }
        static void unlock(void *rcu, rcu_bench_reader *reader) {
            Side::unlock(self(rcu).engine_.gp, engine_reader(*reader));
        }
        static void loop(void *rcu, rcu_bench_reader *reader, uint32_t pairs) {
            auto &gp = self(rcu).engine_.gp;
            EngineReader &own = engine_reader(*reader);
            for (uint32_t i = 0; i < pairs; ++i) {
                Side::lock(gp, own);
                std::atomic_signal_fence(
                    std::memory_order_seq_cst);  // keeps the compiler from moving code out of the section
                Side::unlock(gp, own);
            }
        }
    };

    template <rcu::ReadBarrier barrier, rcu::ReadProbes probes>
    static constexpr rcu_bench_provider table{.interface_version = RCU_BENCH_PROVIDER_INTERFACE,
                                              .size = sizeof(rcu_bench_provider),
                                              .name = "built-in",
                                              .version = "",
                                              .tells = 0,            // its probes report everything
                                              .forces_on_unmap = 0,  // make_builtin() decides
                                              .longest_silence_ns = 0,
                                              .create = create,
                                              .stop = stop,
                                              .destroy = destroy,
                                              .register_thread = register_thread,
                                              .unregister_thread = unregister_thread,
                                              .read_lock = Reads<barrier, probes>::lock,
                                              .read_unlock = Reads<barrier, probes>::unlock,
                                              .read_loop = Reads<barrier, probes>::loop,
                                              .call = call,
                                              .force = force,
                                              .drain = drain,
                                              .synchronize = synchronize,
                                              .add_notifier = add_notifier,
                                              .remove_notifier = remove_notifier,
                                              .describe = nullptr};

    Engine engine_;
    std::thread thread_;
};

/// @param device_forces patch 5: the device forces when it unmaps a blob
template <class Engine>
std::unique_ptr<Provider> make_engine_provider(BigLock &bql, Build build, bool device_forces) {
    using Table = EngineTable<Engine>;
    return std::make_unique<Provider>(&Table::of, Table::queries(), bql, build, device_forces);
}

}  // namespace rcu_bench::provider
