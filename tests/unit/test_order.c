#include "plugin/order.c"

#include <fcntl.h>
#include <unistd.h>

#include "plugin/persist.h"
#include "tests/unit/fake_controller.h"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"
#include "tests/unit/harness.h"

#define TTY "/dev/ttyRASNONE0"

static char phonebook[128], config[128], saved[128];
static const struct job_paths paths = {phonebook, config};
static struct order order;
static struct fake_controller controller;

/* [Office] with KEYS in the phonebook, and a device for it. */
static void begin(const char *keys)
{
    fake_reset();
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(phonebook, sizeof(phonebook), "%s", fake_path("pbk"));
    snprintf(config, sizeof(config), "%s", fake_path("conf"));
    snprintf(saved, sizeof(saved), "%s", fake_path("credentials"));
    credentials_file = saved;
    CU_ASSERT_FATAL(fake_phonebook(keys, "PhoneNumber=5551000\n"));
    CU_ASSERT_FATAL(fake_config(TTY, "", ""));
    fake.text[SHIM_OPTION_entry] = "Office";
    memset(&order, 0, sizeof(order));
    order.paths = &paths;
}

static void begin_controlled(void)
{
    begin("");
    fake.text[SHIM_OPTION_entry] = NULL;
    CU_ASSERT_FATAL(fake_controller_begin(&controller));
    fake.number[SHIM_OPTION_control] = controller.near;
}

static void end(void)
{
    job_free(&order.job);
    job_free(&order.first);
    order_wipe(&order);
    control_close();
    fake_files_end();
}

static void end_controlled(void)
{
    end();
    fake_controller_end(&controller);
}

/* PART of the reason, "" = there is none. */
static void expect_error(uint32_t error, const char *part, const char *file,
                         unsigned at)
{
    unit_expect_number(order.job.error, error, file, at);
    if (!strstr(order.job.reason, part))
        unit_expect_text(order.job.reason, part, file, at);
}
#define ERROR(error, part) expect_error((error), (part), __FILE__, __LINE__)

static size_t given(const char *option)
{
    size_t i, n = 0;

    for (i = 0; i < fake.n_given; i++)
        n += strcmp(fake.given[i].text, option) == 0;
    return n;
}

/* --- what pppd is given */

static void test_options(void)
{
    begin("IpDnsAddress=192.0.2.53\nIpNameAssign=2\nIpWins2Address=192.0.2.42\n"
          "IpDnsSuffix=corp.example\n");
    order_make(&order);
    ERROR(0, "");
    CU_ASSERT(fake_has_option("noauth"));
    CU_ASSERT(fake_has_option("115200"));
    CU_ASSERT(fake_has_option("crtscts"));
    CU_ASSERT(fake_has_option("ipparam \"Office\""));
    CU_ASSERT(!fake_has_option("usepeerdns"));
    CU_ASSERT(fake.given[0].privileged);
    EXPECT_TEXT(fake.given[0].source, phonebook);
    EXPECT_TEXT(fake.set_device, TTY);
    EXPECT_NUMBER(fake.device_options_read, 1);
    CU_ASSERT(persist_is_entrys());
    EXPECT_TEXT(fake_env("DNS1"), "192.0.2.53");
    CU_ASSERT_PTR_NULL(fake_env("DNS2"));
    EXPECT_TEXT(fake_env("USEPEERDNS"), "1");
    CU_ASSERT_PTR_NULL(fake_env("WINS1"));
    EXPECT_TEXT(fake_env("WINS2"), "192.0.2.42");
    EXPECT_TEXT(fake_env("RAS_DNS_SUFFIX"), "corp.example");
    end();
}

static void test_name_servers(void)
{
    begin("IpDns2Address=192.0.2.54\nIpNameAssign=2\n");
    order_make(&order);
    CU_ASSERT_PTR_NULL(fake_env("DNS1"));
    EXPECT_TEXT(fake_env("DNS2"), "192.0.2.54");
    EXPECT_TEXT(fake_env("USEPEERDNS"), "1");
    CU_ASSERT_PTR_NULL(fake_env("RAS_DNS_SUFFIX"));
    end();
    begin("IpWinsAddress=192.0.2.54\nIpNameAssign=2\n");
    order_make(&order);
    EXPECT_TEXT(fake_env("WINS1"), "192.0.2.54");
    CU_ASSERT_PTR_NULL(fake_env("USEPEERDNS"));
    end();
    begin("IpDnsAddress=192.0.2.53\nIpNameAssign=1\n"); /* the server's */
    order_make(&order);
    CU_ASSERT_PTR_NULL(fake_env("DNS1"));
    end();
}

