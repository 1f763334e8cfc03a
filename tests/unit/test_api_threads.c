/* Eight threads at once: to be run under ThreadSanitizer, too. */
#include "compat/api/conn.c"

#include "tests/unit/api_world.h"

enum { THREADS = 8, ROUNDS = 6 };

struct worker {
    pthread_t thread;
    char book[96];
    int failures; /* CUnit's own counters are no good in threads */
};

static HRASCONN common; /* one connection that all look at */

static DWORD dial(const char *book, const char *entry, HRASCONN *h)
{
    struct tagRASDIALPARAMSA p = world_params(entry);

    return RasDialA(NULL, book, &p, 0, NULL, h);
}

static void enumerate(void)
{
    struct tagRASCONNA list[2 * THREADS];
    DWORD cb = sizeof(list), n;

    list[0].dwSize = sizeof(*list);
    (void)RasEnumConnectionsA(list, &cb, &n);
}

static void *work(void *context)
{
    struct worker *w = context;
    HRASCONN h, shared;
    DWORD code;
    int i;

    for (i = 0; i < ROUNDS; i++) {
        h = shared = NULL;
        w->failures += dial(w->book, "success", &h) != 0;
        w->failures += world_status(h, &code).rasconnstate != RASCS_Connected;
        (void)world_status(common, &code);
        enumerate();
        w->failures += dial(world_book, "success", &shared) != 0;
        w->failures += RasHangUpA(shared) != 0;
        w->failures += RasHangUpA(h) != 0;
        (void)world_status(h, &code);
        w->failures += code != ERROR_INVALID_HANDLE;
    }
    return NULL;
}

/* The library's own threads let go a little later: at most ten seconds. */
static bool nothing_left(void)
{
    bool nothing = false;
    int i;

    for (i = 0; i < 200 && !nothing; i++) {
        conn_lock();
        nothing = n_handles == 0 && !connections;
        conn_unlock();
        if (!nothing)
            world_sleep(50);
    }
    return nothing;
}

/* Each with a connection of its own, and all with one more. */
static void test_eight(void)
{
    static struct worker workers[THREADS];
    DWORD code;
    int i;

    world_begin();
    EXPECT_NUMBER(dial(world_book, "success", &common), 0);
    for (i = 0; i < THREADS; i++) {
        snprintf(workers[i].book, sizeof(workers[i].book), "%s/%d.pbk", world,
                 i);
        world_write_book(workers[i].book);
        CU_ASSERT_FATAL(
            pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        EXPECT_NUMBER(workers[i].failures, 0);
    }
    EXPECT_NUMBER(world_status(common, &code).rasconnstate, RASCS_Connected);
    EXPECT_NUMBER(RasHangUpA(common), 0);
    CU_ASSERT(nothing_left());
    world_end();
}

/* One dials, the others all look at it, and all of them hang it up. */
static HRASCONN contested;

static void *contend(void *context)
{
    struct worker *w = context;
    DWORD code = 0;
    int i;

    for (i = 0; i < 20; i++) {
        (void)world_status(contested, &code);
        enumerate();
    }
    code = RasHangUpA(contested);
    w->failures = code != 0 && code != ERROR_INVALID_HANDLE;
    return NULL;
}

static VOID WINAPI ignore(UINT message, RASCONNSTATE state, DWORD error)
{
    (void)message;
    (void)state;
    (void)error;
}

static void test_contended(void)
{
    static struct worker workers[THREADS];
    int round, i;

    world_begin();
    for (round = 0; round < ROUNDS; round++) {
        struct tagRASDIALPARAMSA p =
            world_params(round % 2 ? "success" : "busy");

        contested = NULL;
        EXPECT_NUMBER(
            RasDialA(NULL, world_book, &p, 0, (void *)ignore, &contested), 0);
        for (i = 0; i < THREADS; i++)
            CU_ASSERT_FATAL(pthread_create(&workers[i].thread, NULL, contend,
                                           &workers[i]) == 0);
        for (i = 0; i < THREADS; i++) {
            pthread_join(workers[i].thread, NULL);
            EXPECT_NUMBER(workers[i].failures, 0);
        }
    }
    CU_ASSERT(nothing_left());
    world_end();
}

/* --- the table by itself */

static void test_handles(void)
{
    struct conn *c;
    uint32_t first, second;
    int i;

    conn_lock();
    c = conn_new(true);
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    first = conn_add_handle(c, true);
    conn_drop_handle(first);
    for (i = 0; i < 100; i++) {
        second = conn_add_handle(c, true);
        CU_ASSERT(second != first && second > first && second < 0x80000000u);
        conn_drop_handle(second);
    }
    CU_ASSERT(conn_find(first) == NULL && conn_find(0) == NULL);
    next_handle = LAST_HANDLE; /* after two thousand million dials */
    first = conn_add_handle(c, true);
    second = conn_add_handle(c, false);
    EXPECT_NUMBER(first, LAST_HANDLE);
    EXPECT_NUMBER(second, FIRST_HANDLE);
    EXPECT_NUMBER(conn_references(c), 1);
    EXPECT_NUMBER(conn_handle(c), FIRST_HANDLE);
    next_handle = LAST_HANDLE;
    CU_ASSERT(conn_add_handle(c, true) == FIRST_HANDLE + 1);
    while (conn_handle(c))
        conn_drop_handle(conn_handle(c));
    conn_release(c);
    EXPECT_NUMBER(n_handles, 0);
    CU_ASSERT(connections == NULL);
    conn_unlock();
}

const char unit_name[] = "api_threads";
const struct unit_test unit_tests[] = {
    {"handles", test_handles},
    {"eight threads dial", test_eight},
    {"eight threads hang up", test_contended},
    {NULL, NULL},
};
