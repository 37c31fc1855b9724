#include "provider/liburcu.h"

#include <dlfcn.h>

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <new>
#include <thread>

#include "platform/static_tls.h"

namespace rcu_bench::provider {

namespace {

// --- The library, as far as it is needed here. Its headers are not: what follows are its functions' types.

/// `struct rcu_head`.
struct Head {
    void *next;
    void (*func)(Head *self);
};

/// `struct call_rcu_data`: a thread that runs callbacks, and their queue.
struct Worker;

struct Functions {
    void (*register_thread)();
    void (*unregister_thread)();  ///< bp has none
    void (*read_lock)();
    void (*read_unlock)();
    void (*call_rcu)(Head *head, void (*func)(Head *head));
    void (*barrier)();
    void (*synchronize_rcu)();
    Worker *(*create_call_rcu_data)(unsigned long flags, int cpu);
    void (*call_rcu_data_free)(Worker *worker);
    Worker *(*get_thread_call_rcu_data)();
    void (*set_thread_call_rcu_data)(Worker *worker);
    void (*thread_online)();  ///< qsbr alone
    void (*thread_offline)();
};

/// What a flavour is called.
struct Names {
    const char *version;  ///< here
    const char *library;  ///< its file
    const char *prefix;   ///< of its functions
    bool goes_offline = false;
};

// --- An RCU.

class Liburcu {
  public:
    Liburcu(const Functions &functions, const rcu_bench_host &bench_host)
        : urcu(functions), host(bench_host), worker_(urcu.create_call_rcu_data(0, any_cpu)) {}

    void call(rcu_bench_callback &callback);
    void drain();
    void stop();

    const Functions urcu;
    const rcu_bench_host &host;

  private:
    friend class WorkerThread;
    static constexpr int any_cpu = -1;

    void run(rcu_bench_callback &callback);
    void big_lock();

    Worker *const worker_;
    // Written by producers and the worker for each callback: what is read only stays off their cache line.
    alignas(64) std::atomic<uint64_t> outstanding_{0};
    alignas(64) std::atomic<uint32_t> announced_threads_{0};
};

/// liburcu starts the thread that runs its callbacks, and ends it: the host hears of it at its first callback, and when the thread's
/// own variables go.
class WorkerThread {
  public:
    /// Once.
    void announce(Liburcu &rcu) {
        rcu_ = &rcu;
        rcu.announced_threads_.fetch_add(1, std::memory_order_relaxed);
        rcu.host.thread_begin(rcu.host.self, "liburcu");
    }
    ~WorkerThread() {
        if (rcu_ == nullptr) return;
        rcu_->host.thread_end(rcu_->host.self);
        // Release: counterpart is the acquire in stop(), after which the RCU and its host go.
        rcu_->announced_threads_.fetch_sub(1, std::memory_order_release);
    }

