#ifndef STAND_IN_OSDEP_H
#define STAND_IN_OSDEP_H

#include "config-host.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* From glib: QEMU's osdep.h includes glib's headers here. */
void g_usleep(unsigned long us);

#endif
