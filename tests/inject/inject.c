#include "tests/inject/inject.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

typedef int inject_filter(const struct dirent *);
typedef int inject_order(const struct dirent **, const struct dirent **);
typedef void *inject_thread(void *);

/* --- the plan */

enum { WAYS = 16384, WAY_FRAMES = 4, STACK_MAX = 12 };

struct way {
    unsigned key; /* 0: free */
    unsigned long nth;
};

struct state {
    struct inject_plan plan;
    unsigned long seen, fired;
    size_t place;
    char name[48];
    struct way ways[WAYS]; /* at the end: they last until others are noted */
};

static struct state own, *state = &own;

static struct {
    const char *object;
    bool listed;
    size_t *places, n;
} only;

/* The memory that parent and children see. */
static void map_state(int fd)
{
    int flags = fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
    void *page =
        mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, flags, fd, 0);

    if (page != MAP_FAILED)
        state = page;
}

int __real_open(const char *s, int flags, ...);

__attribute__((constructor)) static void find_state(void)
{
    const char *file = getenv("INJECT_STATE");
    int fd = file ? __real_open(file, O_RDWR | O_CLOEXEC) : -1;

    map_state(fd);
    if (fd >= 0)
        close(fd);
}

bool inject_share(const char *file)
{
    int fd = __real_open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && ftruncate(fd, sizeof(*state)) == 0;

    if (ok)
        map_state(fd);
    if (fd >= 0)
        close(fd);
    return ok;
}

void inject_arm(struct inject_plan plan)
{
    inject_disarm();
    memset(state, 0, plan.ways ? sizeof(*state) : offsetof(struct state, ways));
    state->plan.nth = plan.nth;
    state->plan.forever = plan.forever;
    state->plan.ways = plan.ways;
    __atomic_store_n(&state->plan.kinds, plan.kinds, __ATOMIC_RELEASE);
}

/* What a process does at its very end is not the product's: gcov's counts. */
static bool ended;

__attribute__((destructor)) static void end(void)
{
    ended = true;
}

void inject_disarm(void)
{
    __atomic_store_n(&state->plan.kinds, 0, __ATOMIC_RELEASE);
}

unsigned long inject_seen(void)
{
    return __atomic_load_n(&state->seen, __ATOMIC_ACQUIRE);
}

unsigned long inject_fired(void)
{
    return __atomic_load_n(&state->fired, __ATOMIC_ACQUIRE);
}

const char *inject_name(void)
{
    return state->name;
}

size_t inject_place(void)
{
    return state->place;
}

/* --- whose calls count */

/* A place is that of the call's operand, which ends where the call returns. */
enum { OPERAND = 4 };

void inject_only_object(const char *ending)
{
    only.object = ending;
}

bool inject_only_places(const char *file)
{
    FILE *f = fopen(file, "re");
    char line[64];
    size_t *more;

    while (f && fgets(line, sizeof(line), f)) {
        more = reallocarray(only.places, only.n + 1, sizeof(*more));
        if (!more)
            break;
        only.places = more;
        only.places[only.n++] = strtoul(line, NULL, 16);
    }
    only.listed = f != NULL;
    if (f)
        fclose(f);
    return only.listed;
}

static size_t offset_of(const void *caller)
{
    Dl_info i;

    return dladdr(caller, &i) && i.dli_fbase
               ? (size_t)((uintptr_t)caller - (uintptr_t)i.dli_fbase)
               : 0;
}

