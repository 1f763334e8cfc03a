#include "compat/win32/module.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <strings.h>
#include <unistd.h>

#include "compat/win32/error.h"
#include "compat/win32/utf.h"

#define LONGEST_NAME 128
#define LONGEST_PATH 4096

/* What a HMODULE points to. A name of NULL: a shared object, or the program. */
struct module {
    const char *name;
    const char *wanted; /* what its functions' names begin with */
    const char *prefix; /* what the library puts before them */
    struct module *next;
    unsigned references;
    void *dl;
    char *path;
};

static struct module own[] = {
    {.name = "rasapi32", .wanted = "Ras", .prefix = ""},
    {.name = "rasdlg", .wanted = "Ras", .prefix = ""},
    {.name = "kernel32", .wanted = "", .prefix = "raswin_"},
    {.name = "user32", .wanted = "", .prefix = "raswin_"},
    {.name = "advapi32", .wanted = "", .prefix = "raswin_"},
};
static struct module program;
static struct module *loaded;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static void *own_dl;
static const char *own_path = "";

static void find_myself(void)
{
    Dl_info info;

    if (dladdr(own, &info) && info.dli_fname) {
        own_path = info.dli_fname;
        own_dl = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    }
    /* Linked into the program itself. */
    if (!own_dl)
        own_dl = dlopen(NULL, RTLD_LAZY);
    program.dl = dlopen(NULL, RTLD_LAZY);
}

/* --- which module */

static bool is_own(const struct module *m)
{
    return m >= own && m < own + ARRAYSIZE(own);
}

/* "C:\\WINNT\\System32\\RasApi32.DLL" and "rasapi32" are one. */
static struct module *own_module(const char *file)
{
    const char *slash = strrchr(file, '/'), *backslash = strrchr(file, '\\');
    size_t i, n;

    if (slash)
        file = slash + 1;
    if (backslash && backslash + 1 > file)
        file = backslash + 1;
    n = strlen(file);
    if (n > 4 && strcasecmp(file + n - 4, ".dll") == 0)
        n -= 4;
    for (i = 0; i < ARRAYSIZE(own); i++)
        if (n == strlen(own[i].name) && strncasecmp(file, own[i].name, n) == 0)
            return &own[i];
    return NULL;
}

/* The lock is held. */
static struct module **find_loaded(const struct module *m)
{
    struct module **link = &loaded;

    while (*link && *link != m)
        link = &(*link)->next;
    return *link ? link : NULL;
}

/* NULL for what is no module; the program for NULL. */
static struct module *module_of(HMODULE handle)
{
    struct module *m = handle ? (struct module *)(void *)handle : &program;
    bool known;

    pthread_once(&once, find_myself);
    if (m == &program || is_own(m))
        return m;
    pthread_mutex_lock(&lock);
    known = find_loaded(m) != NULL;
    pthread_mutex_unlock(&lock);
    return known ? m : NULL;
}

static HMODULE handle_of(struct module *m)
{
    return (HMODULE)(void *)m;
}

/* --- loading */

HMODULE win32_module_new(void *dl, const char *path)
{
    struct module *m = calloc(1, sizeof(*m));

    if (m)
        m->path = strdup(path);
    if (!m || !m->path) {
        free(m);
        dlclose(dl);
        return NULL;
    }
    m->dl = dl;
    m->references = 1;
    pthread_mutex_lock(&lock);
    m->next = loaded;
    loaded = m;
    pthread_mutex_unlock(&lock);
    return handle_of(m);
}

/* A second reference to what is loaded already. */
static struct module *share(const void *dl)
{
    struct module *m;

    pthread_mutex_lock(&lock);
    for (m = loaded; m && m->dl != dl; m = m->next)
        ;
    if (m)
        m->references++;
    pthread_mutex_unlock(&lock);
    return m;
}

static HMODULE load_object(const char *path)
{
    void *dl = strchr(path, '/') ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    struct module *m;
    HMODULE handle;

    if (!dl)
        return (HMODULE)win32_null(ERROR_MOD_NOT_FOUND);
    m = share(dl);
    if (m) {
        dlclose(dl);
        return handle_of(m);
    }
    handle = win32_module_new(dl, path);
    return handle ? handle : (HMODULE)win32_null(ERROR_NOT_ENOUGH_MEMORY);
}

HMODULE WINAPI LoadLibraryA(LPCSTR lpFileName)
{
    struct module *m;

    if (!lpFileName)
        return (HMODULE)win32_null(ERROR_INVALID_PARAMETER);
    m = own_module(lpFileName);
    return m ? handle_of(m) : load_object(lpFileName);
}

/* A wide name as UTF-8, handed to the narrow function. */
static HMODULE with_narrow(LPCWSTR name, HMODULE(WINAPI *call)(LPCSTR))
{
    char *utf8 = name ? win32_narrow(name) : NULL;
    HMODULE handle;

    if (name && !utf8)
        return (HMODULE)win32_null(ERROR_NOT_ENOUGH_MEMORY);
    handle = call(utf8);
    free(utf8);
    return handle;
}

