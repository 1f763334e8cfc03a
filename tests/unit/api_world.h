/*
 * api_world.h - what the tests of the connection functions live in: a
 * phonebook whose entries are the parts that tests/mock/fake_pppd plays, a
 * directory of records, and network counters, all below one of their own.
 */
#ifndef TESTS_UNIT_API_WORLD_H
#define TESTS_UNIT_API_WORLD_H

#include "compat/api/api.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "compat/connrec.h"
#include "tests/unit/harness.h"

#ifndef FAKE_PPPD
#define FAKE_PPPD "build/tests/fake_pppd"
#endif

static char world[64];
static char world_book[96], world_run[96], world_net[96];

static inline void world_write(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

/* A phonebook with an entry for each part. */
static void world_write_book(const char *path)
{
    static const char *const parts[] = {
        "success", "login",    "expired", "drop",    "shared", "script",
        "persist", "slow",     "busy",    "refused", "hold",   "vanish",
        "cause",   "not root", "line",    "links"};
    FILE *f = fopen(path, "we");
    size_t i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    for (i = 0; i < sizeof(parts) / sizeof(*parts); i++)
        fprintf(f,
                "[%s]\r\nMEDIA=serial\r\nPort=COM1\r\nDEVICE=modem\r\n"
                "PhoneNumber=5550101\r\n\r\n",
                parts[i]);
    fclose(f);
}

static void world_begin(void)
{
    snprintf(world, sizeof(world), "/tmp/test_api.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(world));
    snprintf(world_book, sizeof(world_book), "%s/book.pbk", world);
    snprintf(world_run, sizeof(world_run), "%s/run", world);
    snprintf(world_net, sizeof(world_net), "%s/net", world);
    mkdir(world_run, 0755);
    world_write_book(world_book);
    api_places.pppd = FAKE_PPPD;
    api_places.connections = world_run;
    api_places.network = world_net;
}

static void world_remove(const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *e;

    while (d && (e = readdir(d))) {
        char inner[600];

        if (e->d_name[0] == '.' && (!e->d_name[1] || e->d_name[1] == '.'))
            continue;
        snprintf(inner, sizeof(inner), "%s/%s", path, e->d_name);
        if (unlink(inner) != 0)
            world_remove(inner);
    }
    if (d)
        closedir(d);
    rmdir(path);
}

static void world_end(void)
{
    world_remove(world);
}

/* A connection that no session of ours has made: this very process. */
static inline struct connrec world_record(void)
{
    struct connrec r;

    memset(&r, 0, sizeof(r));
    r.pid = getpid();
    r.pid_start = connrec_pid_start(getpid());
    r.state = RASCS_Connected;
    snprintf(r.entry, sizeof(r.entry), "Office");
    snprintf(r.phonebook, sizeof(r.phonebook), "/etc/ppp/ras/rasphone.pbk");
    snprintf(r.device_type, sizeof(r.device_type), "modem");
    snprintf(r.device_name, sizeof(r.device_name), "Fake Modem");
    snprintf(r.number, sizeof(r.number), "5551000");
    snprintf(r.interface, sizeof(r.interface), "ppp7");
    return r;
}

static inline void world_sleep(unsigned ms)
{
    const struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&t, NULL);
}

static inline struct tagRASDIALPARAMSA world_params(const char *entry)
{
    struct tagRASDIALPARAMSA p;

    memset(&p, 0, sizeof(p));
    p.dwSize = sizeof(p);
    snprintf(p.szEntryName, sizeof(p.szEntryName), "%s", entry);
    return p;
}

/* The state of H; the function's own result goes to *CODE. */
static inline struct tagRASCONNSTATUSA world_status(HRASCONN h, DWORD *code)
{
    struct tagRASCONNSTATUSA s;

    memset(&s, 0, sizeof(s));
    s.dwSize = sizeof(s);
    *code = RasGetConnectStatusA(h, &s);
    return s;
}

#endif
