#include "plugin/hosted_dial.c"

#include <fcntl.h>

#include "tests/unit/fake_shim.h"
#include "tests/unit/harness.h"

/* --- the dialer, the job's making and the line, as a test wants them */

static struct stage {
    const char *refused;     /* root does not allow the dialer: why */
    bool no_helper;          /* there is none to be had */
    unsigned dials;          /* so often the dialer dials ... */
    struct cause last_word;  /* ... and then says this */
    uint32_t wrong_request;  /* what it asks for cannot be dialled */
    unsigned answers_at;     /* the dial that is answered, 0 = none */
    bool allowed;            /* the attempt may cost something */
    int opened;              /* the dialer's file */
    struct hosted_call call; /* what the dialer was called with */
    char path[16];           /* of its file, at that time */
    unsigned asked, attempts, connects, cleanups, failures, remakes, anew,
        wipes;
} stage;
static struct order order;
static struct cause cause;

bool job_open_dialer(const struct job *job, struct allow_dialer *dialer,
                     char *why, size_t size)
{
    (void)job;
    *dialer = (struct allow_dialer){-1, NULL};
    if (stage.refused) {
        snprintf(why, size, "%s", stage.refused);
        return false;
    }
    dialer->path = "/dialer.so";
    dialer->fd = stage.opened = open("/dev/null", O_RDONLY | O_CLOEXEC);
    CU_ASSERT_FATAL(dialer->fd >= 0);
    return true;
}

bool hosted_begin(const struct hosted_call *call, struct cause *c)
{
    stage.call = *call;
    snprintf(stage.path, sizeof(stage.path), "%s", call->file->path);
    if (stage.no_helper)
        cause_latch(c, RASERR_ERROR_NOT_ENOUGH_MEMORY, 0, true, "no helper");
    return !stage.no_helper;
}

bool hosted_wait(struct control_request *r, struct cause *c)
{
    if (stage.asked > 0)
        EXPECT_TEXT(r->password, ""); /* that of the dial before */
    memset(r, 0, sizeof(*r));
    if (stage.asked++ < stage.dials) {
        snprintf(r->password, sizeof(r->password), "s3cret");
        return true;
    }
    *c = stage.last_word;
    return false;
}

void control_wipe_request(struct control_request *r)
{
    stage.wipes++;
    explicit_bzero(r, sizeof(*r));
}

bool hosted_lost(struct cause *c)
{
    (void)c;
    return false;
}

void order_remake(struct order *o, const struct control_request *request)
{
    stage.remakes++;
    stage.anew += !request;
    o->changed = request != NULL;
    o->job.error = request ? stage.wrong_request : 0;
    snprintf(o->job.reason, sizeof(o->job.reason), "no such entry");
}

int bearer_connect(struct job *job, bool (*lost)(struct cause *c),
                   struct cause *c)
{
    CU_ASSERT(job == &order.job);
    CU_ASSERT(lost == hosted_lost);
    if (++stage.connects == stage.answers_at)
        return 42;
    cause_latch(c, RASERR_ERROR_LINE_BUSY, 0, true, "the modem says BUSY");
    return -1;
}

void bearer_cleanup(void)
{
    stage.cleanups++;
}

void report_dial_failed(const struct cause *c)
{
    CU_ASSERT(c == &cause);
    CU_ASSERT(c->error != 0);
    EXPECT_NUMBER(stage.cleanups, stage.failures + 1); /* the port is free */
    stage.failures++;
}

/* --- link.c's part */

static void begin(void)
{
    stage.attempts++;
    cause_clear(&cause);
}

static bool allowed(struct cause *c)
{
    if (!stage.allowed)
        cause_latch(c, RASERR_ERROR_BLOCKED, 0, false, "blocked");
    return stage.allowed;
}

static struct entry entry = {.name = "Office",
                             .custom_ras_dial_dll = "C:\\Acme\\ANY.DLL"};
static struct ras_conf conf;

static int call(struct stage how)
{
    static const struct hosted_dial dial_ = {begin, allowed, &cause};
    int fd;

    stage = how;
    stage.opened = -1;
    order.job.entry = &entry;
    order.job.conf = &conf;
    fd = hosted_dial(&order, &dial_);
    CU_ASSERT(stage.opened < 0 || fcntl(stage.opened, F_GETFD) < 0);
    return fd;
}

static void prepare(void)
{
    fake_reset();
    memset(&order, 0, sizeof(order));
    snprintf(order.job.phonebook, sizeof(order.job.phonebook), BOOKS_SYSTEM);
    snprintf(order.job.number, sizeof(order.job.number), "555");
    snprintf(order.job.stored.user, sizeof(order.job.stored.user), "alice");
    snprintf(order.job.stored.domain, sizeof(order.job.stored.domain), "ACME");
    cause_clear(&cause);
}

/* --- tests */

