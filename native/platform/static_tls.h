// Thread-locals that hot paths read, in a shared library: the addon.
#pragma once

#include <cstdint>  // defines __GLIBC__ where that is the C library

/// Before a thread-local: its offset from the thread pointer is fixed when the library is loaded, so that an access is a load and not
/// a call of __tls_get_addr. All such variables of a process share a few hundred bytes that glibc sets aside for libraries loaded
/// later; keep them small. musl sets nothing aside and refuses to load such a library, hence nothing there.
#if defined(__GLIBC__)
#define RCU_BENCH_STATIC_TLS [[gnu::tls_model("initial-exec")]]
#else
#define RCU_BENCH_STATIC_TLS
#endif
