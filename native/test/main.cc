// doctest's main, in a unit of its own: it is the one slow thing to compile.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
// doctest would put its own SIGSEGV handler in place for each test case and take it, and whatever was installed meanwhile,
// away afterwards. The workload's fault guard is installed once in a process and must stay: under `none` readers do fault.
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS
#include <doctest/doctest.h>
