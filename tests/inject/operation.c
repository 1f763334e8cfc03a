#include "tests/inject/operation.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/inject/inject.h"
#include "tests/unit/descriptors.h"

enum { SAID_MAX = 65536, REPORT_MAX = 65536, ORPHAN_MS = 20000 };

static struct {
    unsigned long most; /* failures of an operation, 0: all */
    unsigned seconds;   /* for one run */
    bool signals;       /* interrupt what waits, too */
    const char *only;
} how = {0, 60, false, NULL};

static struct {
    unsigned long injected, undisturbed, faults;
} sum;

/* What a child leaves to its parent. */
static struct outcome {
    unsigned complaints;
    long code;
    size_t said;
    char text[SAID_MAX];
} * outcome;

static const struct operation *current;
static struct inject_plan plan;
static char top[64];
static int report;
static char build[PATH_MAX / 2];

int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

/* --- for the operations */

void say(const char *format, ...)
{
    va_list arguments;
    int n;

    va_start(arguments, format);
    n = vsnprintf(outcome->text + outcome->said, SAID_MAX - outcome->said,
                  format, arguments);
    va_end(arguments);
    if (n > 0)
        outcome->said += (size_t)n;
    if (outcome->said >= SAID_MAX)
        outcome->said = SAID_MAX - 1;
}

static void complain(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
static void complain(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    outcome->complaints++;
}

void expect_that(bool fine, const char *what, const char *file, unsigned line)
{
    if (!fine)
        complain("%s:%u: not true: %s", file, line, what);
}

void undisturbed(void)
{
    inject_disarm();
}

void put_file(const char *name, const char *text)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    size_t n = strlen(text);

    if (fd < 0 || write(fd, text, n) != (ssize_t)n)
        complain("%s: %s", name, strerror(errno));
    if (fd >= 0)
        close(fd);
}

const char *path_of(const char *name)
{
    static char paths[8][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % 8], here[PATH_MAX / 2];

    if (!getcwd(here, sizeof(here)))
        complain("getcwd: %s", strerror(errno));
    snprintf(path, PATH_MAX, "%s/%s", here, name);
    return path;
}

const char *operation_program(const char *name)
{
    static char paths[4][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, PATH_MAX, "%s/%s", build, name);
    return path;
}

bool operation_lacks_memory(void)
{
    return inject_fired() && plan.kinds == INJECT_MEMORY;
}

const char *operation_state(void)
{
    static char text[PATH_MAX];

    snprintf(text, sizeof(text), "INJECT_STATE=%s/state", top);
    return text;
}

/* --- files and directories */

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *f)
{
    (void)st, (void)type, (void)f;
    (void)remove(path);
    return 0;
}

static void remove_tree(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static char *read_whole(const char *path, size_t *n)
{
    static char empty[1];
    struct stat st;
    char *bytes;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    *n = 0;
    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return NULL;
    }
    bytes = calloc(1, (size_t)st.st_size + 1);
    if (bytes && read(fd, bytes, (size_t)st.st_size) == st.st_size)
        *n = (size_t)st.st_size;
    close(fd);
    return bytes ? bytes : empty;
}

/* Both may be missing. */
static bool is_same_file(const char *a, const char *b)
{
    size_t n, m;
    char *one = read_whole(a, &n), *other = read_whole(b, &m);
    bool same =
        one && other ? n == m && memcmp(one, other, n) == 0 : one == other;

    free(one);
    free(other);
    return same;
}

/* What is beside a file while it is written, and its lock, are no state. */
static bool is_state(const char *name)
{
    size_t n = strlen(name);

    return !(name[0] == '.' && n > 5) &&
           !(n > 5 && strcmp(name + n - 5, ".lock") == 0);
}

static bool must_be_old, must_be_new;
static const char *old_tree = "old", *new_tree = "new";

static void check_file(const char *path)
{
    char old[PATH_MAX], new[PATH_MAX];
    bool is_old, is_new;

    snprintf(old, sizeof(old), "%s/%s/%s", top, old_tree, path);
    snprintf(new, sizeof(new), "%s/%s/%s", top, new_tree, path);
    is_old = is_same_file(path, old);
    is_new = is_same_file(path, new);
    if (must_be_new ? !is_new : must_be_old ? !is_old : !is_old && !is_new)
        complain("%s is %s", path,
                 is_old   ? "as before, but it went well"
                 : is_new ? "as it was to become, but it failed"
                          : "neither as before nor as it was to become");
}

static size_t skipped; /* of a path, to be that in the working directory */

static int check_one(const char *path, const struct stat *st, int type,
                     struct FTW *f)
{
    (void)st;
    if (type == FTW_F && is_state(path + f->base))
        check_file(path + skipped);
    return 0;
}

