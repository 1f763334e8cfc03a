#include "plugin/script_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/choice.h"
#include "conf/file.h"
#include "plugin/shim.h"

const char *script_file_directory = SCRIPT_FILE_DIRECTORY;

#define NAME_SIZE 264 /* MAX_PATH of Windows */
#define PATH_SIZE 1400

static void small_letters(char *name)
{
    for (; *name; name++)
        if (*name >= 'A' && *name <= 'Z')
            *name = (char)(*name - 'A' + 'a');
}

static void directory_of(const char *file, char out[PATH_SIZE])
{
    const char *slash = strrchr(file, '/');

    snprintf(out, PATH_SIZE, "%.*s", slash ? (int)(slash - file) : 1,
             slash ? file : ".");
}

/* With the rights of who opens it: access() would ask with the user's. */
static bool is_missing(const char *path)
{
    return faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) < 0 &&
           (errno == ENOENT || errno == ENOTDIR);
}

static enum conf_result load(const char *path, struct scp_program **program,
                             struct conf_problem *p)
{
    struct file_bytes bytes;
    enum conf_result result;
    int fd;

    if (is_missing(path))
        return CONF_NOT_FOUND;
    result = file_open(path, &fd, p);
    if (result != CONF_OK)
        return result;
    result = file_read(fd, path, SCP_FILE_MAX, &bytes, p);
    close(fd);
    if (result != CONF_OK)
        return result;
    result = scp_compile(bytes.bytes, bytes.n, path, program, p);
    file_free(&bytes);
    return result;
}

/* The first that is there counts, whatever is wrong with it. */
static enum conf_result search(const char *name, const char *const places[2],
                               struct scp_program **program,
                               struct conf_problem *p)
{
    enum conf_result result = CONF_NOT_FOUND;
    char path[PATH_SIZE + NAME_SIZE + 1], small[NAME_SIZE];
    int i;

    snprintf(small, sizeof(small), "%s", name);
    small_letters(small);
    for (i = 0; i < 4 && result == CONF_NOT_FOUND; i++) {
        snprintf(path, sizeof(path), "%s/%s", places[i / 2],
                 i % 2 ? small : name);
        result = load(path, program, p);
    }
    if (result == CONF_NOT_FOUND)
        conf_fail(p, result, "%s: there is no such script in %s and %s", name,
                  places[0], places[1]);
    return result;
}

static enum conf_result search_as_user(const char *name,
                                       const char *const places[2],
                                       struct scp_program **program,
                                       struct conf_problem *p)
{
    uid_t before = geteuid();
    enum conf_result result;

    if (seteuid(shim_user_id()) < 0)
        return conf_fail(p, CONF_OPEN, "%s: %s", name, strerror(errno));
    result = search(name, places, program, p);
    if (seteuid(before) == 0)
        return result;
    result = conf_fail(p, CONF_OPEN, "%s: %s", name, strerror(errno));
    scp_program_free(*program);
    *program = NULL;
    return result;
}

enum conf_result script_file_load(const char *name, const char *phonebook,
                                  bool root, struct scp_program **program,
                                  struct conf_problem *p)
{
    char file[NAME_SIZE], beside[PATH_SIZE];
    const char *const roots[] = {script_file_directory, beside};
    const char *const users[] = {beside, script_file_directory};

    *program = NULL;
    if (!choice_script_name(name, file, sizeof(file)))
        return conf_fail(p, CONF_VALUE, "\"%s\" is no .scp script", name);
    directory_of(phonebook, beside);
    return root ? search(file, roots, program, p)
                : search_as_user(file, users, program, p);
}
