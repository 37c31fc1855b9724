// Thread-local variables on hot paths of a shared library (the addon).
#pragma once

#include <cstdint>  // defines __GLIBC__ if that is the C library

/// For thread-local variables: fixes the offset from the thread pointer when the library is loaded, so that an access
/// is a load and not a call of __tls_get_addr. All such variables of a process share a few hundred bytes that glibc
/// reserves for libraries loaded later; keep them small. musl reserves nothing and refuses to load such a library, so
/// the macro is empty there.
#if defined(__GLIBC__)
#define RCU_BENCH_STATIC_TLS [[gnu::tls_model("initial-exec")]]
#else
#define RCU_BENCH_STATIC_TLS
#endif
