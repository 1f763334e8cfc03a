/*
 * conf_operations.c - what conf does with files: reading, changing, converting.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/book_cfg.h"
#include "conf/convert_cfg.h"
#include "conf/file.h"
#include "conf/pbk_cfg.h"
#include "conf/pbk_edit.h"
#include "conf/phonebook.h"
#include "conf/ras_conf.h"
#include "conf/replace.h"
#include "tests/inject/operation.h"

/* An access to a file that failed, and what cannot be told from that. */
static const long of_a_file[] = {CONF_OPEN, 0};
static const long of_an_include[] = {CONF_OPEN, CONF_FORMAT, 0};
static const long of_writing[] = {CONF_OPEN, CONF_WRITE, CONF_CHANGED, 0};

static const char pbk[] =
    "[Office]\r\nEncoding=1\r\nType=1\r\nIpAssign=1\r\nRedialAttempts=3\r\n"
    "CustomAuthData=00112233445566778899\r\nNETCOMPONENTS=\r\nms_server=0\r\n"
    "ms_msclient=1\r\n\r\nMEDIA=serial\r\nPort=COM1\r\nDevice=A Modem\r\n\r\n"
    "DEVICE=modem\r\nPhoneNumber=5550101\r\nComment=caf\xc3\xa9\r\n"
    "PhoneNumber=5550102\r\nSpeaker=1\r\n\r\n[Home]\r\nMEDIA=serial\r\n"
    "Port=COM2\r\n\r\nDEVICE=modem\r\nPhoneNumber=5550199\r\n";

static const char cfg[] =
    "# a phonebook\nentries = (\n  { name = \"Office\"; Type = 1; "
    "RedialAttempts = 3;\n    media = ({ type = \"serial\"; Port = \"COM1\";\n"
    "      devices = ({ type = \"modem\"; Speaker = 1;\n        numbers = "
    "({ PhoneNumber = \"5550101\"; }, { PhoneNumber = \"5550102\"; });\n"
    "      }); }); },\n";

static const char home_cfg[] =
    "  { name = \"Home\"; media = ({ type = \"serial\"; Port = \"COM2\"; "
    "devices = ({ type = \"modem\";\n    numbers = ({ PhoneNumber = "
    "\"5550199\"; }); }); }); }\n";

static const char ras_conf[] =
    "devices = ({ port = \"COM1\"; name = \"A Modem\"; tty = \"/dev/ttyS0\";\n"
    "  init = [\"ATZ\", \"AT&F\"]; },\n  { port = \"COM2\"; tty = "
    "\"/dev/ttyS1\"; });\npools = ({ name = \"all\"; devices = [\"COM1\", "
    "\"COM2\"]; });\nlocations = ({ name = \"here\"; country_code = 1;\n"
    "  area_code = \"425\"; });\nlocation = \"here\";\n"
    "custom_dialers = ({ file = "
    "\"/usr/lib/ppp-rasdial/dialers/x.so\"; });\n"
    "policy = { redial = { hours = [\"Mon-Fri 07:00-19:00\"];\n"
    "  causes = ({ errors = [\"676\"]; attempts = 3; }); }; };\n";

/* No failure without a sentence; it is seen where a test fails. */
static void explained(long result, const struct conf_problem *p)
{
    expect(result == CONF_OK || p->text[0]);
    if (result != CONF_OK)
        fprintf(stderr, "%s\n", p->text);
}

/* --- reading */

static void prepare_pbk(void)
{
    put_file("book.pbk", pbk);
}

static void say_entry(const struct entry *e)
{
    const struct entry_device *d = &e->media[0].devices[0];

    say("%s %u %zu %s %s %zu %s\n", e->name, e->redial_attempts, e->n_media,
        e->media[0].port, d->type_name, d->n_numbers, d->numbers[0].number);
}

