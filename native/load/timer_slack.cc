#include "load/timer_slack.h"

#include <sys/prctl.h>

namespace rcu_bench::workload {

bool set_timer_slack(int64_t ns) { return prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(ns), 0, 0, 0) == 0; }

}  // namespace rcu_bench::workload