HMODULE WINAPI LoadLibraryW(LPCWSTR lpFileName)
{
    return with_narrow(lpFileName, LoadLibraryA);
}

HMODULE WINAPI LoadLibraryExA(LPCSTR lpFileName, HANDLE hFile, DWORD dwFlags)
{
    (void)hFile;
    (void)dwFlags;
    return LoadLibraryA(lpFileName);
}

HMODULE WINAPI LoadLibraryExW(LPCWSTR lpFileName, HANDLE hFile, DWORD dwFlags)
{
    (void)hFile;
    (void)dwFlags;
    return LoadLibraryW(lpFileName);
}

HMODULE WINAPI GetModuleHandleA(LPCSTR lpModuleName)
{
    struct module *m = lpModuleName ? own_module(lpModuleName) : &program;

    return m ? handle_of(m) : (HMODULE)win32_null(ERROR_MOD_NOT_FOUND);
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR lpModuleName)
{
    return with_narrow(lpModuleName, GetModuleHandleA);
}

/* The module if that was its last reference, else NULL. */
static struct module *forget(struct module *m)
{
    struct module **link;

    pthread_mutex_lock(&lock);
    link = find_loaded(m);
    if (link && --m->references == 0)
        *link = m->next;
    else
        m = NULL;
    pthread_mutex_unlock(&lock);
    return m;
}

BOOL WINAPI FreeLibrary(HMODULE hLibModule)
{
    struct module *m = hLibModule ? module_of(hLibModule) : NULL;

    if (!m)
        return win32_false(ERROR_MOD_NOT_FOUND);
    if (m == &program || is_own(m))
        return TRUE;
    m = forget(m);
    if (m) {
        dlclose(m->dl);
        free(m->path);
        free(m);
    }
    return TRUE;
}

BOOL WINAPI DisableThreadLibraryCalls(HMODULE hLibModule)
{
    /* Nobody is called for a thread here in the first place. */
    return module_of(hLibModule) ? TRUE : win32_false(ERROR_MOD_NOT_FOUND);
}

/* --- functions and names */

void *win32_module_symbol(HMODULE module, const char *name)
{
    struct module *m = module_of(module);
    char symbol[LONGEST_NAME];
    int n;

    if (!m)
        return NULL;
    if (!is_own(m))
        return m->dl ? dlsym(m->dl, name) : NULL;
    if (strncmp(name, m->wanted, strlen(m->wanted)) != 0)
        return NULL;
    n = snprintf(symbol, sizeof(symbol), "%s%s", m->prefix, name);
    return n > 0 && (size_t)n < sizeof(symbol) ? dlsym(own_dl, symbol) : NULL;
}

FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName)
{
    void *symbol = NULL;
    FARPROC function = NULL;

    /* Functions have no ordinal numbers here, nor any an address that low. */
    if ((uintptr_t)lpProcName > 0xffff)
        symbol = win32_module_symbol(hModule, lpProcName);
    if (!symbol)
        SetLastError(module_of(hModule) ? ERROR_PROC_NOT_FOUND
                                        : ERROR_MOD_NOT_FOUND);
    /* POSIX promises that the two have one form, C does not. */
    memcpy(&function, &symbol, sizeof(function));
    return function;
}

/* The path of a module; "" if it is none or has none. */
static void path_of(HMODULE module, char *path, size_t room)
{
    const struct module *m = module_of(module);
    ssize_t n;

    path[0] = '\0';
    if (m == &program) {
        n = readlink("/proc/self/exe", path, room - 1);
        path[n > 0 ? n : 0] = '\0';
    } else if (m) {
        lstrcpynA(path, is_own(m) ? own_path : m->path, (int)room);
    }
}

/* The last error, and the result, for a path of that length. */
static DWORD name_result(size_t length, DWORD room)
{
    if (length == 0) {
        SetLastError(ERROR_MOD_NOT_FOUND);
        return 0;
    }
    SetLastError(length < room ? NO_ERROR : ERROR_INSUFFICIENT_BUFFER);
    return length < room ? (DWORD)length : room;
}

DWORD WINAPI GetModuleFileNameA(HMODULE hModule, LPSTR lpFilename, DWORD nSize)
{
    char path[LONGEST_PATH];

    path_of(hModule, path, sizeof(path));
    lstrcpynA(lpFilename, path, nSize > INT32_MAX ? INT32_MAX : (int)nSize);
    return name_result(strlen(path), nSize);
}

DWORD WINAPI GetModuleFileNameW(HMODULE hModule, LPWSTR lpFilename, DWORD nSize)
{
    char path[LONGEST_PATH];
    WCHAR wide[LONGEST_PATH];
    size_t n;

    path_of(hModule, path, sizeof(path));
    n = win32_to_wide(wide, LONGEST_PATH - 1, path, strlen(path), NULL);
    wide[n] = 0;
    lstrcpynW(lpFilename, wide, nSize > INT32_MAX ? INT32_MAX : (int)nSize);
    return name_result(n, nSize);
}
