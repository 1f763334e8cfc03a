#include "plugin/caller.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <time.h>

/*
 * A process that is killed for a file that is too long, or for its time, has
 * not written down that its call has failed, and leaves files half written.
 */
static void lift_limit(__rlimit_resource_t which)
{
    const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};

    (void)setrlimit(which, &none);
}

/* The GNU C library clears what would make it load or write other files. */
void caller_forget(void)
{
    sigset_t none;

    if (!getauxval(AT_SECURE))
        return;
    lift_limit(RLIMIT_FSIZE);
    lift_limit(RLIMIT_CPU);
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)unsetenv("TZ");
    tzset();
}