/* What has no effect here is said, and costs nothing. */
static void test_notes(void)
{
    begin("IpDnsSuffix=$(id)\n");
    order_make(&order);
    ERROR(0, "");
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "[Office]: IpDnsSuffix is no"), 1);
    CU_ASSERT_PTR_NULL(fake_env("RAS_DNS_SUFFIX"));
    end();
}

/* A pppd without MPPE; and root has switched a default route off. */
static void test_refused(void)
{
    static const struct {
        const char *keys, *refuse;
        uint32_t error;
        const char *part;
    } rows[] = {
        {"DataEncryption=256\n", "require-mppe",
         RASERR_ERROR_WRONG_INFO_SPECIFIED, "\"require-mppe"},
        {"", "defaultroute", 0, ""},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(rows[i].keys);
        fake.refuse = rows[i].refuse;
        order_make(&order);
        ERROR(rows[i].error, rows[i].part);
        EXPECT_NUMBER(fake.set_device[0] == '\0', rows[i].error != 0);
        end();
    }
}

#define TEN  "xxxxxxxxxx"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

/* An option of N characters C, which is S's only one from then on. */
static void add_option(struct settings *s, char c, size_t n)
{
    memset(s->text, c, n);
    s->options[0] = (struct settings_option){.length = n, .needed = true};
    s->n_options = 1;
}

/* However long what is refused is, a part of it is enough. */
static void test_refused_at_length(void)
{
    begin("");
    order_make(&order);
    CU_ASSERT_PTR_NOT_NULL_FATAL(order.job.entry);
    fake.refuse = "xxx";
    add_option(&order.job.settings, 'x', 300);
    CU_ASSERT_FALSE(give_options(&order));
    ERROR(RASERR_ERROR_WRONG_INFO_SPECIFIED, "pppd refuses \"" LONG "\"");
    end();
}

static void test_wrong_device_options(void)
{
    begin("");
    fake.device_options_wrong = true;
    order_make(&order);
    ERROR(RASERR_ERROR_WRONG_INFO_SPECIFIED, "/etc/ppp/options for " TTY);
    end();
}

static void test_no_entry(void)
{
    begin("");
    fake.text[SHIM_OPTION_entry] = "Elsewhere";
    fake.device = "/dev/ttyS7";
    order_make(&order);
    ERROR(RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, "Elsewhere");
    EXPECT_NUMBER(fake.n_given, 0);
    EXPECT_TEXT(order.device, "/dev/ttyS7");
    CU_ASSERT_FALSE(order.hosted);
    end();
}

/* --- the controller's request */

static void test_controlled(void)
{
    char password[64];

    begin_controlled();
    CU_ASSERT(fake_controller_send(&controller, WIRE_HELLO));
    CU_ASSERT(fake_controller_login(&controller, "bob", "s3cret"));
    CU_ASSERT(fake_controller_dial(&controller, "Office"));
    order_make(&order);
    ERROR(0, "");
    CU_ASSERT(fake_has_option("user \"bob\""));
    CU_ASSERT(fake_has_option("nopersist"));
    EXPECT_NUMBER(order.depth, 0);
    CU_ASSERT_FATAL(fake.supply != NULL);
    CU_ASSERT(fake.supply(password, sizeof(password)));
    EXPECT_TEXT(password, "s3cret");
    CU_ASSERT(!fake.supply(password, 3)); /* never half of it */
    EXPECT_TEXT(order.job.password, "s3cret");
    end_controlled();
}

static void test_no_control_socket(void)
{
    int pair[2];

    begin("");
    CU_ASSERT_FATAL(pipe2(pair, O_CLOEXEC) == 0);
    fake.number[SHIM_OPTION_control] = pair[0];
    order_make(&order);
    ERROR(RASERR_ERROR_RASMAN_CANNOT_INITIALIZE, "no control socket");
    CU_ASSERT(fcntl(pair[0], F_GETFD) >= 0); /* it is not ours to close */
    close(pair[0]);
    close(pair[1]);
    end();
}

