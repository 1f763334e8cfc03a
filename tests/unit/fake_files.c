#include "tests/unit/fake_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[64];

bool fake_files_begin(void)
{
    snprintf(directory, sizeof(directory), "/tmp/ras-unit.XXXXXX");
    return mkdtemp(directory) && chmod(directory, 0755) == 0;
}

static void empty(const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *e;

    while (d && (e = readdir(d)))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
}

/* One level of directories: the list of connections is in one. */
void fake_files_end(void)
{
    empty(fake_path("run"));
    rmdir(fake_path("run"));
    empty(fake_path("state"));
    rmdir(fake_path("state"));
    empty(directory);
    rmdir(directory);
}

const char *fake_path(const char *name)
{
    static char paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
    return path;
}

bool fake_write(const char *name, const char *format, ...)
{
    int fd =
        open(fake_path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    va_list arguments;
    bool fine;

    if (fd < 0)
        return false;
    va_start(arguments, format);
    fine = vdprintf(fd, format, arguments) >= 0;
    va_end(arguments);
    return close(fd) == 0 && fine;
}

bool fake_phonebook(const char *keys, const char *device)
{
    return fake_write("pbk",
                      "[Office]\nEncoding=1\nPBVersion=1\nType=1\n"
                      "BaseProtocol=1\n%s\n"
                      "MEDIA=serial\nPort=COM9\nDevice=Fake\n\n"
                      "DEVICE=modem\n%s\n",
                      keys, device);
}

bool fake_config(const char *tty, const char *more, const char *policy)
{
    return fake_write(
        "conf",
        "devices = ( { name = \"Fake\"; port = \"COM9\"; tty = \"%s\";\n"
        "  timeouts = { command = 1.0; connect = 1.5; dtr = 0.0;\n"
        "    escape = 0.05; carrier = 2.0; network = 3.0; link = 6.0;\n"
        "    hangup = 0.3; callback = 0.4; };\n"
        "%s } );\n%s\n",
        tty, more, policy);
}
