#include "compat/dialer/allow.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "compat/books.h"
#include "conf/file.h"
#include "conf/ras_conf_keys.h"
#include "conf/text.h"

/* No dialer is larger: a bound for who has listed a file of another kind. */
enum { DIALER_MAX = 256 << 20, PIECE = 16384, DIGEST_HEX = 65 };

struct reason {
    char *text;
    size_t size;
};

static bool refuse(const struct reason *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(const struct reason *why, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(why->text, why->size, format, arguments);
    va_end(arguments);
    text_make_printable(why->text);
    return false;
}

/* --- the file system */

/* The way to a file, as far as it was gone. */
struct walk {
    const char *path; /* the whole */
    int at;           /* the directory that was reached */
    const struct reason *why;
};

/* LENGTH: of the part of the path that ST is of. */
static bool check_owner(const struct walk *w, size_t length,
                        const struct stat *st)
{
    int n = length > 0 ? (int)length : 1;

    if (st->st_uid != 0)
        return refuse(w->why, "%.*s belongs to user %u, not to root", n,
                      w->path, (unsigned)st->st_uid);
    if (st->st_mode & (S_IWGRP | S_IWOTH))
        return refuse(w->why, "%.*s can be written by others than root", n,
                      w->path);
    return true;
}

static bool enter(struct walk *w, const char *name, size_t length)
{
    struct stat st;
    int fd = openat(w->at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return refuse(w->why, "%.*s: %s", (int)length, w->path,
                      strerror(errno));
    close(w->at);
    w->at = fd;
    if (fstat(fd, &st) < 0)
        return refuse(w->why, "%.*s: %s", (int)length, w->path,
                      strerror(errno));
    if (S_ISLNK(st.st_mode))
        return refuse(w->why, "%.*s is a symbolic link", (int)length, w->path);
    if (!S_ISDIR(st.st_mode))
        return refuse(w->why, "%.*s is no directory", (int)length, w->path);
    return check_owner(w, length, &st);
}

static bool begin_walk(struct walk *w, const char *root)
{
    struct stat st;

    w->at = open(root ? root : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (w->at < 0 || fstat(w->at, &st) < 0)
        return refuse(w->why, "/: %s", strerror(errno));
    return check_owner(w, 0, &st);
}

/* ras.conf's paths are absolute and have no "..": the last word is here. */
static bool take_component(const char *path, size_t *end, char *name,
                           size_t size)
{
    const char *start = path + *end + 1;
    size_t n = strcspn(start, "/");

    if (n == 0 || n >= size)
        return false;
    memcpy(name, start, n);
    name[n] = '\0';
    *end += n + 1;
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool open_file(const struct walk *w, const char *name, int *fd)
{
    struct stat st;

    *fd = openat(w->at, name,
                 O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*fd < 0 && errno == ELOOP)
        return refuse(w->why, "%s is a symbolic link", w->path);
    if (*fd < 0 || fstat(*fd, &st) < 0)
        return refuse(w->why, "%s: %s", w->path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return refuse(w->why, "%s is no regular file", w->path);
    if (st.st_size > DIALER_MAX)
        return refuse(w->why, "%s is larger than %d bytes", w->path,
                      DIALER_MAX);
    return check_owner(w, strlen(w->path), &st);
}

static bool walk_down(struct walk *w, int *fd)
{
    char name[NAME_MAX + 1];
    size_t end = 0;

    while (w->path[0] == '/' &&
           take_component(w->path, &end, name, sizeof(name))) {
        if (w->path[end] == '\0')
            return open_file(w, name, fd);
        if (!enter(w, name, end))
            return false;
    }
    return refuse(w->why, "%s is no plain absolute path", w->path);
}

/* *FD may be open after a failure, too. */
static bool open_checked(const char *path, const char *root, int *fd,
                         const struct reason *why)
{
    struct walk w = {path, -1, why};
    bool good = begin_walk(&w, root) && walk_down(&w, fd);

    if (w.at >= 0)
        close(w.at);
    return good;
}

/* --- the digest */

static bool hash(int fd, EVP_MD_CTX *context)
{
    unsigned char piece[PIECE];
    off_t at = 0;
    ssize_t n;

    while ((n = pread(fd, piece, sizeof(piece), at)) > 0 && at <= DIALER_MAX) {
        if (!EVP_DigestUpdate(context, piece, (size_t)n))
            return false;
        at += n;
    }
    return n == 0;
}

static bool digest_of(int fd, char hex[DIGEST_HEX])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0, i;
    bool good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) &&
                hash(fd, context) && EVP_DigestFinal_ex(context, digest, &n);

    EVP_MD_CTX_free(context);
    for (i = 0; i < n && 2 * i + 2 < DIGEST_HEX; i++)
        snprintf(hex + 2 * (size_t)i, 3, "%02x", digest[i]);
    return good;
}

static bool check_digest(int fd, const struct ras_dialer *d,
                         const struct reason *why)
{
    char hex[DIGEST_HEX] = "";

    if (!d->sha256[0])
        return true;
    if (!digest_of(fd, hex))
        return refuse(why, "%s: its SHA-256 digest cannot be had", d->file);
    if (strcasecmp(hex, d->sha256) != 0)
        return refuse(why, "%s has the SHA-256 digest %s, not ras.conf's",
                      d->file, hex);
    return true;
}

/* --- the kind of file */

/* Of the object that this code is in: what its neighbours must be like. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

static const struct {
    unsigned machine;
    const char *name;
} machines[] = {
    {EM_386, "x86-32"},     {EM_X86_64, "x86-64"},    {EM_ARM, "ARM"},
    {EM_AARCH64, "ARM 64"}, {EM_PPC64, "PowerPC 64"}, {EM_MIPS, "MIPS"},
    {EM_S390, "S/390"},     {EM_RISCV, "RISC-V"},
};

static const char *machine_name(unsigned machine)
{
    size_t i;

    for (i = 0; i < sizeof(machines) / sizeof(*machines); i++)
        if (machines[i].machine == machine)
            return machines[i].name;
    return "another machine";
}

/* e_machine lies at one place in all classes, in the file's byte order. */
static bool check_elf(int fd, const char *path, const struct reason *why)
{
    const ElfW(Ehdr) *own = &__ehdr_start;
    ElfW(Ehdr) e;
    ssize_t n = pread(fd, &e, sizeof(e), 0);

    if (n >= 2 && e.e_ident[0] == 'M' && e.e_ident[1] == 'Z')
        return refuse(why, "%s is a DLL of Windows, not a shared object", path);
    if (n != (ssize_t)sizeof(e) || memcmp(e.e_ident, ELFMAG, SELFMAG) != 0)
        return refuse(why, "%s is no shared object (ELF)", path);
    if (e.e_ident[EI_DATA] != own->e_ident[EI_DATA])
        return refuse(why, "%s is for another byte order", path);
    if (e.e_machine != own->e_machine)
        return refuse(why, "%s is for %s (machine %u), this is %s", path,
                      machine_name(e.e_machine), (unsigned)e.e_machine,
                      machine_name(own->e_machine));
    if (e.e_ident[EI_CLASS] != own->e_ident[EI_CLASS])
        return refuse(why, "%s is for another word size", path);
    if (e.e_type != ET_DYN)
        return refuse(why, "%s is no shared object (ELF type %u)", path,
                      (unsigned)e.e_type);
    return true;
}

/* --- the two locks */

static bool find_listed(const struct allow_rules *rules, const char *dll,
                        const struct ras_dialer **found,
                        const struct reason *why)
{
    *found = rules->conf ? ras_conf_find_dialer(rules->conf, dll) : NULL;
    if (!*found)
        return refuse(why, "not in ras.conf's custom_dialers: %.512s", dll);
    if (!rules->roots)
        return refuse(why,
                      "in the custom_dialers of a ras.conf that is not "
                      "root's: %.512s",
                      dll);
    return true;
}

bool allow_open(const struct allow_rules *rules, const char *dll,
                struct allow_dialer *dialer, char *text, size_t size)
{
    const struct reason why = {text, size};
    const struct ras_dialer *d;
    int fd = -1;

    *dialer = (struct allow_dialer){-1, ""};
    if (!find_listed(rules, dll, &d, &why))
        return false;
    if (!open_checked(d->file, rules->root, &fd, &why) ||
        !check_elf(fd, d->file, &why) || !check_digest(fd, d, &why)) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    *dialer = (struct allow_dialer){fd, d->file};
    return true;
}

/* --- ras.conf */

/* A process with more rights than its user is not root's word for a file. */
static bool is_roots(const char *file, int fd)
{
    struct stat st;

    if (file)
        return getuid() == 0 && geteuid() == 0;
    return fstat(fd, &st) == 0 && st.st_uid == 0 &&
           !(st.st_mode & (S_IWGRP | S_IWOTH));
}

enum conf_result allow_config(const char *file, struct ras_conf **conf,
                              bool *roots, char *text, size_t size)
{
    const struct reason why = {text, size};
    const char *path = file ? file : BOOKS_CONFIG;
    struct conf_problem p = {""};
    enum conf_result result;
    int fd;

    *conf = NULL;
    *roots = false;
    result = file_open(path, &fd, &p);
    if (result == CONF_OK) {
        *roots = is_roots(file, fd);
        result = ras_conf_load(fd, path, conf, &p);
        close(fd);
    }
    if (result != CONF_OK)
        (void)refuse(&why, "%s", p.text);
    return result;
}
