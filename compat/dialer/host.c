#include "compat/dialer/host.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/win32/module.h"

struct host {
    struct host *next;
    void *dl;
    dev_t device; /* the file: its number is taken as long as it is loaded */
    ino_t inode;
    HMODULE module;
    char *path;
    bool refused; /* its DllMain does not want to be loaded */
};

/* Recursive: a dialer's constructor may dial. The list only grows. */
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static struct host *hosts;
static size_t loads; /* that have left a name behind */

/* Distinct files in the life of one process. */
enum { DIALERS_MAX = 200 };

/* --- entry points */

static const struct {
    const char *name;
    bool forms; /* it may have the suffix W or A: it takes strings */
} entries[HOST_ENTRIES] = {
    [HOST_DIAL] = {"RasCustomDial", true},
    [HOST_HANG_UP] = {"RasCustomHangUp", false},
    [HOST_DIAL_DLG] = {"RasCustomDialDlg", true},
    [HOST_ENTRY_DLG] = {"RasCustomEntryDlg", true},
    [HOST_DELETE_NOTIFY] = {"RasCustomDeleteEntryNotify", true},
};

const char *host_entry_name(enum host_entry entry)
{
    return entries[entry].name;
}

/* In the dialer itself, and code: a variable of the name is no entry point. */
static bool is_own_function(void *dl, void *symbol)
{
    struct link_map *own, *found;
    ElfW(Sym) * sym;
    Dl_info info;
    unsigned type;

    if (dlinfo(dl, RTLD_DI_LINKMAP, &own) != 0 ||
        !dladdr1(symbol, &info, (void **)&found, RTLD_DL_LINKMAP) ||
        found != own)
        return false;
    if (!dladdr1(symbol, &info, (void **)&sym, RTLD_DL_SYMENT) || !sym)
        return true;
    type = ELF64_ST_TYPE(sym->st_info); /* the same in both classes */
    return type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE;
}

static void *own_symbol(void *dl, const char *name, const char *suffix)
{
    char full[64];
    void *symbol;

    snprintf(full, sizeof(full), "%s%s", name, suffix);
    symbol = dlsym(dl, full);
    return symbol && is_own_function(dl, symbol) ? symbol : NULL;
}

void *host_function(const struct host *host, enum host_entry entry, bool *wide)
{
    static const struct {
        const char *suffix;
        bool wide;
    } forms[] = {{"", true}, {"W", true}, {"A", false}};
    size_t i, n = entries[entry].forms ? sizeof(forms) / sizeof(*forms) : 1;
    void *symbol = NULL;

    for (i = 0; i < n && !symbol; i++) {
        symbol = own_symbol(host->dl, entries[entry].name, forms[i].suffix);
        *wide = forms[i].wide;
    }
    return symbol;
}

HINSTANCE host_instance(const struct host *host)
{
    return (HINSTANCE)host->module;
}

const char *host_path(const struct host *host)
{
    return host->path;
}

/* --- loading */

/*
 * The open file, by a name that was never used before: the loader takes what
 * is loaded under a name it knows, although the number may be another file's
 * by now. So it is given one more slash each time.
 */
static bool name_open_file(int fd, char *name, size_t size)
{
    char slashes[DIALERS_MAX + 2];

    if (loads >= DIALERS_MAX)
        return false;
    memset(slashes, '/', loads + 1);
    slashes[loads + 1] = '\0';
    return snprintf(name, size, "/proc/self/fd%s%d", slashes, fd) < (int)size;
}

static void *load_object(const struct allow_dialer *d, char *why, size_t size)
{
    char name[DIALERS_MAX + 32];
    const char *error;
    void *dl;

    if (!name_open_file(d->fd, name, sizeof(name))) {
        snprintf(why, size, "%s: too many dialers were loaded", d->path);
        return NULL;
    }
    dl = dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (dl) {
        loads++;
        return dl;
    }
    error = dlerror();
    /* The user knows the file by its own name. */
    if (error && strncmp(error, name, strlen(name)) == 0)
        error += strlen(name) + strspn(error + strlen(name), ": ");
    snprintf(why, size, "%s cannot be loaded: %s", d->path,
             error ? error : "unknown reason");
    return NULL;
}

