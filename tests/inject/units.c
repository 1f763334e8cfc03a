/*
 * units.c - a unit test's program in which the product's calls fail.
 *
 * Owns main() in the place of harness.c's. Each test is run by a child of its
 * own: undisturbed, which counts the product's calls, and then with one of them
 * failing, once alone and once with all that follow. What the test then finds
 * wrong is no fault, as it was not written for that. These are:
 *
 * - the child crashes, a sanitizer reports, or the product never returns;
 * - something leaks: memory, a descriptor, a process;
 * - a code that the test looks at is another than that for no memory, where
 *   memory was the cause;
 * - the call does not come.
 *
 * A test that has found something wrong may use what it has not got, or leave
 * a process or a descriptor, and one that was ended by it (CU_..._FATAL) its
 * memory, too: that says nothing then. Any other report of a sanitizer does.
 *
 *     test_NAME [-w] [-m MOST] [-n MOST] [-b MS] [-t SECONDS] [-o WORD]
 *
 * -w: once for each way on which this program's tests come to a call, alone;
 * and with all that follow, if it may take its time (no -b).
 * MOST: failures in this program (-m), in each test (-n), of each kind, spread
 * over all that there are; 0: all. MS: no further one of a test that has taken
 * so long. SECONDS: what a child is given. WORD stands in the tests' names.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <CUnit/TestRun.h>

#include "compat/raserr.h"
#include "compat/ticks.h"
#include "conf/result.h"

#define main unit_main
int unit_main(void);
#include "tests/unit/harness.c"
#undef main
#include "tests/inject/inject.h"
#include "tests/unit/descriptors.h"

enum {
    SANITIZER = 86,
    TOO_LONG = 87,
    REPORT_MAX = 65536,
    TRIES = 3,
    TRIED_WAYS = 65536,
    ROUNDS = 5,
    LEAVE_MS = 10000,
    SETTLE_MS = 200
};

static struct {
    bool ways;
    unsigned long program, test; /* failures, 0: all */
    unsigned long budget;        /* milliseconds for each test, 0: no end */
    unsigned seconds;
    const char *only;
} how = {.seconds = 120};

static struct {
    unsigned long injected, faults, tests_own, gone;
} sum;

/* What a child leaves to its parent. */
static struct found {
    unsigned wrong; /* assertions */
    bool fatal, leaks;
    int descriptors; /* more than before */
    bool process;
    char code[512];
} * found;

static struct found undisturbed;
static struct inject_plan plan;
static int report; /* what a child says on stderr */

int __lsan_do_recoverable_leak_check(void) __attribute__((weak));
void __sanitizer_print_stack_trace(void) __attribute__((weak));

/* --- what a test looks at */

CU_BOOL __real_CU_assertImplementation(CU_BOOL value, unsigned line,
                                       const char *condition, const char *file,
                                       const char *function, CU_BOOL fatal);
CU_BOOL __wrap_CU_assertImplementation(CU_BOOL value, unsigned line,
                                       const char *condition, const char *file,
                                       const char *function, CU_BOOL fatal);
CU_BOOL __wrap_CU_assertImplementation(CU_BOOL value, unsigned line,
                                       const char *condition, const char *file,
                                       const char *function, CU_BOOL fatal)
{
    if (found && !value) {
        found->wrong++;
        found->fatal = found->fatal || fatal;
    }
    return __real_CU_assertImplementation(value, line, condition, file,
                                          function, fatal);
}

static bool is_conf(const struct unit_numbers *n)
{
    return strstr(n->expected_text, "CONF_") != NULL;
}

static bool is_code(const struct unit_numbers *n)
{
    return is_conf(n) || strstr(n->expected_text, "ERROR_") ||
           strncmp(n->actual_text, "Ras", 3) == 0;
}

/* Some tests tell a result from a count by its sign. */
static int no_memory_of(const struct unit_numbers *n)
{
    if (!is_conf(n))
        return (int)RASERR_ERROR_NOT_ENOUGH_MEMORY;
    return n->expected_text[0] == '-' ? -(int)CONF_NOMEM : (int)CONF_NOMEM;
}

