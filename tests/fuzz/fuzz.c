#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/text.h"

/*
 * LeakSanitizer asks for these. libconfig 1.5 forgets the token that it was
 * reading when it came upon a syntax error.
 */
const char *__lsan_default_suppressions(void)
    __attribute__((visibility("default")));
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig.so\n";
}

void fuzz_finding(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
    abort();
}

uint8_t fuzz_byte(struct fuzz_input *in)
{
    if (!in->left)
        return 0;
    in->left--;
    return *in->at++;
}

uint32_t fuzz_u32(struct fuzz_input *in)
{
    uint32_t value = 0;
    int i;

    for (i = 0; i < 4; i++)
        value = value << 8 | fuzz_byte(in);
    return value;
}

size_t fuzz_bytes(struct fuzz_input *in, const uint8_t **bytes)
{
    size_t n = fuzz_byte(in);

    if (n > in->left)
        n = in->left;
    *bytes = in->at;
    in->at += n;
    in->left -= n;
    return n;
}

void fuzz_text(struct fuzz_input *in, char out[256])
{
    const uint8_t *bytes;
    size_t n = fuzz_bytes(in, &bytes);

    if (n)
        memcpy(out, bytes, n);
    out[n] = '\0';
}

int fuzz_file(const void *bytes, size_t n)
{
    int fd = memfd_create("input", MFD_CLOEXEC);

    HOLDS(fd >= 0);
    HOLDS(n == 0 || write(fd, bytes, n) == (ssize_t)n);
    return fd;
}

int fuzz_next_descriptor(void)
{
    int fd = dup(STDERR_FILENO);

    HOLDS(fd >= 0);
    close(fd);
    return fd;
}

bool fuzz_is_showable(const char *bytes, size_t n)
{
    size_t step;

    for (; n > 0; bytes += step, n -= step) {
        step = text_utf8_length(bytes, n);
        if (step == 0 || (step == 1 && *bytes != '\n' &&
                          ((unsigned char)*bytes < ' ' || *bytes == '\x7f')))
            return false;
        /* C1, ECMA-48 5.3: some terminals obey them in UTF-8, too */
        if (step == 2 && bytes[0] == '\xc2' && (unsigned char)bytes[1] < 0xa0)
            return false;
    }
    return true;
}

/* --- files */

static char directory[64];

static void empty(const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *e;

    while (d && (e = readdir(d)))
        unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    rmdir(path);
}

static void remove_directory(void)
{
    char inner[sizeof(directory) + NAME_MAX + 1];
    DIR *d = opendir(directory);
    const struct dirent *e;

    while (d && (e = readdir(d))) {
        snprintf(inner, sizeof(inner), "%s/%s", directory, e->d_name);
        if (e->d_type == DT_DIR && e->d_name[0] != '.')
            empty(inner);
    }
    if (d)
        closedir(d);
    empty(directory);
}

/* In memory, where that is a file system: many of the files are synced. */
static void make_directory(void)
{
    snprintf(directory, sizeof(directory), "%s/ras-fuzz.XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    HOLDS(mkdtemp(directory));
    HOLDS(atexit(remove_directory) == 0);
}

const char *fuzz_path(const char *name)
{
    static char paths[8][sizeof(directory) + NAME_MAX + 1];
    static unsigned next;
    char *path = paths[next++ % 8];

    if (!directory[0])
        make_directory();
    snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
    return path;
}

void fuzz_write(const char *path, const void *bytes, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    HOLDS(fd >= 0);
    HOLDS(n == 0 || write(fd, bytes, n) == (ssize_t)n);
    close(fd);
}

const char *fuzz_read(const char *path, size_t *n)
{
    static char bytes[1 << 20];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, bytes, sizeof(bytes) - 1);

    HOLDS(got >= 0);
    if (fd >= 0)
        close(fd);
    bytes[got] = '\0';
    *n = (size_t)got;
    return bytes;
}
