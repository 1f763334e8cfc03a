/* Eight threads at once: to be run under ThreadSanitizer, too. */
#include "compat/api/conn.c"

#include <sys/wait.h>

#include "compat/win32/object.h"
#include "tests/unit/api_world.h"

enum { THREADS = 8, ROUNDS = 6 };

struct worker {
    pthread_t thread;
    char book[96];
    int failures; /* CUnit's own counters are no good in threads */
};

static HRASCONN common; /* one connection that all look at */

/* --- fork() takes all locks, and must not wait for one that waits for it */

static bool forking; /* its handlers are at work */

static void note_fork(void)
{
    __atomic_store_n(&forking, true, __ATOMIC_RELEASE);
}

static void *fork_once(void *context)
{
    pid_t *pid = context;

    *pid = fork();
    if (*pid == 0)
        _exit(0);
    return NULL;
}

/*
 * The news of a connection signal an event: who has the lock of connections
 * takes that of objects. Runs first, as long as the former is the one that was
 * used first.
 */
static void test_fork_order(void)
{
    pthread_t thread;
    bool taken = false;
    pid_t pid = -1;
    int i, status;

    conn_lock();
    conn_unlock();
    CloseHandle(CreateEventA(NULL, FALSE, FALSE, NULL));
    pthread_atfork(note_fork, NULL, NULL); /* the last one is called first */
    conn_lock();
    CU_ASSERT_FATAL(pthread_create(&thread, NULL, fork_once, &pid) == 0);
    while (!__atomic_load_n(&forking, __ATOMIC_ACQUIRE))
        world_sleep(1);
    for (i = 0; i < 200 && !taken; i++) {
        taken = pthread_mutex_trylock(win32_lock()) != 0;
        if (!taken)
            pthread_mutex_unlock(win32_lock());
        world_sleep(1);
    }
    CU_ASSERT(!taken); /* fork() has it and waits for ours */
    conn_unlock();
    pthread_join(thread, NULL);
    CU_ASSERT(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

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

/*
 * The library's own threads let go a little later: at most ten seconds. Who
 * made a list in the moment of another's hang-up may have got a handle of a
 * pppd that had just gone: the next list ends it.
 */
static bool nothing_left(void)
{
    bool nothing = false;
    int i;

    for (i = 0; i < 200 && !nothing; i++) {
        enumerate();
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

/* The values of handles go round. */
static void test_given_since(void)
{
    const uint32_t before = next_handle, f = FIRST_HANDLE, l = LAST_HANDLE;
    const struct {
        uint32_t next, mark, value;
        bool given;
    } rows[] = {
        {f + 10, f + 3, f + 2, false}, {f + 10, f + 3, f + 3, true},
        {f + 10, f + 3, f + 9, true},  {f + 10, f + 3, f + 10, false},
        {f + 2, l - 2, l - 3, false},  {f + 2, l - 2, l - 2, true},
        {f + 2, l - 2, l, true},       {f + 2, l - 2, l + 1, false},
        {f + 2, l - 2, f - 1, false},  {f + 2, l - 2, f, true},
        {f + 2, l - 2, f + 1, true},   {f + 2, l - 2, f + 2, false},
    };
    struct conn *c;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        next_handle = rows[i].next;
        EXPECT_NUMBER(conn_given_since(rows[i].value, rows[i].mark),
                      rows[i].given);
    }
    conn_lock();
    c = conn_new(true);
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    next_handle = l;
    EXPECT_NUMBER(conn_add_handle(c, true), l);
    EXPECT_NUMBER(conn_add_handle(c, false), f);
    EXPECT_NUMBER(conn_handle(c), f);
    CU_ASSERT(conn_is_reference(l) && !conn_is_reference(f));
    CU_ASSERT(!conn_is_reference(f + 1)); /* nobody's */
    next_handle = l; /* those that are in use are passed over */
    EXPECT_NUMBER(conn_add_handle(c, false), f + 1);
    conn_mark_closing(f + 2);
    conn_drop_handle(f + 2);
    conn_drop_handle(l);
    conn_drop_handle(f);
    conn_drop_handle(f + 1);
    conn_release(c);
    conn_unlock();
    next_handle = before;
}

static struct wire_record record_of(enum wire_type type, uint32_t state,
                                    uint32_t error)
{
    struct wire_writer w;
    struct wire_record r;

    wire_begin(&w, type);
    wire_put_u32(&w, WIRE_F_STATE, state);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    EXPECT_NUMBER(wire_read(&r, w.bytes, w.length), WIRE_OK);
    return r;
}

/* Links may tell what they like: the connection's own news has its room. */
static void test_many_events(void)
{
    struct wire_record link = record_of(WIRE_LINK, RASCS_ConnectDevice, 0);
    struct wire_record state = record_of(WIRE_STATE, RASCS_OpenPort, 0);
    struct conn_event e;
    struct conn *c;
    uint32_t i;

    conn_lock();
    c = conn_new(true);
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    take(c, &link); /* nobody has dialled: nobody is told */
    EXPECT_NUMBER(c->n_events, 0);
    c->dialling = true;
    for (i = 0; i < 2 * CONN_EVENTS; i++)
        take(c, &link);
    EXPECT_NUMBER(c->n_events, CONN_EVENTS - CONN_STATES);
    take(c, &state);
    take(c, &state); /* a state is told once */
    EXPECT_NUMBER(c->n_events, CONN_EVENTS - CONN_STATES + 1);
    for (i = 0; i < 2 * CONN_EVENTS; i++) {
        state = record_of(WIRE_STATE, 100 + i, 0);
        take(c, &state);
    }
    EXPECT_NUMBER(c->n_events, CONN_EVENTS);
    for (i = 0; conn_next_event(c, &e); i++)
        EXPECT_NUMBER(e.link, i < CONN_EVENTS - CONN_STATES);
    EXPECT_NUMBER(i, CONN_EVENTS);
    conn_release(c);
    conn_unlock();
}

/* The end of a dial is told once, whatever comes behind it. */
static void test_end_once(void)
{
    struct wire_record connected = record_of(WIRE_STATE, RASCS_Connected, 0);
    struct wire_record link = record_of(WIRE_LINK, RASCS_ConnectDevice, 676);
    struct conn_event e;
    struct conn *c;

    conn_lock();
    c = conn_new(true);
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    c->dialling = true;
    conn_fail(c, RASCS_OpenPort, 8);
    CU_ASSERT(c->ended && c->failed && c->over);
    CU_ASSERT(conn_next_event(c, &e) && e.error == 8);
    take(c, &connected);
    take(c, &link);
    lose(c, EPROTO);
    EXPECT_NUMBER(c->error, 8);
    EXPECT_NUMBER(c->state, RASCS_Disconnected);
    CU_ASSERT(!c->connected && !conn_next_event(c, &e));
    CU_ASSERT(!conn_resume(c, NULL));
    conn_release(c);
    conn_unlock();
}

/* pppd has gone without a word, or speaks another language. */
static void test_lost(void)
{
    static const struct {
        bool hangup;
        int error;
        uint32_t code;
    } rows[] = {
        {false, EPIPE, RASERR_ERROR_RASMAN_SERVICE_STOPPED},
        {false, EPROTO, RASERR_ERROR_RASMAN_CANNOT_INITIALIZE},
        {true, EPROTO, RASERR_ERROR_USER_DISCONNECTION},
        {true, EPIPE, RASERR_ERROR_USER_DISCONNECTION},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct conn *c;

        conn_lock();
        c = conn_new(true);
        CU_ASSERT_PTR_NOT_NULL_FATAL(c);
        c->hangup = rows[i].hangup;
        lose(c, rows[i].error);
        EXPECT_NUMBER(c->error, rows[i].code);
        CU_ASSERT(c->over && c->ended);
        conn_release(c);
        conn_unlock();
    }
}

const char unit_name[] = "api_threads";
const struct unit_test unit_tests[] = {
    {"a fork takes both locks in their order", test_fork_order},
    {"handles", test_handles},
    {"the values of handles go round", test_given_since},
    {"more news than is kept", test_many_events},
    {"an end is told once", test_end_once},
    {"a pppd that is lost", test_lost},
    {"eight threads dial", test_eight},
    {"eight threads hang up", test_contended},
    {NULL, NULL},
};