static long load(const char *file, const char *name)
{
    static struct entry nothing;
    struct entry *e = &nothing;
    struct conf_problem p = {""};
    enum conf_result result;
    int fd;

    result = phonebook_open(file, &fd, &p);
    expect((result == CONF_OK) == (fd >= 0));
    if (result == CONF_OK) {
        result = phonebook_load_entry(fd, file, name, &e, &p);
        close(fd);
        expect((result == CONF_OK) == (e != NULL));
    }
    explained(result, &p);
    if (result == CONF_OK) {
        say_entry(e);
        entry_free(e);
    }
    return result;
}

static long read_pbk(void)
{
    return load("book.pbk", "home");
}

static void prepare_cfg(void)
{
    char text[4096];

    put_file("more.inc", home_cfg);
    strcpy(text, cfg);
    strcat(text, "@include \"");
    strcat(text, path_of("more.inc"));
    strcat(text, "\"\n);\n");
    put_file("book.cfg", text);
}

static long read_cfg(void)
{
    return load(path_of("book.cfg"), "Home");
}

static void prepare_ras_conf(void)
{
    put_file("ras.conf", ras_conf);
}

static long read_ras_conf(void)
{
    static char nothing;
    struct ras_conf *conf = (void *)&nothing;
    struct conf_problem p = {""};
    enum conf_result result;
    int fd;

    result = file_open("ras.conf", &fd, &p);
    if (result == CONF_OK) {
        result = ras_conf_load(fd, "ras.conf", &conf, &p);
        close(fd);
        expect((result == CONF_OK) == (conf != NULL));
    }
    explained(result, &p);
    if (result != CONF_OK)
        return result;
    say("%zu %zu %s %s %zu\n", conf->n_devices, conf->n_pools,
        conf->devices[1].tty, conf->here->area_code,
        conf->policy.redial.n_causes);
    ras_conf_free(conf);
    return result;
}

static void prepare_nothing(void)
{
}

static long default_ras_conf(void)
{
    struct ras_conf *conf;
    enum conf_result result = ras_conf_default(&conf);

    expect((result == CONF_OK) == (conf != NULL));
    ras_conf_free(conf);
    return result;
}

/* --- writing */

static long replace_with(const char *file, const char *text)
{
    struct conf_problem p = {""};
    struct replace *r;
    enum conf_result result = replace_open(file, 65536, &r, &p);

    expect((result == CONF_OK) == (r != NULL));
    if (result == CONF_OK) {
        say("%zu %d\n", replace_bytes(r)->n, replace_existed(r));
        result = replace_commit(r, text, strlen(text), &p);
    }
    explained(result, &p);
    replace_close(r);
    return result;
}

static long replace_file(void)
{
    return replace_with("book.pbk", "[New]\n");
}

static long replace_none(void)
{
    return replace_with("book.pbk", pbk);
}

static void prepare_link(void)
{
    put_file("target.pbk", pbk);
    expect(symlink("target.pbk", "book.pbk") == 0);
}

/* --- editing */

static long change_book(struct pbk_book *book, struct conf_problem *p)
{
    enum conf_result result;
    struct buf value = buf_new(1000);
    unsigned line = 0;

    result = pbk_book_get(book, 0, "CustomAuthData", &value, &line, p);
    if (result == CONF_OK)
        result = pbk_book_set(book, 0, "RedialAttempts", "7", p);
    if (result == CONF_OK)
        result = pbk_book_set(book, 0, "PhoneNumber[3]", "5550103", p);
    if (result == CONF_OK)
        result = pbk_book_set(book, 1, "Port", "COM3", p);
    if (result == CONF_OK)
        result = pbk_book_unset(book, 0, "Speaker", p);
    if (result == CONF_OK)
        result = pbk_book_rename(book, 1, "Caf\xc3\xa9", p);
    if (result == CONF_OK)
        result = pbk_book_append(book, "[Third]\r\nMEDIA=serial\r\n", 23, p);
    if (result == CONF_OK)
        result = pbk_book_import(book, book, 0, "Copy", p);
    if (result == CONF_OK)
        result = pbk_book_remove(book, 0, p);
    if (result == CONF_OK)
        say("%s %u %zu\n", buf_text(&value), line, pbk_book_count(book));
    buf_free(&value);
    return result;
}

