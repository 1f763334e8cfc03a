/*
 * compat_operations.c - the project's own small files, and a session with a
 * pppd, that of tests/mock/fake_pppd.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/autodial.h"
#include "compat/book_edit.h"
#include "compat/books.h"
#include "compat/connlist.h"
#include "compat/counters.h"
#include "compat/credentials.h"
#include "compat/history.h"
#include "compat/metrics.h"
#include "compat/raserr.h"
#include "compat/rascs.h"
#include "compat/session.h"
#include "tests/inject/operation.h"

static const long of_writing[] = {CONF_OPEN, CONF_WRITE, CONF_CHANGED, 0};
static const long of_reading[] = {CONF_OPEN, 0};

static void explained(long result, const struct conf_problem *p)
{
    expect(result == CONF_OK || p->text[0]);
    if (result != CONF_OK)
        fprintf(stderr, "%s\n", p->text);
}

static void prepare_nothing(void)
{
}

/* --- the phonebooks of this machine */

static void prepare_books(void)
{
    expect(mkdir("system", 0755) == 0 && mkdir("user", 0755) == 0);
    put_file("system/rasphone.pbk", "[A]\nMEDIA=serial\n");
    put_file("system/more.cfg", "entries = ({ name = \"B\"; });\n");
    put_file("user/rasphone.pbk", "[C]\nMEDIA=serial\n");
}

static long find_books(void)
{
    struct books_places places;
    struct conf_problem p = {""};
    struct books books;
    long result;
    size_t which = 99;

    snprintf(places.system, sizeof(places.system), "%s", path_of("system"));
    snprintf(places.user, sizeof(places.user), "%s", path_of("user"));
    result = books_find(&places, &books);
    if (result != CONF_OK)
        return RASERR_ERROR_NOT_ENOUGH_MEMORY;
    result = books_resolve(&books, "c", &which, &p);
    explained(result, &p);
    if (!result)
        say("%zu of %zu\n", which, books.n);
    books_free(&books);
    return result;
}

/* --- a phonebook is changed */

static void prepare_book(void)
{
    put_file("book.pbk", "[A]\r\nMEDIA=serial\r\nPort=COM1\r\n");
    put_file("book.cfg", "entries = ( { name = \"A\"; Type = 1; } );\n");
}

static enum conf_result set_type(struct pbk_book *book, void *context,
                                 struct conf_problem *p)
{
    (void)context;
    return pbk_book_set(book, 0, "RedialAttempts", "5", p);
}

static long change_book(const char *path)
{
    struct conf_problem p = {""};
    long result = book_edit(path, set_type, NULL, &p);

    explained(result, &p);
    return result;
}

static long change_pbk(void)
{
    return change_book("book.pbk");
}

static long change_cfg(void)
{
    return change_book("book.cfg");
}

/* --- the list of connections */

static struct connrec record_of(const char *entry)
{
    struct connrec r = {.state = RASCS_Connected, .since = 1700000000};

    r.pid = getppid();
    r.pid_start = connrec_pid_start(r.pid);
    snprintf(r.entry, sizeof(r.entry), "%s", entry);
    snprintf(r.phonebook, sizeof(r.phonebook), "/book.pbk");
    return r;
}

/* Errno values: a caller has its own code for each. */
static long write_records(void)
{
    struct connrec r = record_of("Office");
    int error = connrec_write("run", &r);

    if (!error)
        error = connrec_make_lock("run", &r);
    if (!error)
        error = connrec_write_last("run", &r);
    connrec_sweep("run");
    return error;
}

static void prepare_records(void)
{
    struct connrec r = record_of("Office");

    expect(connrec_write("run", &r) == 0);
    expect(connrec_make_lock("run", &r) == 0);
    expect(connrec_write_last("run", &r) == 0);
    snprintf(r.entry, sizeof(r.entry), "Home");
    expect(connrec_write_last("run", &r) == 0);
}

static long read_records(void)
{
    static struct connrec nothing;
    struct connrec *list = &nothing, *last = &nothing;
    size_t n = 99, m = 99;
    int error = connlist_read("run", &list, &n);
    int other = connlist_read_last("run", &last, &m);

    expect(!error || (!list && !n));
    expect(!other || (!last && !m));
    if (!error && !other)
        say("%zu %s %zu\n", n, n ? list[0].entry : "", m);
    free(list);
    free(last);
    return error ? error : other;
}

static long hold_record(void)
{
    int fd = connrec_hold_lock("run", getppid());

    if (fd >= 0) {
        say("%d\n", connrec_last_holder(fd));
        close(fd);
    }
    return connrec_remove("run", getppid());
}

/* --- what has become of dials */

static void add_failure(struct history *h, void *context)
{
    (void)context;
    h->policy.error = 676;
    h->policy.ended = 1700000000;
    counters_failed(&h->counters, 676, 1);
}

static struct history after;

static long update(const char *entry)
{
    struct conf_problem p = {""};
    long result = history_update("state", "/book.pbk", entry, add_failure, NULL,
                                 &after, &p);

    explained(result, &p);
    return result;
}

static void prepare_history(void)
{
    expect(update("Office") == CONF_OK && update("Home") == CONF_OK);
}

static long write_history(void)
{
    long result;

    after.policy.error = 1;
    result = update("Office");
    expect(after.policy.error == (result == CONF_OK ? 676 : 1));
    return result;
}

static long read_history(void)
{
    struct conf_problem p = {""};
    long result = history_read("state", "/book.pbk", "Office", &after, &p);

    explained(result, &p);
    expect(result == CONF_OK || after.policy.error == 0);
    say("%u\n", after.policy.error);
    return result;
}

static void prepare_metrics(void)
{
    prepare_history();
    put_file("x.prom", "old\n");
}

