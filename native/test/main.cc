// doctest's main, in a unit of its own: it is the one slow thing to compile.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