static void test_bad_request(void)
{
    begin_controlled();
    CU_ASSERT(fake_controller_send(&controller, WIRE_HANGUP));
    order_make(&order);
    ERROR(RASERR_ERROR_RASMAN_CANNOT_INITIALIZE, "no request to dial");
    EXPECT_NUMBER(fake.n_given, 0);
    end_controlled();
}

/* --- the password */

/* Root's entry, root's secrets: `debug' shall not show them to a user. */
static void test_hidden_password(void)
{
    static const struct control_request none;

    begin("");
    order_make(&order);
    CU_ASSERT(!fake.password_hidden);
    fake.user = 65534;
    order.job.trusted = false;
    keep_password(&order, &none);
    CU_ASSERT(!fake.password_hidden);
    order.job.trusted = true;
    keep_password(&order, &none);
    CU_ASSERT(fake.password_hidden);
    end();
}

/* The saved password belongs to the saved name, whoever gives another. */
static void test_whose_password(void)
{
    static const struct {
        const char *option, *asked, *password;
        bool hosted;
        const char *saved, *expected;
    } rows[] = {
        {NULL, "", "", false, "alice", "saved"},
        {"alice", "", "", false, "alice", "saved"},
        {"bob", "", "", false, "alice", ""},
        {"bob", "", "", false, "", "saved"},
        {NULL, "bob", "", false, "alice", ""},
        {NULL, "alice", "", false, "alice", "saved"},
        {"alice", "bob", "", false, "alice", "saved"}, /* an option wins */
        {"alice", "bob", "", true, "alice", ""}, /* but against a dialer */
        {"alice", "", "", true, "alice", "saved"},
        {"bob", "", "given", false, "alice", "given"},
    };
    struct control_request r;
    struct credentials *stored = &order.job.stored;
    char password[64];
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin("");
        order_make(&order);
        fake.text[SHIM_OPTION_user] = rows[i].option;
        memset(&r, 0, sizeof(r));
        snprintf(r.user, sizeof(r.user), "%s", rows[i].asked);
        snprintf(r.password, sizeof(r.password), "%s", rows[i].password);
        r.hosted = rows[i].hosted;
        snprintf(stored->user, sizeof(stored->user), "%s", rows[i].saved);
        snprintf(stored->password, sizeof(stored->password), "saved");
        stored->have = CREDENTIALS_PASSWORD;
        keep_password(&order, &r);
        EXPECT_TEXT(stored->password, "");
        CU_ASSERT((fake.supply != NULL) == (rows[i].expected[0] != '\0'));
        if (fake.supply) {
            CU_ASSERT(fake.supply(password, sizeof(password)));
            EXPECT_TEXT(password, rows[i].expected);
        }
        order_wipe(&order);
        CU_ASSERT(!fake.supply || !fake.supply(password, sizeof(password)));
        end();
    }
    begin(""); /* a saved name without a password */
    order_make(&order);
    snprintf(stored->password, sizeof(stored->password), "stale");
    keep_password(&order, &(struct control_request){.entry = ""});
    CU_ASSERT_PTR_NULL(fake.supply);
    end();
}

static void test_wiped(void)
{
    size_t i;

    begin("");
    memset(order.password, 'x', sizeof(order.password));
    order_wipe(&order);
    for (i = 0; i < sizeof(order.password); i++)
        CU_ASSERT(order.password[i] == '\0');
    end();
}

/* --- anew, for a custom dialer */

/* [Office] as KEYS have it now; what pppd has is that of before. */
static void remake(const char *keys, const struct control_request *request)
{
    CU_ASSERT_FATAL(fake_phonebook(keys, "PhoneNumber=5551000\n"));
    order_remake(&order, request);
}

static void begin_hosted(void)
{
    begin("IdleDisconnectSeconds=60\n");
    order_make(&order);
    ERROR(0, "");
    snprintf(order.device, sizeof(order.device), "/dev/ttyS7");
}

static void test_remade(void)
{
    struct control_request r = {.hosted = true, .entry = "Office"};

    begin_hosted();
    snprintf(r.password, sizeof(r.password), "its own");
    EXPECT_NUMBER(given("idle 60"), 1);
    remake("IdleDisconnectSeconds=70\n", &r);
    ERROR(0, "");
    CU_ASSERT(order.changed);
    EXPECT_NUMBER(given("idle 70"), 1);
    EXPECT_NUMBER(given("noauth"), 1); /* what has not changed stays */
    EXPECT_TEXT(fake.set_device, TTY);
    EXPECT_TEXT(order.job.password, "its own");
    remake("IdleDisconnectSeconds=80\n", &r);
    EXPECT_NUMBER(given("idle 80"), 1);
    end();
}