/* What failed has changed nothing: each step's book reads back. */
static long edit_book(void)
{
    struct conf_problem p = {""};
    struct pbk_book *book, *again;
    struct pbk_span bytes;
    long result;

    result = pbk_book_read(pbk, sizeof(pbk) - 1, "book.pbk", &book, &p);
    expect((result == CONF_OK) == (book != NULL));
    if (result != CONF_OK)
        return result;
    result = change_book(book, &p);
    explained(result, &p);
    undisturbed();
    bytes = pbk_book_bytes(book);
    if (result == CONF_OK)
        say("%.*s", (int)bytes.n, bytes.at);
    expect(pbk_book_read(bytes.at, bytes.n, "x", &again, &p) == CONF_OK);
    expect(pbk_book_count(again) == pbk_book_count(book));
    pbk_book_free(again);
    pbk_book_free(book);
    return result;
}

static long new_entries(void)
{
    struct conf_problem p = {""};
    struct pbk_book *book;
    long result = pbk_book_read(pbk, sizeof(pbk) - 1, "book.pbk", &book, &p);

    if (result == CONF_OK)
        result = pbk_book_add(book, "New", PBK_KIND_PHONE, &p);
    if (result == CONF_OK)
        result = pbk_book_clone(book, 2, "Copy", &p);
    if (result == CONF_OK)
        say("%zu\n", pbk_book_count(book));
    explained(result, &p);
    pbk_book_free(book);
    return result;
}

/* --- converting */

static long convert_there(void)
{
    struct convert_report report = {0};
    struct buf out = buf_new(CONVERT_OUT_MAX);
    struct conf_problem p = {""};
    long result =
        convert_pbk_to_cfg(pbk, sizeof(pbk) - 1, "book.pbk", &out, &report, &p);

    if (result == CONF_OK)
        say("%s %zu\n", buf_text(&out), report.n);
    explained(result, &p);
    convert_report_free(&report);
    buf_free(&out);
    return result;
}

static long convert_back(void)
{
    struct convert_report report = {0};
    struct buf out = buf_new(CONVERT_OUT_MAX);
    struct conf_problem p = {""};
    struct file_bytes bytes = {NULL, 0};
    long result;
    int fd;

    result = file_open("book.cfg", &fd, &p);
    if (result == CONF_OK) {
        result = file_read(fd, "book.cfg", 65536, &bytes, &p);
        close(fd);
    }
    if (result == CONF_OK)
        result = convert_cfg_to_pbk(bytes.bytes, bytes.n, path_of("book.cfg"),
                                    true, &out, &report, &p);
    if (result == CONF_OK)
        say("%s %zu\n", buf_text(&out), report.n);
    explained(result, &p);
    convert_report_free(&report);
    buf_free(&out);
    file_free(&bytes);
    return result;
}

const struct operation conf_operations[] = {
    {"read a PBK", prepare_pbk, read_pbk, CONF_NOMEM, of_a_file, 0},
    {"read a .cfg", prepare_cfg, read_cfg, CONF_NOMEM, of_an_include, 0},
    {"read ras.conf", prepare_ras_conf, read_ras_conf, CONF_NOMEM, of_a_file,
     0},
    {"make a ras.conf", prepare_nothing, default_ras_conf, CONF_NOMEM,
     of_a_file, 0},
    {"replace a file", prepare_pbk, replace_file, CONF_NOMEM, of_writing, 0},
    {"make a file", prepare_nothing, replace_none, CONF_NOMEM, of_writing, 0},
    {"replace a link's target", prepare_link, replace_file, CONF_NOMEM,
     of_writing, 0},
    {"edit a book", prepare_nothing, edit_book, CONF_NOMEM, NULL, 0},
    {"add and clone an entry", prepare_nothing, new_entries, CONF_NOMEM, NULL,
     0},
    {"PBK to .cfg", prepare_nothing, convert_there, CONF_NOMEM, NULL, 0},
    {".cfg to PBK", prepare_cfg, convert_back, CONF_NOMEM, of_an_include, 0},
    {NULL, NULL, NULL, 0, NULL, 0},
};
