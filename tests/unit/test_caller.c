#include "tests/unit/harness.h"

#include <sys/wait.h>
#include <unistd.h>

static unsigned long secure;

static unsigned long fake_auxval(unsigned long type)
{
    return type == 23 ? secure : 0; /* AT_SECURE */
}
#define getauxval fake_auxval
#include "plugin/caller.c"

/* The state that a user leaves; then what of it stays, as bits. */
static int what_stays(void)
{
    const struct rlimit some = {1000000, RLIM_INFINITY};
    struct rlimit l;
    sigset_t set;
    int stays;

    sigfillset(&set);
    if (setrlimit(RLIMIT_FSIZE, &some) < 0 ||
        setrlimit(RLIMIT_CPU, &some) < 0 ||
        sigprocmask(SIG_BLOCK, &set, NULL) < 0 || setenv("TZ", "ABC-12", 1) < 0)
        return 99;
    tzset();
    caller_forget();
    getrlimit(RLIMIT_FSIZE, &l);
    stays = l.rlim_cur != RLIM_INFINITY;
    getrlimit(RLIMIT_CPU, &l);
    stays |= (l.rlim_cur != RLIM_INFINITY) << 1;
    sigprocmask(SIG_BLOCK, NULL, &set);
    stays |= sigismember(&set, SIGTERM) << 2;
    stays |= (getenv("TZ") != NULL) << 3;
    return stays | (timezone == -12 * 3600) << 4;
}

static int in_child(unsigned long is_secure)
{
    int status = -1;
    pid_t pid;

    secure = is_secure;
    pid = fork();
    if (pid == 0)
        _exit(what_stays());
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_secure(void)
{
    EXPECT_NUMBER(in_child(1), 0);
}

/* Whoever has set them for a pppd of his own has meant it. */
static void test_own(void)
{
    EXPECT_NUMBER(in_child(0), 31);
}

const char unit_name[] = "caller";
const struct unit_test unit_tests[] = {
    {"nothing stays in a set-user-id process", test_secure},
    {"all stays in another", test_own},
    {NULL, NULL},
};
