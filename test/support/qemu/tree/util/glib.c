/* Replaces a glib function. */
#include "qemu/osdep.h"

void g_usleep(unsigned long us) {
    struct timespec left = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    while (nanosleep(&left, &left) != 0) continue;
}
