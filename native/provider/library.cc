// Provider libraries: found, checked, never trusted.
#include <dlfcn.h>

#include <cstring>
#include <map>

#include "provider/liburcu.h"
#include "provider/rcu_provider.h"

namespace rcu_bench::provider {

namespace {

/// A longer silence would delay every report of a stall.
constexpr uint64_t most_silence_ns = 60'000'000'000;

using AskProvider = const rcu_bench_provider *(*)();

/// The required functions of a table, by their names in provider.h.
const char *missing_function(const rcu_bench_provider &table) {
#define MISSING(name) \
    if (table.name == nullptr) return #name
    MISSING(create);
    MISSING(stop);
    MISSING(destroy);
    MISSING(register_thread);
    MISSING(unregister_thread);
    MISSING(read_lock);
    MISSING(read_unlock);
    MISSING(call);
#undef MISSING
    return nullptr;
}

/// Returns what is wrong with a table; empty: nothing.
std::string fault_of(const rcu_bench_provider &table) {
    if (table.interface_version != RCU_BENCH_PROVIDER_INTERFACE) {
        return "it has version " + std::to_string(table.interface_version) + " of the interface, this rcu-bench has " +
               std::to_string(RCU_BENCH_PROVIDER_INTERFACE) + ": build it with this version's provider.h";
    }
    if (table.size < offsetof(rcu_bench_provider, force)) {
        return "its table is " + std::to_string(table.size) + " bytes long, too short for the required functions";
    }
    if (table.name == nullptr || *table.name == '\0') return "it has no name";
    if (table.longest_silence_ns > most_silence_ns) {
        return "its longest_silence_ns is " + std::to_string(table.longest_silence_ns) + ": at most " +
               std::to_string(most_silence_ns) + " (60 s) is waited for";
    }
    return {};
}

std::string fault_of_functions(const rcu_bench_provider &table) {
    if (const char *const name = missing_function(table)) return std::string("it has no ") + name + "()";
    if ((table.add_notifier == nullptr) != (table.remove_notifier == nullptr)) {
        return "it has one of add_notifier() and remove_notifier(): both or none";
    }
    return {};
}

/// A table of this version's size: functions that the library does not know are absent.
rcu_bench_provider whole(const rcu_bench_provider &told) {
    rcu_bench_provider table{};
    memcpy(&table, &told, std::min<size_t>(told.size, sizeof table));
    if (table.version == nullptr) table.version = "";
    return table;
}

const rcu_bench_provider *load_file(const std::string &file, std::string &error) {
    static std::map<std::string, rcu_bench_provider> loaded;
    if (const auto at = loaded.find(file); at != loaded.end()) return &at->second;
    void *const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        error = dlerror();
        return nullptr;
    }
    void *const symbol = dlsym(library, RCU_BENCH_PROVIDER_SYMBOL);
    if (symbol == nullptr) {
        error = "it has no symbol " RCU_BENCH_PROVIDER_SYMBOL ": that is a function, declared in provider.h";
        return nullptr;
    }
    const rcu_bench_provider *const told = reinterpret_cast<AskProvider>(symbol)();
    if (told == nullptr) {
        error = RCU_BENCH_PROVIDER_SYMBOL "() returned NULL";
        return nullptr;
    }
    error = fault_of(*told);
    if (!error.empty()) return nullptr;
    const rcu_bench_provider table = whole(*told);
    error = fault_of_functions(table);
    if (!error.empty()) return nullptr;
    return &loaded.emplace(file, table).first->second;
}

}  // namespace

const rcu_bench_provider *load(const Choice &choice, std::string &error) {
    return choice.file.empty() ? load_liburcu(choice.version, error) : load_file(choice.file, error);
}

std::unique_ptr<Provider> make_provider(const Choice &choice, BigLock &bql, Build build) {
    if (choice.file.empty() && is_builtin(choice.version)) return make_builtin(choice.version, bql, build);
    std::string error;
    const rcu_bench_provider *const table = load(choice, error);
    if (table == nullptr) return nullptr;
    return std::make_unique<Provider>(*table, bql);
}

}  // namespace rcu_bench::provider