/* Those that are here, and those that were or should be. */
static void check_trees(void)
{
    const char *const trees[] = {old_tree, new_tree};
    char path[PATH_MAX];
    size_t i;

    skipped = strlen("./");
    nftw(".", check_one, 16, FTW_PHYS);
    for (i = 0; i < 2; i++) {
        skipped = (size_t)snprintf(path, sizeof(path), "%s/%s", top, trees[i]);
        skipped++;
        nftw(path, check_one, 16, FTW_PHYS);
    }
}

static bool may_go_on(void)
{
    return current->loose & OPERATION_MAY_GO_ON && plan.kinds == INJECT_SYSTEM;
}

static void check_files(long code)
{
    if (current->loose & OPERATION_FILES_VARY || (code == 0 && may_go_on()))
        return;
    must_be_new = code == 0;
    must_be_old = code == current->no_memory && plan.kinds == INJECT_MEMORY &&
                  !(current->loose & OPERATION_MANY_FILES);
    check_trees();
}

/* --- the process */

/* What was orphaned is given time to end by itself; a child is not. */
static bool has_children(void)
{
    const struct timespec pause = {0, 5000000};
    int waited;

    for (waited = 0; waited < ORPHAN_MS; waited += 5) {
        pid_t pid = waitpid(-1, NULL, WNOHANG);

        if (pid < 0 && errno == ECHILD)
            return false;
        if (pid == 0)
            nanosleep(&pause, NULL);
    }
    return true;
}

static bool is_documented(long code)
{
    size_t i;

    if (code == 0 || !inject_fired() || plan.kinds == INJECT_SIGNALS)
        return code == 0;
    if (plan.kinds == INJECT_MEMORY && code == current->no_memory)
        return true;
    if (plan.kinds == INJECT_MEMORY &&
        !(current->loose & OPERATION_ANY_TROUBLE))
        return false;
    if (!current->others)
        return true;
    for (i = 0; current->others[i]; i++)
        if (current->others[i] == code)
            return true;
    return false;
}

static bool is_as_undisturbed(void)
{
    char path[PATH_MAX];
    char *bytes;
    size_t n;
    bool same;

    snprintf(path, sizeof(path), "%s/said", top);
    bytes = read_whole(path, &n);
    same = bytes && n == outcome->said && !memcmp(bytes, outcome->text, n);
    if (!same)
        fprintf(stderr, "it found\n%.*s\ninstead of\n%s\n", (int)outcome->said,
                outcome->text, bytes ? bytes : "");
    free(bytes);
    return same;
}

static void check_result(long code)
{
    if (!is_documented(code))
        complain("it answered %ld", code);
    if (code == 0 && !may_go_on() &&
        !(current->loose & OPERATION_RESULT_VARIES) && !is_as_undisturbed())
        complain("it went well, with another result");
    check_files(code);
}

static _Noreturn void be_child(bool first)
{
    int descriptors;

    prctl(PR_SET_CHILD_SUBREAPER, 1);
    alarm(how.seconds);
    current->prepare();
    descriptors = count_descriptors();
    outcome->said = 0;
    inject_arm(plan);
    outcome->code = current->run();
    inject_disarm();
    if (count_descriptors() != descriptors)
        complain("%d descriptors, it had %d", count_descriptors(), descriptors);
    if (has_children())
        complain("a process is left");
    if (!first)
        check_result(outcome->code);
    if (__lsan_do_recoverable_leak_check && __lsan_do_recoverable_leak_check())
        complain("it leaks");
    fflush(NULL);
    _exit(outcome->complaints != 0);
}

/* --- a run */

/* The same place each time: a name in a file is the same then. */
static bool enter_tree(void)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/work", top);
    remove_tree(path);
    return mkdir(path, 0755) == 0 && chdir(path) == 0;
}

static bool keep_tree(const char *tree)
{
    char from[PATH_MAX], to[PATH_MAX];

    snprintf(from, sizeof(from), "%s/work", top);
    snprintf(to, sizeof(to), "%s/%s", top, tree);
    remove_tree(to);
    return rename(from, to) == 0;
}

static int run(bool first)
{
    int status = -1;
    pid_t pid;

    fflush(NULL);
    outcome->complaints = 0;
    outcome->code = -1;
    if (ftruncate(report, 0) < 0 || lseek(report, 0, SEEK_SET) < 0)
        return -1;
    pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        dup2(report, STDERR_FILENO);
        if (!enter_tree())
            _exit(3);
        be_child(first);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    kill(-pid, SIGKILL);
    return status;
}

static void show_fault(int status)
{
    char text[REPORT_MAX];
    ssize_t n = pread(report, text, sizeof(text) - 1, 0);

    text[n > 0 ? n : 0] = '\0';
    printf("not ok %s: call %lu%s (%s at %#zx) failed: ", current->name,
           plan.nth, plan.forever ? ", and all after," : "", inject_name(),
           inject_place());
    if (WIFSIGNALED(status))
        printf("signal %d\n", WTERMSIG(status));
    else
        printf("status %d, answer %ld\n", WEXITSTATUS(status), outcome->code);
    printf("%.8000s\n", text);
}