  private:
    Liburcu *rcu_ = nullptr;
};

thread_local WorkerThread worker_thread;
/// Whether that knows its RCU. Looked at for each callback, and without the guard that comes with a destructor.
RCU_BENCH_STATIC_TLS thread_local bool is_announced = false;

[[gnu::noinline]] void announce_worker(Liburcu &rcu) {
    worker_thread.announce(rcu);
    is_announced = true;
}

// Our part of a callback's space: liburcu's head, then whose it is.
constexpr size_t owner_at = 2;
static_assert(sizeof(Head) == owner_at * sizeof(void *));

/// liburcu wants registered callers, because it reads the workers of each CPU in a section. There are none here: the calling thread's
/// own worker is found before they are looked at, so any thread may call.
void Liburcu::call(rcu_bench_callback &callback) {
    if (urcu.get_thread_call_rcu_data() != worker_) urcu.set_thread_call_rcu_data(worker_);
    // Relaxed: stop() begins when nobody calls any more, or is told of it by the callback that does.
    outstanding_.fetch_add(1, std::memory_order_relaxed);
    callback.space[owner_at] = this;
    urcu.call_rcu(new (callback.space) Head, [](Head *head) {
        auto *const own = reinterpret_cast<rcu_bench_callback *>(head);  // `space` comes first in it
        static_cast<Liburcu *>(own->space[owner_at])->run(*own);
    });
}

void Liburcu::run(rcu_bench_callback &callback) {
    if (!is_announced) [[unlikely]]
        announce_worker(*this);
    big_lock();
    callback.run(&callback);
    host.big_unlock(host.self);
    // Release: counterpart is the acquire in stop().
    outstanding_.fetch_sub(1, std::memory_order_release);
}

/// The worker is a reader too, and qsbr's is online: asleep here it would hold up whoever waits for a grace period.
void Liburcu::big_lock() {
    if (urcu.thread_offline != nullptr) urcu.thread_offline();
    host.big_lock(host.self);
    if (urcu.thread_online != nullptr) urcu.thread_online();
}

void Liburcu::drain() {
    const bool locked = host.big_lock_held(host.self) != 0;
    if (locked) host.big_unlock(host.self);
    urcu.barrier();
    if (locked) host.big_lock(host.self);
}

/// A worker that is freed with callbacks in its queue would leave them to another thread: so not before there is none.
void Liburcu::stop() {
    while (outstanding_.load(std::memory_order_acquire) != 0) urcu.barrier();
    urcu.call_rcu_data_free(worker_);
    // It has left its loop, but liburcu 0.13 does not join it.
    while (announced_threads_.load(std::memory_order_acquire) != 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

Liburcu &liburcu_of(void *rcu) { return *static_cast<Liburcu *>(rcu); }

// --- Readers.

/// memb, mb, bp: as they are.
struct PlainReaders {
    static void register_thread(void *rcu, rcu_bench_reader *) { liburcu_of(rcu).urcu.register_thread(); }
    static void unregister_thread(void *rcu, rcu_bench_reader *) {
        if (liburcu_of(rcu).urcu.unregister_thread != nullptr) liburcu_of(rcu).urcu.unregister_thread();
    }
    static void read_lock(void *rcu, rcu_bench_reader *) { liburcu_of(rcu).urcu.read_lock(); }
    static void read_unlock(void *rcu, rcu_bench_reader *) { liburcu_of(rcu).urcu.read_unlock(); }
    static void read_loop(void *rcu, rcu_bench_reader *, uint32_t pairs) {
        const auto [lock, unlock] = std::pair(liburcu_of(rcu).urcu.read_lock, liburcu_of(rcu).urcu.read_unlock);
        for (uint32_t i = 0; i < pairs; ++i) {
            lock();
            unlock();
        }
    }
};

/// A thread of qsbr's is waited for all the time but where it is offline. Threads of the emulated machine sleep between their
/// sections, so they are online inside of them alone.
struct QsbrReaders {
    static uint64_t &depth(rcu_bench_reader *reader) { return reader->space[0]; }

    static void register_thread(void *rcu, rcu_bench_reader *reader) {
        depth(reader) = 0;
        liburcu_of(rcu).urcu.register_thread();
        liburcu_of(rcu).urcu.thread_offline();
    }
    static void unregister_thread(void *rcu, rcu_bench_reader *) { liburcu_of(rcu).urcu.unregister_thread(); }
    static void read_lock(void *rcu, rcu_bench_reader *reader) {
        if (depth(reader)++ == 0) liburcu_of(rcu).urcu.thread_online();
        liburcu_of(rcu).urcu.read_lock();
    }
    static void read_unlock(void *rcu, rcu_bench_reader *reader) {
        liburcu_of(rcu).urcu.read_unlock();
        if (--depth(reader) == 0) liburcu_of(rcu).urcu.thread_offline();
    }
    /// As qsbr is meant to be used: sections cost nothing, and once in a while there is a quiescent state. Here it is going offline.
    static void read_loop(void *rcu, rcu_bench_reader *reader, uint32_t pairs) {
        read_lock(rcu, reader);
        PlainReaders::read_loop(rcu, reader, pairs);
        read_unlock(rcu, reader);
    }
};

// --- The flavours.

struct Memb : PlainReaders {
    static constexpr Names names{"urcu-memb", "liburcu-memb.so.8", "urcu_memb_"};
};
struct Mb : PlainReaders {
    static constexpr Names names{"urcu-mb", "liburcu-mb.so.8", "urcu_mb_"};
};
struct Qsbr : QsbrReaders {
    static constexpr Names names{"urcu-qsbr", "liburcu-qsbr.so.8", "urcu_qsbr_", true};
};
struct Bp : PlainReaders {
    static constexpr Names names{"urcu-bp", "liburcu-bp.so.8", "urcu_bp_"};
};

/// Calls `visit.operator()<Flavour>()` for each.
template <class Visit>
void for_each_flavour(Visit visit) {
    visit.template operator()<Memb>();
    visit.template operator()<Mb>();
    visit.template operator()<Qsbr>();
    visit.template operator()<Bp>();
}

// --- Loading.

/// A flavour's library, or what is wrong.
struct Loaded {
    Functions functions{};
    std::string version;
    std::string error;
};

class Loader {
  public:
    explicit Loader(const Names &names) : names_(names), library_(dlopen(names.library, RTLD_NOW | RTLD_LOCAL)) {}

    /// It stays loaded.
    Loaded load() {
        if (library_ == nullptr) {
            loaded_.error = std::string(dlerror()) + "; install it: apt install liburcu8";
            return loaded_;
        }
        find_functions();
        loaded_.version = file_name() + (has_membarrier() ? "" : ", without membarrier");
        return loaded_;
    }

  private:
    void find_functions() {
        Functions &all = loaded_.functions;
        require(all.register_thread, "register_thread");
        find(all.unregister_thread, "unregister_thread");
        require(all.read_lock, "read_lock");
        require(all.read_unlock, "read_unlock");
        require(all.call_rcu, "call_rcu");
        require(all.barrier, "barrier");
        require(all.synchronize_rcu, "synchronize_rcu");
        require(all.create_call_rcu_data, "create_call_rcu_data");
        require(all.call_rcu_data_free, "call_rcu_data_free");
        require(all.get_thread_call_rcu_data, "get_thread_call_rcu_data");
        require(all.set_thread_call_rcu_data, "set_thread_call_rcu_data");
        if (!names_.goes_offline) return;
        require(all.thread_online, "thread_online");
        require(all.thread_offline, "thread_offline");
    }

    template <class Function>
    void require(Function &function, const char *name) {
        find(function, name);
        if (function != nullptr || !loaded_.error.empty()) return;
        loaded_.error =
            std::string(names_.library) + " has no " + names_.prefix + name + ": liburcu 0.13 or newer has it";
    }
    template <class Function>
    void find(Function &function, const char *name) {
        function = reinterpret_cast<Function>(symbol(name));
    }
    void *symbol(const char *name) { return dlsym(library_, (names_.prefix + std::string(name)).c_str()); }

    /// With the version in it, which the name that was asked for has not.
    std::string file_name() {
        Dl_info info;
        if (dladdr(reinterpret_cast<void *>(loaded_.functions.read_lock), &info) == 0) return names_.library;
        std::error_code failed;
        const std::filesystem::path file = std::filesystem::canonical(info.dli_fname, failed);
        return failed ? names_.library : file.filename().string();
    }

    /// memb and bp see at their start whether the kernel has the system call, and else have barriers in their readers, as mb does.
    bool has_membarrier() {
        const auto *const has = static_cast<const int *>(symbol("has_sys_membarrier"));
        return has == nullptr || *has != 0;
    }

    const Names &names_;
    void *const library_;
    Loaded loaded_;
};

template <class Flavour>
const Loaded &loaded() {
    static const Loaded once = Loader(Flavour::names).load();
    return once;
}

template <class Flavour>
const char *create(const rcu_bench_host *host, void **rcu) {
    *rcu = new Liburcu(loaded<Flavour>().functions, *host);
    return nullptr;
}

template <class Flavour>
const rcu_bench_provider *table() {
    static const rcu_bench_provider once{
        .interface_version = RCU_BENCH_PROVIDER_INTERFACE,
        .size = sizeof(rcu_bench_provider),
        .name = Flavour::names.version,
        .version = loaded<Flavour>().version.c_str(),
        .tells = RCU_BENCH_READS_ARE_CALLED,  // its grace periods are not seen from outside
        .forces_on_unmap = 0,
        .longest_silence_ns = 0,
        .create = create<Flavour>,
        .stop = [](void *rcu) { liburcu_of(rcu).stop(); },
        .destroy = [](void *rcu) { delete &liburcu_of(rcu); },
        .register_thread = Flavour::register_thread,
        .unregister_thread = Flavour::unregister_thread,
        .read_lock = Flavour::read_lock,
        .read_unlock = Flavour::read_unlock,
        .read_loop = Flavour::read_loop,
        .call = [](void *rcu, rcu_bench_callback *callback) { liburcu_of(rcu).call(*callback); },
        .force = nullptr,
        .drain = [](void *rcu) { liburcu_of(rcu).drain(); },
        .synchronize = [](void *rcu) { liburcu_of(rcu).urcu.synchronize_rcu(); },
        .add_notifier = nullptr,
        .remove_notifier = nullptr,
        .describe = nullptr};
    return &once;
}

}  // namespace

std::vector<std::string_view> liburcu_versions() {
    std::vector<std::string_view> versions;
    for_each_flavour([&]<class Flavour>() { versions.push_back(Flavour::names.version); });
    return versions;
}

const rcu_bench_provider *load_liburcu(std::string_view version, std::string &error) {
    const rcu_bench_provider *found = nullptr;
    for_each_flavour([&]<class Flavour>() {
        if (version != Flavour::names.version) return;
        error = loaded<Flavour>().error;
        if (error.empty()) found = table<Flavour>();
    });
    return found;
}

}  // namespace rcu_bench::provider