typedef BOOL(APIENTRY *dll_main)(HINSTANCE, DWORD, LPVOID);

static bool call_main(const struct host *h)
{
    void *symbol = own_symbol(h->dl, "DllMain", "");
    dll_main function;

    if (!symbol)
        return true;
    memcpy(&function, &symbol, sizeof(function));
    return function((HINSTANCE)h->module, DLL_PROCESS_ATTACH, NULL) != FALSE;
}

static struct host *find(const struct stat *st)
{
    struct host *h = hosts;

    while (h && (h->device != st->st_dev || h->inode != st->st_ino))
        h = h->next;
    return h;
}

/* It goes into the list before its DllMain runs. */
static struct host *add(void *dl, const char *path, const struct stat *st)
{
    struct host *h = calloc(1, sizeof(*h));
    char *copy = strdup(path);

    if (h && copy)
        h->module = win32_module_new(dl, path);
    else
        dlclose(dl);
    if (!h || !copy || !h->module) {
        free(h);
        free(copy);
        return NULL;
    }
    h->dl = dl;
    h->device = st->st_dev;
    h->inode = st->st_ino;
    h->path = copy;
    h->next = hosts;
    hosts = h;
    h->refused = !call_main(h);
    return h;
}

/* CONF_OPEN: it cannot be loaded; CONF_VALUE: it does not want to be. */
static enum conf_result load(const struct allow_dialer *d,
                             const struct host **out, char *why, size_t size)
{
    struct host *h;
    struct stat st;
    void *dl;

    *out = NULL;
    if (fstat(d->fd, &st) < 0) {
        snprintf(why, size, "%s: %s", d->path, strerror(errno));
        return CONF_OPEN;
    }
    h = find(&st);
    if (!h) {
        dl = load_object(d, why, size);
        if (!dl)
            return CONF_OPEN;
        h = add(dl, d->path, &st);
    }
    if (!h) {
        snprintf(why, size, "%s: not enough memory", d->path);
        return CONF_NOMEM;
    }
    if (h->refused) {
        snprintf(why, size, "%s: its DllMain refuses to be loaded", d->path);
        return CONF_VALUE;
    }
    *out = h;
    return CONF_OK;
}

/* --- a file that was given */

static struct {
    char dll[1025], path[1024];
    int fd;
} given = {.fd = -1};

void host_give(const char *dll, int fd, const char *path)
{
    snprintf(given.dll, sizeof(given.dll), "%s", dll);
    snprintf(given.path, sizeof(given.path), "%s", path);
    given.fd = fd;
}

static enum conf_result load_locked(const struct allow_dialer *d,
                                    const struct host **host, char *why,
                                    size_t size)
{
    enum conf_result result;

    pthread_mutex_lock(&lock);
    result = load(d, host, why, size);
    pthread_mutex_unlock(&lock);
    return result;
}

enum conf_result host_load(const char *dll, const char *config,
                           const char *root, const struct host **host,
                           char *why, size_t size)
{
    struct allow_rules rules = {.root = root};
    struct allow_dialer d = {given.fd, given.path};
    enum conf_result result;
    struct ras_conf *conf;

    *host = NULL;
    if (given.fd >= 0 && strcmp(dll, given.dll) == 0)
        return load_locked(&d, host, why, size);
    result = allow_config(config, &conf, &rules.roots, why, size);
    if (result != CONF_OK)
        return result;
    rules.conf = conf;
    result = CONF_VALUE;
    if (allow_open(&rules, dll, &d, why, size)) {
        result = load_locked(&d, host, why, size);
        close(d.fd);
    }
    ras_conf_free(conf);
    return result;
}
