// Usage: run_library FILE
// Runs a bench that is a shared library, as the addon is one: loads it and calls its bench_main().
#include <dlfcn.h>

#include <cstdio>

int main(int count, char **arguments) {
    if (count != 2) {
        std::fputs("usage: run_library FILE\n", stderr);
        return 2;
    }
    void *const library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    void *const bench = library != nullptr ? dlsym(library, "bench_main") : nullptr;
    if (bench == nullptr) {
        std::fprintf(stderr, "Error: %s\n", dlerror());
        return 1;
    }
    return reinterpret_cast<int (*)()>(bench)();
}
