// The seeded fault `unlocked-walk` under TSan: fences are replaced by annotations there, and the race must be reported all the
// same (expect_tsan_report.sh). With the argument `sound` the same engine without the fault, which has to come to its end.
#include <cstring>

#include "mutants/faults.h"
#include "support/forced_churn.h"

using namespace rcu_bench;

int main(int argc, char **argv) {
    if (argc > 1 && std::strcmp(argv[1], "sound") == 0) {
        test::force_amid_churn<mutants::MutantEngine<test::P, mutants::Sound>>();
    } else {
        test::force_amid_churn<mutants::MutantEngine<test::P, mutants::UnlockedWalk>>();
    }
}