/* Only the first one: what follows may come of it. */
static void look_at_code(const struct unit_numbers *n)
{
    const int no_memory = no_memory_of(n);

    if (n->actual != n->expected && n->actual != no_memory && !found->wrong &&
        inject_fired() && plan.kinds == INJECT_MEMORY && is_code(n))
        snprintf(found->code, sizeof(found->code), "%s:%u: %s is %lld", n->file,
                 n->line, n->actual_text, n->actual);
}

void __real_unit_compare(const struct unit_numbers *n);
void __wrap_unit_compare(const struct unit_numbers *n);
void __wrap_unit_compare(const struct unit_numbers *n)
{
    if (found)
        look_at_code(n);
    __real_unit_compare(n);
}

/* --- a child */

/* Its stack says whether the test waits there, or the product. */
static void on_alarm(int number)
{
    (void)number;
    if (__sanitizer_print_stack_trace)
        __sanitizer_print_stack_trace();
    _exit(TOO_LONG);
}

/* The signal of the test's own thread: others may wait for it. */
static void set_alarm(void)
{
    struct sigaction action = {.sa_handler = on_alarm};
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID,
                             .sigev_signo = SIGRTMAX};
    const struct itimerspec when = {.it_value = {how.seconds, 0}};
    timer_t timer;

    event._sigev_un._tid = gettid();
    sigaction(SIGRTMAX, &action, NULL);
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
        timer_settime(timer, 0, &when, NULL);
}

/* Threads and processes are given time to end what they are at. */
static void look_around(int descriptors)
{
    const struct timespec pause = {0, 5000000};
    unsigned waited = 0;

    do {
        found->descriptors = count_descriptors() - descriptors;
        found->process = waitpid(-1, NULL, WNOHANG) == 0;
        if (found->descriptors <= undisturbed.descriptors &&
            found->process <= undisturbed.process)
            break;
        nanosleep(&pause, NULL);
        waited += 5;
    } while (!found->wrong && waited < (plan.nth ? LEAVE_MS : SETTLE_MS));
}

static _Noreturn void be_child(CU_pSuite suite, CU_pTest test)
{
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC), descriptors;

    setpgid(0, 0);
    signal(SIGPIPE, SIG_IGN); /* as pppd has it */
    if (ftruncate(report, 0) < 0 || lseek(report, 0, SEEK_SET) < 0)
        _exit(1);
    dup2(null, STDOUT_FILENO);
    dup2(report, STDERR_FILENO);
    set_alarm();
    descriptors = count_descriptors();
    inject_arm(plan);
    CU_run_test(suite, test);
    inject_disarm();
    signal(SIGALRM, SIG_IGN); /* a test that was ended has its timer */
    look_around(descriptors);
    found->leaks = __lsan_do_recoverable_leak_check && !found->fatal &&
                   __lsan_do_recoverable_leak_check();
    _exit(0);
}

/* A child that the alarm does not end has blocked its signal. */
static int wait_for(pid_t pid)
{
    const struct timespec limit = {how.seconds + 10, 0};
    sigset_t child;
    int status = -1;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    while (waitpid(pid, &status, WNOHANG) == 0)
        if (sigtimedwait(&child, NULL, &limit) < 0 && errno == EAGAIN) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            return TOO_LONG << 8;
        }
    return status;
}

static int run_child(CU_pSuite suite, CU_pTest test)
{
    sigset_t child;
    int status = -1;
    pid_t pid;

    fflush(NULL);
    memset(found, 0, sizeof(*found));
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    pid = fork();
    if (pid == 0) {
        sigprocmask(SIG_UNBLOCK, &child, NULL);
        be_child(suite, test);
    }
    if (pid > 0) {
        status = wait_for(pid);
        kill(-pid, SIGKILL); /* what it has started and left */
    }
    sigprocmask(SIG_UNBLOCK, &child, NULL);
    return status;
}

/* --- what became of it */

static const char *read_report(void)
{
    static char text[REPORT_MAX];
    ssize_t n = pread(report, text, sizeof(text) - 1, 0);

    text[n > 0 ? n : 0] = '\0';
    return text;
}

static bool has(const char *line, size_t n, const char *word)
{
    return memmem(line, n, word, strlen(word)) != NULL;
}

