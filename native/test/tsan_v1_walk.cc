// v1's defect on real threads: the registry is walked without its lock while forcing, so a reader that registers or
// unregisters meanwhile races with it. Built with TSan only; that TSan ends it with a report is what is asserted
// (expect_tsan_report.sh). A run that comes to its end is the failure.
#include "rcu/versions/v1.h"
#include "support/forced_churn.h"

int main() { rcu_bench::test::force_amid_churn<rcu_bench::rcu::V1<rcu_bench::test::P>>(); }