static void try_failure(void)
{
    int status = run(false);
    bool silent = !inject_fired() && !(current->loose & OPERATION_CALLS_VARY);

    sum.injected++;
    if (status == 0 && !silent)
        return;
    if (silent)
        printf("not ok %s: call %lu did not come\n", current->name, plan.nth);
    sum.faults++;
    show_fault(status);
}

/* --- an operation */

static bool keep_said(void)
{
    char path[PATH_MAX];
    int fd;
    bool ok;

    snprintf(path, sizeof(path), "%s/said", top);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ok = fd >= 0 &&
         write(fd, outcome->text, outcome->said) == (ssize_t)outcome->said;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* The state before, and that after a run without a failure. */
static bool run_undisturbed(void)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        if (enter_tree())
            current->prepare();
        _exit(0);
    }
    if (pid < 0 || waitpid(pid, NULL, 0) != pid || !keep_tree(old_tree))
        return false;
    plan.nth = 0;
    status = run(true);
    sum.undisturbed++;
    if (status == 0 && outcome->code == 0)
        return keep_tree(new_tree) && keep_said();
    sum.faults++;
    show_fault(status);
    return false;
}

static unsigned long inject_kind(unsigned kinds)
{
    unsigned long most =
        current->loose & OPERATION_SLOW ? how.most / 4 : how.most;
    unsigned long n, step, before = sum.injected;

    plan = (struct inject_plan){.kinds = kinds};
    if (!run_undisturbed())
        return 0;
    n = inject_seen();
    if (!most)
        most = 1;
    step = how.most && n > most ? (n + most - 1) / most : 1;
    for (plan.nth = 1; plan.nth <= n; plan.nth += step) {
        plan.forever = false;
        try_failure();
        plan.forever = kinds != INJECT_SIGNALS;
        if (plan.forever)
            try_failure();
    }
    return sum.injected - before;
}

static void run_operation(const struct operation *o)
{
    unsigned long memory, others, signals;
    struct timespec t, then;

    current = o;
    clock_gettime(CLOCK_MONOTONIC, &then);
    memory = inject_kind(INJECT_MEMORY);
    others = inject_kind(INJECT_SYSTEM);
    signals = how.signals ? inject_kind(INJECT_SIGNALS) : 0;
    clock_gettime(CLOCK_MONOTONIC, &t);
    printf("# %s: %lu of memory, %lu others, %lu signals, %ld s\n", o->name,
           memory, others, signals, (long)(t.tv_sec - then.tv_sec));
    sum.undisturbed++;
    if (memory + others == 0) {
        printf("not ok %s: nothing of it could fail\n", o->name);
        sum.faults++;
    }
}

/* The build is above the program's own directory. */
static bool find_build(const char *program)
{
    char real[PATH_MAX], *slash;
    int i;

    if (!realpath(program, real))
        return false;
    for (i = 0; i < 2 && (slash = strrchr(real, '/')); i++)
        *slash = '\0';
    snprintf(build, sizeof(build), "%.*s", (int)sizeof(build) - 1, real);
    return true;
}

static bool begin(const char *program, const char *object)
{
    const char *base = getenv("TMPDIR");
    char path[PATH_MAX];

    snprintf(top, sizeof(top), "%s/inject.XXXXXX", base ? base : "/tmp");
    outcome = mmap(NULL, sizeof(*outcome), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    report = memfd_create("report", MFD_CLOEXEC);
    if (!mkdtemp(top) || outcome == MAP_FAILED || report < 0 ||
        !find_build(program))
        return false;
    snprintf(path, sizeof(path), "%s/state", top);
    if (!inject_share(path))
        return false;
    if (object) {
        inject_only_object(object);
        return true;
    }
    snprintf(path, sizeof(path), "%s.places", program);
    return inject_only_places(path);
}

int operations_main(int argc, char **argv, const char *program,
                    const char *object, const struct operation *const *lists)
{
    const struct operation *o;
    int option;

    while ((option = getopt(argc, argv, "n:o:t:s")) > 0)
        if (option == 's')
            how.signals = true;
        else if (option == 'n')
            how.most = strtoul(optarg, NULL, 10);
        else if (option == 't')
            how.seconds = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'o')
            how.only = optarg;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!begin(argv[0], object))
        return fprintf(stderr, "%s: cannot begin\n", program), EXIT_FAILURE;
    for (; *lists; lists++)
        for (o = *lists; o->name; o++)
            if (!how.only || strstr(o->name, how.only))
                run_operation(o);
    remove_tree(top);
    printf("inject %s: %lu passed, %lu failed\n", program,
           sum.injected + sum.undisturbed - sum.faults, sum.faults);
    return sum.faults ? EXIT_FAILURE : EXIT_SUCCESS;
}