/*
 * The innermost function that is the project's: if that is the test, it has
 * not looked at what it got, which is its right.
 */
static bool is_tests_own(const char *text)
{
    const char *line = strstr(text, "#0 ");
    size_t n;

    for (; line && (line = strchr(line, '#')); line += n) {
        n = strcspn(line, "\n");
        if (has(line, n, "tests/inject/"))
            continue;
        if (has(line, n, " conf/") || has(line, n, " compat/") ||
            has(line, n, " plugin/"))
            return false;
        if (has(line, n, " tests/"))
            return true;
    }
    return false;
}

static bool is_null(const char *text)
{
    return strstr(text, "null pointer") || strstr(text, "zero page") ||
           !__lsan_do_recoverable_leak_check;
}

static bool is_excused(int code)
{
    const char *text = read_report();

    return is_tests_own(text) ||
           (found->wrong && (code == TOO_LONG || is_null(text)));
}

/* NULL: nothing is wrong. */
static const char *fault_of(int status)
{
    static char ended[64];
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : SANITIZER;

    if (status != 0 && is_excused(code)) {
        sum.tests_own++;
        return NULL;
    }
    if (status != 0) {
        snprintf(ended, sizeof(ended), "status %#x", (unsigned)status);
        return code == TOO_LONG ? "it does not end" : ended;
    }
    if (found->code[0])
        return found->code;
    if (found->leaks && !undisturbed.leaks)
        return "it leaks";
    if (found->wrong)
        return NULL;
    return found->process && !undisturbed.process ? "a process is left"
           : found->descriptors > undisturbed.descriptors
               ? "a descriptor is left"
               : NULL;
}

static void show_fault(const char *test, const char *fault)
{
    sum.faults++;
    printf("not ok %s: %s: %s (%lu%s) at %#zx failed: %s\n", unit_name, test,
           inject_name(), plan.nth, plan.forever ? ", and all after" : "",
           inject_place(), fault);
    printf("%.6000s\n", read_report());
}

static unsigned long count_calls(CU_pSuite suite, CU_pTest test)
{
    unsigned long nth = plan.nth;
    int status;

    plan.nth = 0;
    undisturbed = (struct found){0};
    status = run_child(suite, test);
    if (status != 0 || found->wrong) {
        sum.injected++;
        show_fault(test->pName, "it fails by itself");
    }
    undisturbed = *found;
    plan.nth = nth;
    return inject_seen();
}

/* NULL: nothing is wrong, or the call has not come. */
static const char *try_call(CU_pSuite suite, CU_pTest test)
{
    const char *fault = NULL;
    unsigned tries = 0;

    do {
        fault = fault_of(run_child(suite, test));
    } while (!fault && !inject_fired() && ++tries < TRIES);
    return fault;
}

/*
 * Threads, timers and other programs: a call may be one that comes rarely. It
 * is gone when it does not come undisturbed either.
 */
static void inject_call(CU_pSuite suite, CU_pTest test)
{
    const char *fault = NULL;
    unsigned rounds;

    sum.injected++;
    for (rounds = 0; rounds < ROUNDS; rounds++) {
        fault = try_call(suite, test);
        if (fault)
            show_fault(test->pName, fault);
        if (fault || inject_fired())
            return;
        if (count_calls(suite, test) < plan.nth) {
            sum.gone++;
            return;
        }
    }
    show_fault(test->pName, "it does not come");
}

/* --- all of them */

static void inject_kind(CU_pSuite suite, CU_pTest test, unsigned kinds)
{
    uint64_t end = ticks_now() + how.budget;
    unsigned long n, step;

    plan = (struct inject_plan){.kinds = kinds};
    n = count_calls(suite, test);
    step = how.test && n > how.test ? (n + how.test - 1) / how.test : 1;
    for (plan.nth = (step + 1) / 2;
         plan.nth <= n && (!how.budget || ticks_now() < end);
         plan.nth += step) {
        plan.forever = false;
        inject_call(suite, test);
        plan.forever = true;
        inject_call(suite, test);
    }
}