static void test_answered(void)
{
    prepare();
    EXPECT_NUMBER(
        call((struct stage){.allowed = true, .dials = 9, .answers_at = 2}), 42);
    EXPECT_NUMBER(stage.attempts, 3); /* the call's own is the first */
    EXPECT_NUMBER(stage.failures, 1);
    EXPECT_NUMBER(stage.asked, 2);
    EXPECT_NUMBER(cause.error, 0);
    EXPECT_TEXT(stage.path, "/dialer.so");
    /* The job is the dialer's: the next attempt begins with the entry's. */
    CU_ASSERT(order.changed);
    (void)call((struct stage){.allowed = true});
    EXPECT_NUMBER(stage.anew, 1);
    (void)call((struct stage){.allowed = true});
    EXPECT_NUMBER(stage.remakes, 0);
}

/* Whose word is the cause; 676 is what each dial comes to. */
static void test_causes(void)
{
    static const struct {
        unsigned dials;
        struct cause word;
        uint32_t wrong_request, error;
        const char *text;
    } rows[] = {
        {1, {0}, 0, 676, "the modem says BUSY"},
        {1, {.error = 676, .text = "busy"}, 0, 676, "the modem says BUSY"},
        {1, {.error = 678, .text = "so be it"}, 0, 678, "so be it"},
        {2, {.error = 678, .text = "so be it"}, 0, 678, "so be it"},
        {0, {.error = 619, .text = "not today"}, 0, 619, "not today"},
        {1, {0}, 623, 623, "no such entry"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        prepare();
        EXPECT_NUMBER(
            call((struct stage){.allowed = true,
                                .dials = rows[i].dials,
                                .last_word = rows[i].word,
                                .wrong_request = rows[i].wrong_request}),
            -1);
        EXPECT_NUMBER(cause.error, rows[i].error);
        EXPECT_TEXT(cause.text, rows[i].text);
        EXPECT_NUMBER(stage.failures, rows[i].dials);
        /* Also what the dialer has not asked to the end. */
        EXPECT_NUMBER(stage.wipes, rows[i].dials + 1);
        EXPECT_NUMBER(stage.connects,
                      rows[i].wrong_request ? 0 : rows[i].dials);
    }
}

/* Nobody is called for what cannot, or may not, be dialled. */
static void test_not_called(void)
{
    prepare();
    EXPECT_NUMBER(call((struct stage){.allowed = false}), -1);
    EXPECT_NUMBER(cause.error, RASERR_ERROR_BLOCKED);
    prepare();
    EXPECT_NUMBER(
        call((struct stage){.allowed = true, .refused = "not root's"}), -1);
    EXPECT_NUMBER(cause.error, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL);
    EXPECT_TEXT(cause.text, "not root's");
    CU_ASSERT_FALSE(cause.retry);
    prepare();
    EXPECT_NUMBER(call((struct stage){.allowed = true, .no_helper = true}), -1);
    EXPECT_NUMBER(cause.error, RASERR_ERROR_NOT_ENOUGH_MEMORY);
    EXPECT_NUMBER(stage.asked, 0);
    prepare();
    order.job.error = RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
    snprintf(order.job.reason, sizeof(order.job.reason), "no entry any more");
    EXPECT_NUMBER(call((struct stage){.allowed = true}), -1);
    EXPECT_NUMBER(cause.error, RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
    EXPECT_TEXT(cause.text, "no entry any more");
    EXPECT_NUMBER(stage.asked, 0);
}

/* A saved domain goes with the saved user name alone. */
static void test_told(void)
{
    prepare();
    (void)call((struct stage){.allowed = true});
    EXPECT_TEXT(stage.call.number, "555");
    EXPECT_TEXT(stage.call.user, "alice");
    EXPECT_TEXT(stage.call.domain, "ACME");
    EXPECT_TEXT(stage.call.phonebook, ""); /* the system's */
    EXPECT_TEXT(stage.call.config, "");
    EXPECT_TEXT(stage.call.entry, "Office");
    EXPECT_TEXT(stage.call.name, "C:\\Acme\\ANY.DLL");
    CU_ASSERT(stage.call.helper == &conf.dialer_helper);
    prepare();
    fake.text[SHIM_OPTION_user] = "bob";
    fake.text[SHIM_OPTION_config] = "/tmp/ras.conf";
    snprintf(order.job.phonebook, sizeof(order.job.phonebook), "/tmp/pbk");
    (void)call((struct stage){.allowed = true});
    EXPECT_TEXT(stage.call.user, "bob");
    EXPECT_TEXT(stage.call.domain, "");
    EXPECT_TEXT(stage.call.phonebook, "/tmp/pbk");
    EXPECT_TEXT(stage.call.config, "/tmp/ras.conf");
}

const char unit_name[] = "hosted_dial";
const struct unit_test unit_tests[] = {
    {"the second dial is answered", test_answered},
    {"whose word is the cause", test_causes},
    {"nobody is called in vain", test_not_called},
    {"what the dialer is told", test_told},
    {NULL, NULL},
};
