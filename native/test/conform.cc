// Checks a provider's library against the promises of provider.h:
//
//   conform LIBRARY     prints a line for each broken promise; exits 1 if there is one
//
// A library that hangs is ended by SIGALRM after two minutes; the last line says in which check.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>

#include "support/conformance.h"

namespace conformance = rcu_bench::test::conformance;

namespace {

constexpr unsigned patience_s = 120;

const rcu_bench_provider *load(const char *file) {
    void *const library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    void *const symbol = library == nullptr ? nullptr : dlsym(library, RCU_BENCH_PROVIDER_SYMBOL);
    if (symbol == nullptr) {
        fprintf(stderr, "%s\n", dlerror());
        return nullptr;
    }
    return reinterpret_cast<decltype(&rcu_bench_get_provider)>(symbol)();
}

}  // namespace

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: conform LIBRARY\n");
        return 2;
    }
    const rcu_bench_provider *const table = load(argv[1]);
    if (table == nullptr) return 2;
    conformance::StrictHost host;
    const conformance::Subject subject = conformance::of_library(*table, host);
    bool broken = false;
    const auto print = [&broken](const char *check, const std::string &what) {
        broken = true;
        printf("broken: %s: %s\n", check, what.c_str());
    };
    for (const conformance::Check &check : conformance::checks) {
        alarm(patience_s);
        printf("%s\n", check.name);
        fflush(stdout);
        conformance::Findings found;
        check.run(subject, found);
        for (const std::string &line : found.lines()) print(check.name, line);
    }
    for (const std::string &fault : host.faults()) print("what it asks of its host", fault);
    return broken ? 1 : 0;
}