static bool is_listed(size_t place)
{
    size_t low = 0, high = only.n, middle;

    while (low < high) {
        middle = low + (high - low) / 2;
        if (only.places[middle] == place)
            return true;
        if (only.places[middle] < place)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool ends_with(const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);

    return n >= m && strcmp(text + n - m, ending) == 0;
}

static bool counts(const void *caller)
{
    Dl_info i;

    if (only.object)
        return dladdr(caller, &i) && ends_with(i.dli_fname, only.object);
    return !only.listed || is_listed(offset_of(caller) - OPERAND);
}

/* --- the ways to a call */

/* The callers of the wrapper, whatever is above it on the stack. */
static unsigned key_of(const void *caller)
{
    void *stack[STACK_MAX];
    int n = backtrace(stack, STACK_MAX), i = 0, last;
    unsigned key = 2166136261u; /* FNV-1a, by the word */

    while (i < n && stack[i] != caller)
        i++;
    for (last = i + WAY_FRAMES; i < n && i < last; i++)
        key = (key ^ (unsigned)(uintptr_t)stack[i]) * 16777619u;
    return key ? key : 1;
}

/* Threads and processes may be at it at once; what finds no room is left. */
static void note_way(unsigned key, unsigned long nth)
{
    struct way *w;
    unsigned seen, i;

    for (i = 0; i < WAYS; i++) {
        w = &state->ways[(key + i) % WAYS];
        seen = 0;
        if (__atomic_compare_exchange_n(&w->key, &seen, key, false,
                                        __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            w->nth = nth;
        if (seen == 0 || seen == key)
            return;
    }
}

size_t inject_ways(void)
{
    return WAYS;
}

bool inject_way(size_t i, unsigned *key, unsigned long *nth)
{
    *key = state->ways[i].key;
    *nth = state->ways[i].nth;
    return *key != 0;
}

/* --- the decision */

static bool is_planned(const void *caller)
{
    unsigned long n = __atomic_add_fetch(&state->seen, 1, __ATOMIC_ACQ_REL);

    if (!state->plan.nth && state->plan.ways)
        note_way(key_of(caller), n);
    return state->plan.nth && (n == state->plan.nth ||
                               (n > state->plan.nth && state->plan.forever));
}

static bool can_be_interrupted(const char *name)
{
    static const char *const names[] = {"read",   "write",   "send",
                                        "sendto", "sendmsg", "recv",
                                        "poll",   "ppoll",   "recvmsg"};
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* EVERYBODYS: it counts wherever it is called. */
static bool fails_for(unsigned kind, const char *name, int error,
                      const void *caller, bool everybodys)
{
    unsigned kinds = __atomic_load_n(&state->plan.kinds, __ATOMIC_ACQUIRE);
    bool signals = kinds == INJECT_SIGNALS;
    int before = errno;

    if (ended || !(signals ? can_be_interrupted(name) : kinds & kind) ||
        !(everybodys || counts(caller)) || !is_planned(caller)) {
        errno = before;
        return false;
    }
    if (__atomic_fetch_add(&state->fired, 1, __ATOMIC_ACQ_REL) == 0) {
        snprintf(state->name, sizeof(state->name), "%s", name);
        state->place = offset_of(caller) - OPERAND;
    }
    errno = signals ? EINTR : error;
    return true;
}

static bool fails(unsigned kind, const char *name, int error,
                  const void *caller)
{
    return fails_for(kind, name, error, caller, false);
}

/* --- the wrappers */

#pragma GCC visibility push(default)
#define INJECT(kind, type, name, parameters, arguments, failed, error)         \
    type __real_##name parameters;                                             \
    type __wrap_##name parameters;                                             \
    type __wrap_##name parameters                                              \
    {                                                                          \
        if (fails(INJECT_##kind, #name, error, __builtin_return_address(0)))   \
            return failed;                                                     \
        return __real_##name arguments;                                        \
    }
#define INJECT_OPEN(kind, name, parameters, arguments, error)                  \
    int __real_##name parameters;                                              \
    int __wrap_##name parameters;                                              \
    int __wrap_##name parameters                                               \
    {                                                                          \
        mode_t mode = 0;                                                       \
        va_list rest;                                                          \
                                                                               \
        va_start(rest, flags);                                                 \
        if (flags & (O_CREAT | O_TMPFILE))                                     \
            mode = va_arg(rest, mode_t);                                       \
        va_end(rest);                                                          \
        if (fails(INJECT_##kind, #name, error, __builtin_return_address(0)))   \
            return -1;                                                         \
        return __real_##name arguments;                                        \
    }
#define INJECT_CALL(kind, type, name, parameters, arguments, failed, error)    \
    type __real_##name parameters;                                             \
    type __wrap_##name parameters;                                             \
    type __wrap_##name parameters                                              \
    {                                                                          \
        void *argument;                                                        \
        va_list rest;                                                          \
                                                                               \
        va_start(rest, what);                                                  \
        argument = va_arg(rest, void *);                                       \
        va_end(rest);                                                          \
        if (fails(INJECT_##kind, #name, error, __builtin_return_address(0)))   \
            return failed;                                                     \
        return __real_##name arguments;                                        \
    }
#include "tests/inject/inject.def"
#pragma GCC visibility pop

/* --- libraries that take their memory from whom one says */

/* While it reads: tests/inject/fence.c shows that memory is there then. */
static _Thread_local bool fenced;

#pragma GCC visibility push(default)
void *__real_json_loadb(const char *bytes, size_t n, size_t flags, void *error)
    __attribute__((weak));
void *__wrap_json_loadb(const char *bytes, size_t n, size_t flags, void *error);
void *__wrap_json_loadb(const char *bytes, size_t n, size_t flags, void *error)
{
    void *root;

    fenced = true;
    root = __real_json_loadb(bytes, n, flags, error);
    fenced = false;
    return root;
}
#pragma GCC visibility pop

static void *json_memory(size_t n)
{
    if (!fenced && fails_for(INJECT_MEMORY, "jansson's malloc", ENOMEM,
                             __builtin_return_address(0), true))
        return NULL;
    return __real_malloc(n);
}

void json_set_alloc_funcs(void *(*get)(size_t), void (*give)(void *))
    __attribute__((weak));

__attribute__((constructor)) static void take_over_json(void)
{
    if (json_set_alloc_funcs)
        json_set_alloc_funcs(json_memory, free);
}