static long publish(void)
{
    struct conf_problem p = {""};
    long result = metrics_publish("state", path_of("x.prom"), &p);

    explained(result, &p);
    return result;
}

/* --- saved credentials, automatic dialling */

static struct credentials saved = {.have =
                                       CREDENTIALS_USER | CREDENTIALS_PASSWORD,
                                   .user = "joe",
                                   .password = "secret"};

static void prepare_store(void)
{
    struct conf_problem p = {""};

    put_file("a.pbk", "");
    expect(credentials_save("store", path_of("a.pbk"), "A", &saved, 0, &p) ==
           CONF_OK);
    put_file("autodial", "enable\t\t1\t0\n");
}

static long save_credentials(void)
{
    struct conf_problem p = {""};
    long result =
        credentials_save("store", path_of("a.pbk"), "B", &saved, 0, &p);

    explained(result, &p);
    return result;
}

static long read_credentials(void)
{
    struct credentials c;
    struct conf_problem p = {""};
    long result = credentials_read("store", path_of("a.pbk"), "a", &c, &p);

    explained(result, &p);
    expect(result == CONF_OK || c.have == 0);
    say("%s %s\n", c.user, c.password);
    return result;
}

static long rename_credentials(void)
{
    struct conf_problem p = {""};
    long result = credentials_rename("store", path_of("a.pbk"), "A", "Z", &p);

    explained(result, &p);
    return result;
}

static long forget_credentials(void)
{
    struct conf_problem p = {""};
    long result = credentials_forget("store", path_of("a.pbk"), "A", &p);

    explained(result, &p);
    return result;
}

static long change_autodial(void)
{
    struct autodial_record r = {AUTODIAL_ADDRESS, "host", 1, "Office"};
    struct conf_problem p = {""};
    struct autodial a;
    long result = autodial_change("autodial", &r, 1, false, &p);

    if (result == CONF_OK)
        result = autodial_read("autodial", &a, &p);
    explained(result, &p);
    if (result != CONF_OK)
        return result;
    say("%zu\n", a.n);
    autodial_free(&a);
    return result;
}

/* --- a session */

static int next_record(struct session *s, struct wire_record *r)
{
    struct pollfd p = {session_fd(s), POLLIN, 0};

    return poll(&p, 1, 20000) <= 0 ? ETIMEDOUT : session_receive(s, r);
}

/* The code of the end; what cannot be read is 668, as for a caller. */
static long follow(struct session *s)
{
    struct wire_record r;
    long code = 668;
    int error;

    while ((error = next_record(s, &r)) == 0)
        if (r.type == WIRE_ENDED)
            code = wire_u32(&r, WIRE_F_ERROR, 0);
        else if (r.type == WIRE_STATE &&
                 wire_u32(&r, WIRE_F_STATE, 0) == RASCS_Connected &&
                 session_hangup(s))
            break;
    return code == 631 || code == 676 ? 0 : code;
}

static long run_session(const char *entry)
{
    struct session_request q = {.pppd = operation_program("tests/fake_pppd"),
                                .entry = entry,
                                .phonebook = "book.pbk",
                                .user = "joe",
                                .password = "secret"};
    struct session *s = NULL;
    char why[600];
    long code;

    code = session_open(&q, &s, why, sizeof(why));
    expect((code == 0) == (s != NULL));
    expect(code == 0 || why[0]);
    if (code == 0)
        code = follow(s);
    session_close(s);
    return code;
}

static long dial_success(void)
{
    return run_session("success");
}

static long dial_busy(void)
{
    return run_session("busy");
}

static const long of_a_dial[] = {RASERR_ERROR_RASMAN_CANNOT_INITIALIZE, 668, 0};

const struct operation compat_operations[] = {
    {"find an entry's book", prepare_books, find_books, 8, NULL, 0},
    {"change a PBK", prepare_book, change_pbk, CONF_NOMEM, of_writing, 0},
    {"change a .cfg", prepare_book, change_cfg, CONF_NOMEM, of_writing, 0},
    {"list a connection", prepare_nothing, write_records, ENOMEM, NULL,
     OPERATION_MANY_FILES},
    {"read the list of connections", prepare_records, read_records, ENOMEM,
     NULL, 0},
    {"hold a connection's lock", prepare_records, hold_record, ENOMEM, NULL,
     OPERATION_MAY_GO_ON | OPERATION_MANY_FILES},
    {"write a history", prepare_history, write_history, CONF_NOMEM, of_writing,
     0},
    {"begin a history", prepare_nothing, write_history, CONF_NOMEM, of_writing,
     0},
    {"read a history", prepare_history, read_history, CONF_NOMEM, of_reading,
     0},
    {"publish the metrics", prepare_metrics, publish, CONF_NOMEM, of_writing,
     OPERATION_MAY_GO_ON},
    {"save credentials", prepare_store, save_credentials, CONF_NOMEM,
     of_writing, 0},
    {"read credentials", prepare_store, read_credentials, CONF_NOMEM,
     of_reading, 0},
    {"rename credentials", prepare_store, rename_credentials, CONF_NOMEM,
     of_writing, 0},
    {"forget credentials", prepare_store, forget_credentials, CONF_NOMEM,
     of_writing, 0},
    {"change the automatic dialling", prepare_store, change_autodial,
     CONF_NOMEM, of_writing, OPERATION_MANY_FILES},
    {"a session that connects", prepare_nothing, dial_success, 8, of_a_dial,
     OPERATION_SLOW | OPERATION_CALLS_VARY},
    {"a session that fails", prepare_nothing, dial_busy, 8, of_a_dial,
     OPERATION_SLOW | OPERATION_CALLS_VARY},
    {NULL, NULL, NULL, 0, NULL, 0},
};