/* Of this program; when it is full, ways are gone twice. */
static bool is_new_way(unsigned key)
{
    static unsigned tried[TRIED_WAYS];
    size_t i, at = key % TRIED_WAYS;

    for (i = 0; i < TRIED_WAYS && tried[at] && tried[at] != key; i++)
        at = (at + 1) % TRIED_WAYS;
    if (tried[at] == key)
        return false;
    tried[at] = key;
    return true;
}

static void inject_new_ways(CU_pSuite suite, CU_pTest test, unsigned kinds)
{
    uint64_t end = ticks_now() + how.budget;
    unsigned key;
    size_t i;

    plan = (struct inject_plan){.kinds = kinds, .ways = true};
    (void)count_calls(suite, test);
    plan.ways = false;
    for (i = 0; i < inject_ways() && (!how.budget || ticks_now() < end); i++)
        if (inject_way(i, &key, &plan.nth) && is_new_way(key)) {
            inject_call(suite, test);
            plan.forever = !how.budget;
            if (plan.forever)
                inject_call(suite, test);
            plan.forever = false;
        }
}

/* The INDEX-th that was chosen: a failure of a kind, somewhere. */
static void inject_somewhere(CU_pSuite suite, CU_pTest test, unsigned index)
{
    unsigned long n;

    plan = (struct inject_plan){.kinds =
                                    index % 2 ? INJECT_SYSTEM : INJECT_MEMORY};
    n = count_calls(suite, test);
    if (n == 0)
        return;
    plan.nth = 1 + index * 7 % n;
    plan.forever = index / 2 % 2;
    inject_call(suite, test);
}

static void inject_test(CU_pSuite suite, CU_pTest test, unsigned kinds)
{
    if (how.ways)
        inject_new_ways(suite, test, kinds);
    if (!how.ways || how.test)
        inject_kind(suite, test, kinds);
}

static void inject_program(CU_pSuite suite)
{
    unsigned i = 0, chosen = 0;
    unsigned step = how.program && suite->uiNumberOfTests > how.program
                        ? (unsigned)(suite->uiNumberOfTests / how.program)
                        : 1;
    CU_pTest test;

    for (test = suite->pTest; test; test = test->pNext, i++) {
        if (how.only && !strstr(test->pName, how.only))
            continue;
        if (how.program) {
            if (i % step == step / 2 && chosen < how.program)
                inject_somewhere(suite, test, chosen++);
            continue;
        }
        inject_test(suite, test, INJECT_MEMORY);
        inject_test(suite, test, INJECT_SYSTEM);
    }
}

static void read_options(int argc, char **argv)
{
    int option;

    while ((option = getopt(argc, argv, "wm:n:t:b:o:")) > 0)
        if (option == 'w')
            how.ways = true;
        else if (option == 'm')
            how.program = strtoul(optarg, NULL, 10);
        else if (option == 'n')
            how.test = strtoul(optarg, NULL, 10);
        else if (option == 'b')
            how.budget = strtoul(optarg, NULL, 10);
        else if (option == 't')
            how.seconds = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'o')
            how.only = optarg;
}

static bool begin(const char *program)
{
    char places[4096];

    snprintf(places, sizeof(places), "%s.places", program);
    report = memfd_create("report", MFD_CLOEXEC);
    found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return report >= 0 && found != MAP_FAILED && inject_only_places(places) &&
           CU_initialize_registry() == CUE_SUCCESS &&
           register_tests() == CUE_SUCCESS;
}

int main(int argc, char **argv)
{
    uint64_t then;

    read_options(argc, argv);
    setvbuf(stdout, NULL, _IOLBF, 0);
    then = ticks_now();
    if (!begin(argv[0])) {
        fprintf(stderr, "%s: it has no places\n", argv[0]);
        return EXIT_FAILURE;
    }
    inject_program(CU_get_registry()->pSuite);
    printf("# inject %s: %lu failures, %lu ended in the test, %lu calls came "
           "no more, %lu ms\n",
           unit_name, sum.injected, sum.tests_own, sum.gone,
           (unsigned long)(ticks_now() - then));
    printf("inject %s: %lu passed, %lu failed\n", unit_name,
           sum.injected - sum.faults, sum.faults);
    return sum.faults ? EXIT_FAILURE : EXIT_SUCCESS;
}
