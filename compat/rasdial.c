/*
 * rasdial: dials an entry of a phonebook, in the words of Windows' tool of the
 * same name, which scripts read: everything goes to standard output.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "compat/books.h"
#include "compat/rasdial_connections.h"
#include "compat/rasdial_dial.h"
#include "compat/rasdial_options.h"
#include "compat/rasdial_say.h"
#include "compat/rasdial_unblock.h"
#include "compat/rasdial_wait.h"
#include "compat/raserr.h"
#include "conf/text.h"

#ifndef VERSION
#define VERSION "0.1.0"
#endif

/* --- the password */

static bool set_echo(bool on)
{
    struct termios t;

    if (tcgetattr(STDIN_FILENO, &t) < 0)
        return false;
    t.c_lflag = on ? t.c_lflag | ECHO : t.c_lflag & ~(tcflag_t)ECHO;
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &t) == 0;
}

/*
 * One line, byte by byte: what follows it on a pipe is not ours. False when it
 * is too long, ended by a signal, or there is none.
 */
static bool read_line(char *out, size_t size, const sigset_t *mask)
{
    size_t n = 0;

    while (n < size && !wait_interrupts()) {
        ssize_t got;

        wait_for(STDIN_FILENO, 0, mask);
        if (wait_interrupts())
            break;
        got = read(STDIN_FILENO, out + n, 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0 || out[n] == '\n') {
            if (got > 0 && n > 0 && out[n - 1] == '\r')
                n--;
            out[n] = '\0';
            return got > 0 || n > 0;
        }
        n++;
    }
    return false;
}

static bool ask_password(struct rasdial_options *o, const sigset_t *mask)
{
    bool terminal = isatty(STDIN_FILENO) && set_echo(false);
    bool good;

    if (terminal)
        fprintf(stderr, "Password: ");
    good = read_line(o->password, sizeof(o->password), mask);
    if (terminal) {
        set_echo(true);
        fputc('\n', stderr);
    }
    o->password_given = good;
    return good;
}

/* --- the commands */

/*
 * An entry that is not in the system's phonebook may be in another one beside
 * it, or in the user's own. If it is in none, or the books cannot be read with
 * our rights, the plugin searches the system's, and its answer counts.
 */
static void find_phonebook(struct rasdial_options *o, char path[PATH_MAX])
{
    struct conf_problem p = {""};

    if (!o->phonebook && books_locate(o->entry, path, &p) == 0 &&
        strcmp(path, BOOKS_SYSTEM) != 0)
        o->phonebook = path;
}

static int dial(struct rasdial_options *o)
{
    char path[PATH_MAX];
    sigset_t before;
    int status;

    wait_catch_signals(&before);
    find_phonebook(o, path);
    if (connections_in_use(o, &status))
        return status;
    if (!o->password_asked || ask_password(o, &before))
        return rasdial_dial(o, &before);
    if (wait_interrupts())
        return say_failed(o->entry, RASERR_ERROR_USER_DISCONNECTION, "");
    return say_failed(o->entry, RASERR_ERROR_INVALID_PARAMETER,
                      "no password, or one that is too long");
}

static int show_help(void)
{
    rasdial_options_help();
    return EXIT_SUCCESS;
}

static int show_version(void)
{
    puts("rasdial (ppp-rasdial) " VERSION);
    return EXIT_SUCCESS;
}

static int run(struct rasdial_options *o)
{
    if (o->help)
        return show_help();
    if (o->version)
        return show_version();
    if (o->disconnect)
        return connections_end(o);
    if (o->status)
        return connections_status(o);
    if (o->unblock)
        return rasdial_unblock(o);
    return o->entry ? dial(o) : connections_list(o);
}

int main(int argc, char **argv)
{
    struct rasdial_options o;
    char why[128];
    int status;

    if (!rasdial_options_parse(argc, argv, &o, why, sizeof(why))) {
        text_make_printable(why);
        fprintf(stderr, "rasdial: %s (see rasdial /HELP)\n", why);
        return raserr_exit_status(RASERR_ERROR_INVALID_PARAMETER);
    }
    say_begin(&o);
    status = run(&o);
    explicit_bzero(&o, sizeof(o));
    return status;
}