/* For the next call it is the entry's again, and pppd is told nothing. */
static void test_remade_as_at_first(void)
{
    size_t before;

    begin_hosted();
    before = fake.n_given;
    order.changed = true;
    remake("IdleDisconnectSeconds=70\n", NULL);
    ERROR(0, "");
    CU_ASSERT_FALSE(order.changed);
    EXPECT_NUMBER(fake.n_given, before);
    EXPECT_TEXT(fake.set_device, TTY);
    CU_ASSERT_PTR_NULL(order.job.password);
    end();
}

static void test_remade_too_late(void)
{
    static const struct control_request r = {.hosted = true};
    size_t before;

    begin_hosted();
    before = fake.n_given;
    remake("IdleDisconnectSeconds=60\nDataEncryption=256\n", &r);
    ERROR(RASERR_ERROR_WRONG_INFO_SPECIFIED, "differs in \"");
    EXPECT_NUMBER(fake.n_given, before);
    EXPECT_TEXT(fake.set_device, "/dev/ttyS7");
    add_option(&order.job.settings, 'x', 300);
    apply_late(&order);
    ERROR(RASERR_ERROR_WRONG_INFO_SPECIFIED, LONG "\": pppd decides");
    end();
}

/* What comes late may be refused, too, where the dial cannot do without. */
static void test_remade_refused(void)
{
    begin_hosted();
    order.job.settings.n_options = 0;
    order.given.n_options = 0;
    add_option(&order.job.settings, '9', 5); /* a speed */
    fake.set_device[0] = '\0';
    fake.refuse = "99999";
    apply_late(&order);
    ERROR(RASERR_ERROR_WRONG_INFO_SPECIFIED, "pppd refuses \"99999\"");
    EXPECT_NUMBER(order.given.n_options, 0);
    EXPECT_TEXT(fake.set_device, "");
    end();
}

/* The entry is not there any more. */
static void test_remade_in_vain(void)
{
    static const struct control_request r = {.hosted = true,
                                             .entry = "Elsewhere"};

    begin_hosted();
    remake("", &r);
    ERROR(RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, "Elsewhere");
    EXPECT_TEXT(fake.set_device, "/dev/ttyS7"); /* as pppd was given it */
    CU_ASSERT(order.changed);
    remake("", NULL);
    ERROR(0, "");
    end();
}

/* What redialling is decided by stays the entry's of the beginning. */
static void test_lasting_job(void)
{
    begin_hosted();
    CU_ASSERT(lasting_job(&order) == &order.job);
    order.job.hosted = true;
    CU_ASSERT(lasting_job(&order) == &order.first);
    CU_ASSERT_FATAL(order.first.entry != NULL);
    EXPECT_TEXT(order.first.entry->name, "Office");
    job_free(&order.first);
    CU_ASSERT_FATAL(fake_write("pbk", "%s", "[Other]\n"));
    CU_ASSERT(lasting_job(&order) == &order.job);
    ERROR(RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, "Office");
    end();
}

const char unit_name[] = "order";
const struct unit_test unit_tests[] = {
    {"what pppd is given", test_options},
    {"name servers of the entry", test_name_servers},
    {"keys without effect", test_notes},
    {"options that pppd refuses", test_refused},
    {"a long option that pppd refuses", test_refused_at_length},
    {"a mistake in options.TTY", test_wrong_device_options},
    {"no such entry", test_no_entry},
    {"a controller's request", test_controlled},
    {"no control socket", test_no_control_socket},
    {"no request", test_bad_request},
    {"a password is not shown to users", test_hidden_password},
    {"whose password it is", test_whose_password},
    {"the password is wiped", test_wiped},
    {"a dialer's job", test_remade},
    {"the entry's job again", test_remade_as_at_first},
    {"what pppd takes only when it starts", test_remade_too_late},
    {"a dialer's option that pppd refuses", test_remade_refused},
    {"a dialer's entry is not there", test_remade_in_vain},
    {"what redialling is decided by", test_lasting_job},
    {NULL, NULL},
};
