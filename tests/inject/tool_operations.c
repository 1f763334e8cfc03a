/*
 * tool_operations.c - the command line tools as programs of their own, in
 * which calls fail: what they write, and what they exit with.
 *
 * rasdial's exit status may be any: a sanitizer is known by its words.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/inject/operation.h"

enum { WORDS_MAX = 16, TEXT_MAX = 32768 };

static const char book[] =
    "[Office]\r\nEncoding=1\r\nType=1\r\nRedialAttempts=3\r\n\r\n"
    "MEDIA=serial\r\nPort=COM1\r\nDevice=A Modem\r\n\r\nDEVICE=modem\r\n"
    "PhoneNumber=5550101\r\nAreaCode=425\r\nCountryCode=1\r\n\r\n"
    "[success]\r\nMEDIA=serial\r\nPort=COM1\r\n\r\nDEVICE=modem\r\n"
    "PhoneNumber=1\r\n\r\n[busy]\r\nMEDIA=serial\r\nPort=COM1\r\n\r\n"
    "DEVICE=modem\r\nPhoneNumber=1\r\n";

static void prepare(void)
{
    put_file("book.pbk", book);
    put_file("ras.conf", "devices = ({ port = \"COM1\"; tty = \"/dev/null\"; "
                         "init = [\"ATZ\"]; });\n");
}

static void read_text(const char *file, char text[TEXT_MAX])
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, TEXT_MAX - 1);

    text[n > 0 ? n : 0] = '\0';
    if (fd >= 0)
        close(fd);
    unlink(file);
}

static _Noreturn void become(char **argv)
{
    char state[4096];
    char *environment[] = {state, NULL};
    int out = open(".output", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int error = open(".error", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int null = open("/dev/null", O_RDONLY);

    snprintf(state, sizeof(state), "%s", operation_state());
    if (dup2(null, 0) != 0 || dup2(out, 1) != 1 || dup2(error, 2) != 2)
        _exit(125);
    close(out);
    close(error);
    close(null);
    execve(argv[0], argv, environment);
    _exit(126);
}

static int run_program(char **argv)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0)
        become(argv);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    expect(WIFEXITED(status));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What is wrong is said, in words and, for a RAS error, with its number. */
static void expect_words(int status, const char *output, const char *error)
{
    if (status == 0)
        return;
    expect(output[0] || error[0]);
    if (operation_lacks_memory())
        expect(strstr(output, "memory") || strstr(error, "memory") ||
               strstr(output, "\"error\":8"));
}

static void take_output(int status)
{
    static char text[TEXT_MAX], more[TEXT_MAX];

    undisturbed();
    read_text(".output", text);
    if (status == 0)
        say("%s", text);
    read_text(".error", more);
    expect(!strstr(more, "Sanitizer") && !strstr(more, "runtime error"));
    expect_words(status, text, more);
    if (status != 0)
        fprintf(stderr, "%s", text);
    fprintf(stderr, "%s", more);
}

/* LINE is the command line, with '|' between the words. */
static long run_tool(const char *tool, const char *line)
{
    static char words[1024], program[4096];
    char *argv[WORDS_MAX + 1], *at = words;
    int n = 0, status;

    snprintf(program, sizeof(program), "%s", operation_program(tool));
    snprintf(words, sizeof(words), "%s", line);
    argv[n++] = program;
    while (at && n < WORDS_MAX) {
        argv[n++] = at;
        at = strchr(at, '|');
        if (at)
            *at++ = '\0';
    }
    argv[n] = NULL;
    status = run_program(argv);
    take_output(status);
    return status;
}

#define RASPHONE(name, line)                                                   \
    static long name(void)                                                     \
    {                                                                          \
        return run_tool("inject/rasphone", "-p|book.pbk|-c|ras.conf|" line);   \
    }

RASPHONE(list, "list")
RASPHONE(list_json, "-j|list")
RASPHONE(show, "show|Office")
RASPHONE(show_json, "-j|show|Office")
RASPHONE(check, "check|book.pbk")
RASPHONE(explain, "explain|Office")
RASPHONE(explain_json, "-j|explain|Office")
RASPHONE(devices, "-j|devices")
RASPHONE(peer, "-o|peer|peer|Office")
RASPHONE(add, "add|New|PhoneNumber=5550102")
RASPHONE(set, "set|Office|RedialAttempts=9|PhoneNumber[2]=5550103")
RASPHONE(rename_entry, "rename|Office|Head")
RASPHONE(remove_entry, "remove|Office")
RASPHONE(clone, "clone|Office|Twin")
RASPHONE(convert, "convert|book.pbk|book.cfg")

/* --- rasdial */

static void prepare_dial(void)
{
    prepare();
    expect(mkdir("run", 0755) == 0);
    unlink("ras.conf");
}

static long run_rasdial(const char *line)
{
    char all[1024];

    snprintf(all, sizeof(all), "%s%s/PHONEBOOK:book.pbk|/RUNDIR:run|/PPPD:%s",
             line, line[0] ? "|" : "", operation_program("tests/fake_pppd"));
    return run_tool("inject/rasdial", all);
}

static long dial(void)
{
    return run_rasdial("success|joe|secret|/TIMEOUT:20");
}

static long dial_json(void)
{
    return run_rasdial("success|/JSON|/TIMEOUT:20");
}

static long status(void)
{
    return run_rasdial("/STATUS");
}

static const long one[] = {1, 0}, checked[] = {1, 2, 0};

#define READING(name, run)                                                     \
    {                                                                          \
        "rasphone " name, prepare, run, 1, one, OPERATION_SLOW                 \
    }
#define LOOSE(name, run, loose)                                                \
    {                                                                          \
        "rasphone " name, prepare, run, 1, one, OPERATION_SLOW | (loose)       \
    }

const struct operation tool_operations[] = {
    READING("list", list),
    READING("--json list", list_json),
    READING("show", show),
    READING("--json show", show_json),
    {"rasphone check", prepare, check, 2, checked,
     OPERATION_SLOW | OPERATION_ANY_TROUBLE},
    /* These say of a port what access() says. */
    LOOSE("explain", explain, OPERATION_MAY_GO_ON),
    LOOSE("--json explain", explain_json, OPERATION_MAY_GO_ON),
    LOOSE("devices", devices, OPERATION_MAY_GO_ON),
    LOOSE("peer", peer, 0),
    LOOSE("add", add, OPERATION_FILES_VARY),
    LOOSE("set", set, 0),
    LOOSE("rename", rename_entry, 0),
    LOOSE("remove", remove_entry, 0),
    LOOSE("clone", clone, OPERATION_FILES_VARY),
    LOOSE("convert", convert, 0),
    {"rasdial", prepare_dial, dial, 1, NULL,
     OPERATION_SLOW | OPERATION_CALLS_VARY},
    {"rasdial /JSON", prepare_dial, dial_json, 1, NULL,
     OPERATION_SLOW | OPERATION_CALLS_VARY | OPERATION_FILES_VARY |
         OPERATION_RESULT_VARIES},
    {"rasdial /STATUS", prepare_dial, status, 1, NULL, OPERATION_SLOW},
    {NULL, NULL, NULL, 0, NULL, 0},
};
