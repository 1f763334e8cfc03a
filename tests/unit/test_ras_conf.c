#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Fails the allocation that brings the count to 0; negative: none. */
static int allocations_left = -1;

/* Blocks that were given back with a card's number or PIN inside. */
static int leaks;
#define CARD_NUMBER "99887766"
#define CARD_PIN    "5533"

struct block {
    size_t size;
    max_align_t bytes[];
};

static void *test_calloc(size_t n, size_t size)
{
    struct block *b;

    if (allocations_left >= 0 && allocations_left-- == 0)
        return NULL;
    b = calloc(1, sizeof(*b) + n * size);
    if (!b)
        return NULL;
    b->size = n * size;
    return b->bytes;
}

static void *test_malloc(size_t n)
{
    return test_calloc(n, 1);
}

static void test_free(void *p)
{
    struct block *b;

    if (!p)
        return;
    b = (struct block *)((char *)p - offsetof(struct block, bytes));
    leaks += memmem(b->bytes, b->size, CARD_NUMBER, strlen(CARD_NUMBER)) ||
             memmem(b->bytes, b->size, CARD_PIN, strlen(CARD_PIN));
    free(b);
}

#define malloc test_malloc
#define calloc test_calloc
#define free   test_free
#include "conf/file.c"
#include "conf/pool.c"
#include "conf/ras_conf.c"
#include "conf/ras_conf_cfg.c"
#undef malloc
#undef calloc
#undef free

#include <sys/mman.h>

#include "tests/unit/harness.h"

#define EXAMPLE "conf/examples/ras.conf"

static struct conf_problem problem;
static mode_t file_mode = 0600;

static enum conf_result load_bytes(const char *bytes, size_t n,
                                   struct ras_conf **conf)
{
    int fd = memfd_create("ras.conf", MFD_CLOEXEC);
    enum conf_result result;

    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL_FATAL(write(fd, bytes, n), (ssize_t)n);
    CU_ASSERT_EQUAL_FATAL(fchmod(fd, file_mode), 0);
    result = ras_conf_load(fd, "ras.conf", conf, &problem);
    CU_ASSERT_TRUE((*conf != NULL) == (result == CONF_OK));
    CU_ASSERT_TRUE((problem.text[0] != '\0') == (result != CONF_OK));
    close(fd);
    return result;
}

static enum conf_result load(const char *text, struct ras_conf **conf)
{
    return load_bytes(text, strlen(text), conf);
}

static enum conf_result load_file(const char *file, struct ras_conf **conf)
{
    enum conf_result result;
    int fd;

    CU_ASSERT_EQUAL_FATAL(file_open(file, &fd, &problem), CONF_OK);
    result = ras_conf_load(fd, file, conf, &problem);
    close(fd);
    return result;
}

static void expect_same_device(const struct ras_device *a,
                               const struct ras_device *b)
{
    const struct ras_key *key;
    const char *x, *y;

    for (key = ras_conf_keys; key < ras_conf_keys + ras_conf_n_keys; key++) {
        if (key->group != RAS_DEVICE || !key->text[0] ||
            strcmp(key->name, "name") == 0 || strcmp(key->name, "port") == 0 ||
            strcmp(key->name, "tty") == 0)
            continue;
        memcpy(&x, (const char *)a + key->offset, sizeof(x));
        memcpy(&y, (const char *)b + key->offset, sizeof(y));
        EXPECT_TEXT(x, y);
    }
    EXPECT_NUMBER(a->kind, b->kind);
    EXPECT_NUMBER(a->speed, b->speed);
    EXPECT_NUMBER(a->carrier_detect, b->carrier_detect);
    EXPECT_NUMBER(memcmp(&a->timeouts, &b->timeouts, sizeof(a->timeouts)), 0);
}

/* The example shows every setting of a modem, with its default. */
static void test_example(void)
{
    struct ras_device modem;
    struct ras_conf *conf;
    size_t i;

    EXPECT_NUMBER(load_file(EXAMPLE, &conf), CONF_OK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(conf);
    EXPECT_NUMBER(conf->n_devices, 5);
    ras_device_defaults(RAS_DEVICE_MODEM, &modem);
    expect_same_device(&conf->devices[0], &modem);
    EXPECT_NUMBER(conf->devices[0].n_init, modem.n_init);
    for (i = 0; i < modem.n_init; i++)
        EXPECT_TEXT(conf->devices[0].init[i], modem.init[i]);
    EXPECT_TEXT(conf->devices[1].speaker_on, "");
    EXPECT_NUMBER(conf->devices[2].kind, RAS_DEVICE_DIRECT);
    EXPECT_NUMBER(conf->devices[2].n_init, 0);
    EXPECT_NUMBER(conf->devices[3].kind, RAS_DEVICE_CELLULAR);
    EXPECT_NUMBER(conf->devices[3].n_init, 2);
    EXPECT_TEXT(conf->devices[3].access_point, "internet.example");
    EXPECT_NUMBER(conf->devices[4].kind, RAS_DEVICE_PPPOE);
    EXPECT_NUMBER(conf->devices[4].n_init, 0);
    EXPECT_TEXT(conf->devices[4].interface, "eth1");
    EXPECT_TEXT(conf->devices[4].tty, "eth1");
    CU_ASSERT_FALSE(conf->policy.user_numbers);
    EXPECT_NUMBER(conf->n_custom_dialers, 1);
    EXPECT_NUMBER(strlen(conf->custom_dialers[0].sha256), 64);
    EXPECT_NUMBER(conf->n_dialer_directories, 1);
    EXPECT_TEXT(conf->dialer_directories[0], RAS_DIALER_DIRECTORY);
    CU_ASSERT(conf->logging.modem);
    ras_conf_free(conf);
}

/* Where the example shows each group. */
static const char *const shown_in[] = {
    [RAS_TOP] = "",
    [RAS_DEVICE] = "devices.[0].",
    [RAS_TIMEOUTS] = "devices.[0].timeouts.",
    [RAS_POOL] = "pools.[0].",
    [RAS_LOCATION] = "locations.[0].",
    [RAS_CARD] = "locations.[0].calling_card.",
    [RAS_AREA_RULE] = "locations.[0].area_rules.[0].",
    [RAS_DIALER] = "custom_dialers.[0].",
    [RAS_HELPER] = "dialer_helper.",
    [RAS_POLICY] = "policy.",
    [RAS_REDIAL] = "policy.redial.",
    [RAS_CAUSE] = "policy.redial.causes.[0].",
    [RAS_REDIAL_ENTRY] = "policy.entries.[0].",
    [RAS_LOGGING] = "logging.",
};

static void test_example_is_complete(void)
{
    const struct ras_key *key;
    config_t config;
    char path[100];

    config_init(&config);
    CU_ASSERT_FATAL(config_read_file(&config, EXAMPLE));
    for (key = ras_conf_keys; key < ras_conf_keys + ras_conf_n_keys; key++) {
        snprintf(path, sizeof(path), "%s%s",
                 key->type == RAS_NIC ? "devices.[4]." : shown_in[key->group],
                 key->name);
        if (!config_lookup(&config, path))
            EXPECT_TEXT("the example lacks", path);
    }
    config_destroy(&config);
}

static void test_example_location(void)
{
    const struct dialling_location *l;
    struct ras_conf *conf;

    EXPECT_NUMBER(load_file(EXAMPLE, &conf), CONF_OK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(conf);
    EXPECT_NUMBER(conf->n_locations, 2);
    EXPECT_TEXT(conf->location, "");
    CU_ASSERT_PTR_NULL(conf->here);
    l = &conf->locations[0];
    EXPECT_NUMBER(l->country_code, 1);
    EXPECT_TEXT(l->disable_call_waiting, "*70,");
    EXPECT_TEXT(l->dialling, "T");
    EXPECT_NUMBER(l->n_area_rules, 2);
    EXPECT_NUMBER(l->area_rules[0].n_prefixes, 1);
    EXPECT_TEXT(l->area_rules[0].prefixes[0], "555");
    CU_ASSERT(l->area_rules[1].include_area_code);
    EXPECT_NUMBER(l->area_rules[1].n_prefixes, 0);
    EXPECT_TEXT(conf->locations[1].international_prefix, "00");
    EXPECT_TEXT(conf->locations[1].calling_card.local, "");
    ras_conf_free(conf);
}

/* --- each row of the table */

#define DEVICE(settings)                                                       \
    "devices = ( { port = \"P\"; tty = \"/dev/ttyS9\"; " settings " } );"

#define DIALERS "/usr/lib/ppp-rasdial/dialers/"
#define DIGEST                                                                 \
    "0123456789abcdefABCDEF9876543210"                                         \
    "0123456789abcdefABCDEF9876543210"

/* A setting's value other than its default, as it is written and kept. */
static void sample(const struct ras_key *key, const char **written,
                   const char **kept)
{
    static const struct {
        const char *written, *kept;
    } samples[RAS_TYPES] = {
        [RAS_NAME] = {"\"N\"", "N"},
        [RAS_TTY] = {"\"/dev/x\"", "/dev/x"},
        [RAS_NIC] = {"\"eth0.7\"", "eth0.7"},
        [RAS_KIND] = {"\"direct\"", "2"},
        [RAS_COMMAND] = {"\"AT~\"", "AT~"},
        [RAS_MODE] = {"\"pulse\"", "P"},
        [RAS_U32] = {"300", "300"},
        [RAS_SECONDS] = {"2.25", "2250"},
        [RAS_DIALLING] = {"\"tone\"", "T"},
        [RAS_DIGITS] = {"\"12\"", "12"},
        [RAS_CODE] = {"\"9,W\"", "9,W"},
        [RAS_PREFIX] = {"\"0S\"", "0S"},
        [RAS_RULE] = {"\"1FG\"", "1FG"},
        [RAS_PROGRAM] = {"\"/x/y\"", "/x/y"},
        [RAS_LIBRARY] = {"\"" DIALERS "x.so\"", DIALERS "x.so"},
        [RAS_SHA256] = {"\"" DIGEST "\"", DIGEST},
        [RAS_METRICS] = {"\"/a/b.prom\"", "/a/b.prom"},
    };

    *written = samples[key->type].written;
    *kept = samples[key->type].kept;
    if (key->type == RAS_U32 && key->max < 300)
        *written = *kept = "30";
    if (key->type == RAS_BOOL) {
        *written = key->number[0] != 0 ? "false" : "true";
        *kept = key->number[0] != 0 ? "0" : "1";
    }
}

static const char *member_text(const struct ras_key *key, const void *object)
{
    const char *at = (const char *)object + key->offset;
    static char text[300];
    const char *string;
    uint32_t u32;
    bool yes;

    memcpy(&u32, at, sizeof(u32));
    memcpy(&yes, at, sizeof(yes));
    if (key->text[0]) {
        memcpy(&string, at, sizeof(string));
        snprintf(text, sizeof(text), "%s", string);
    } else {
        snprintf(text, sizeof(text), "%u", key->type == RAS_BOOL ? yes : u32);
    }
    return text;
}

static const void *object_of(const struct ras_conf *conf, enum ras_group group)
{
    const void *const objects[] = {
        [RAS_TOP] = conf,
        [RAS_DEVICE] = conf->devices,
        [RAS_TIMEOUTS] = conf->devices ? &conf->devices->timeouts : NULL,
        [RAS_POOL] = conf->pools,
        [RAS_LOCATION] = conf->locations,
        [RAS_CARD] = conf->locations ? &conf->locations->calling_card : NULL,
        [RAS_AREA_RULE] = conf->locations ? conf->locations->area_rules : NULL,
        [RAS_DIALER] = conf->custom_dialers,
        [RAS_HELPER] = &conf->dialer_helper,
        [RAS_POLICY] = &conf->policy,
        [RAS_REDIAL] = &conf->policy.redial,
        [RAS_CAUSE] = conf->policy.redial.causes,
        [RAS_REDIAL_ENTRY] = conf->policy.entries,
        [RAS_LOGGING] = &conf->logging,
    };

    return objects[group];
}

static const char *const frames[] = {
    [RAS_TOP] = "locations = ( { name = \"N\"; country_code = 1; } ); %s = %s;",
    [RAS_DEVICE] =
        "devices = ( { port = \"P\"; tty = \"/dev/t\"; %s = %s; } );",
    [RAS_TIMEOUTS] = "devices = ( { port = \"P\"; tty = \"/dev/t\"; "
                     "timeouts = { %s = %s; }; } );",
    [RAS_POOL] = "devices = ( { port = \"P\"; tty = \"/dev/t\"; } ); "
                 "pools = ( { devices = [ \"P\" ]; %s = %s; } );",
    [RAS_LOCATION] =
        "locations = ( { name = \"L\"; country_code = 1; %s = %s; } );",
    [RAS_CARD] = "locations = ( { name = \"L\"; country_code = 1; "
                 "calling_card = { %s = %s; }; } );",
    [RAS_AREA_RULE] = "locations = ( { name = \"L\"; country_code = 1; "
                      "area_rules = ( { %s = %s; } ); } );",
    [RAS_DIALER] = "custom_dialers = ( { file = \"" DIALERS "a.so\"; "
                   "%s = %s; } );",
    [RAS_HELPER] = "dialer_helper = { %s = %s; };",
    [RAS_POLICY] = "policy = { %s = %s; };",
    [RAS_REDIAL] = "policy = { redial = { %s = %s; }; };",
    [RAS_CAUSE] = "policy = { redial = { causes = ( { %s = %s; } ); }; };",
    [RAS_REDIAL_ENTRY] =
        "policy = { entries = ( { name = \"E\"; %s = %s; } ); };",
    [RAS_LOGGING] = "logging = { %s = %s; };",
};

/* Settings that their group cannot do without, or that need another. */
static const struct {
    enum ras_group group;
    const char *name, *frame;
} own_frames[] = {
    {RAS_DEVICE, "port", "devices = ( { tty = \"/dev/t\"; %s = %s; } );"},
    {RAS_DEVICE, "tty", "devices = ( { port = \"P\"; %s = %s; } );"},
    {RAS_DEVICE, "interface",
     "devices = ( { port = \"P\"; kind = \"pppoe\"; %s = %s; } );"},
    {RAS_LOCATION, "name", "locations = ( { country_code = 1; %s = %s; } );"},
    {RAS_LOCATION, "country_code",
     "locations = ( { name = \"L\"; %s = %s; } );"},
    {RAS_DIALER, "file", "custom_dialers = ( { %s = %s; } );"},
    {RAS_REDIAL_ENTRY, "name", "policy = { entries = ( { %s = %s; } ); };"},
    {RAS_CARD, "name",
     "locations = ( { name = \"L\"; country_code = 1; "
     "calling_card = { local = \"G\"; %s = %s; }; } );"},
    {RAS_CARD, "card_number",
     "locations = ( { name = \"L\"; country_code = 1; "
     "calling_card = { name = \"C\"; local = \"HG\"; %s = %s; }; } );"},
    {RAS_CARD, "pin",
     "locations = ( { name = \"L\"; country_code = 1; "
     "calling_card = { name = \"C\"; local = \"IG\"; %s = %s; }; } );"},
};

static void expect_setting(const struct ras_key *key, const char *frame,
                           const char *written, const char *kept)
{
    struct ras_conf *conf;
    char text[300];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof(text), frame, key->name, written);
#pragma GCC diagnostic pop
    EXPECT_NUMBER(load(text, &conf), kept ? CONF_OK : CONF_VALUE);
    if (conf && kept)
        EXPECT_TEXT(member_text(key, object_of(conf, key->group)), kept);
    if (!kept && !strstr(problem.text, key->name))
        EXPECT_TEXT(problem.text, key->name);
    ras_conf_free(conf);
}

static const char *frame_of(const struct ras_key *key)
{
    size_t i;

    for (i = 0; i < sizeof(own_frames) / sizeof(own_frames[0]); i++)
        if (own_frames[i].group == key->group &&
            strcmp(own_frames[i].name, key->name) == 0)
            return own_frames[i].frame;
    return frames[key->group];
}

static void test_settings(void)
{
    const struct ras_key *key;
    const char *written, *kept;
    unsigned n = 0;

    for (key = ras_conf_keys; key < ras_conf_keys + ras_conf_n_keys; key++) {
        sample(key, &written, &kept);
        CU_ASSERT_TRUE(strlen(key->meaning) > 3);
        if (!written)
            continue;
        expect_setting(key, frame_of(key), written, kept);
        expect_setting(key, frame_of(key), "( )", NULL);
        expect_setting(key, frame_of(key), "{ }", NULL);
        expect_setting(key, frame_of(key), "-1", NULL);
        expect_setting(key, frame_of(key), "\"\\x1b\"", NULL);
        n++;
    }
    /* All but seven lists of groups, seven groups and six arrays. */
    EXPECT_NUMBER(n, ras_conf_n_keys - 20);
}

#define POOL(settings)                                                         \
    "pools = ( { " settings " } ); devices = ( { port = \"COM1\"; tty = "      \
    "\"/dev/a\"; }, { name = \"B\"; tty = \"/dev/b\"; } );"
#define LOCATION(settings)                                                     \
    "locations = ( { name = \"x\"; country_code = 1; " settings " } );"
#define CARD(settings)    LOCATION("calling_card = { " settings " };")
#define DIALER(settings)  "custom_dialers = ( { " settings " } );"
#define DIALER_FILE(file) DIALER("file = \"" file "\";")

static const struct {
    const char *text;
    enum conf_result result;
    const char *message;
} files[] = {
    {"", CONF_OK, ""},
    {"# nothing\n", CONF_OK, ""},
    {"devices = ();", CONF_OK, ""},
    {DEVICE("kind = \"cellular\";"), CONF_OK, ""},
    {DEVICE("timeouts = { command = 1; network = 0; };"), CONF_OK, ""},
    {DEVICE("init = ( \"ATZ\" );"), CONF_OK, ""},
    {DEVICE("init = [];"), CONF_OK, ""},
    {"device = ();", CONF_VALUE,
     "ras.conf:1: device: there is no such setting in the file; did you mean "
     "devices?"},
    {"\n" DEVICE("sped = 1;"), CONF_VALUE,
     "ras.conf:2: sped: there is no such setting in a device; did you mean "
     "speed?"},
    {DEVICE("timeouts = { conect = 1; };"), CONF_VALUE,
     "in timeouts; did you mean connect?"},
    {"policy = { user-numbers = true; };", CONF_VALUE,
     "in policy; did you mean user_numbers?"},
    {"policy = { redial = { hours = [ \"Mon-Fri 7-19\" ]; }; };", CONF_VALUE,
     "text 1 of hours: at most 128 characters as in \"Mon-Fri,Sun "
     "07:00-19:00\" are allowed"},
    {"policy = { redial = { causes = ( { errors = [ \"6-\" ]; } ); }; };",
     CONF_VALUE, "error 1 of errors: at most 128 characters of a number"},
    {"policy = { redial = { jitter = 101; }; };", CONF_VALUE,
     "jitter = 101: a whole number from 0 to 100 is allowed"},
    {"policy = { redial = { causes = ( { attempt = 1; } ); }; };", CONF_VALUE,
     "in a cause; did you mean attempts?"},
    {"policy = { entries = ( { redial = {}; } ); };", CONF_VALUE,
     "an entry needs its name"},
    {"policy = { entries = ( { name = \"A\"; }, { name = \"a\"; } ); };",
     CONF_VALUE, "name = \"a\": this entry has its rules already"},
    {"policy = { metrics = \"/var/x.txt\"; };", CONF_VALUE,
     "an absolute path to a .prom file, without . and .., of at most 1023"},
    {"policy = { metrics = \"x.prom\"; };", CONF_VALUE, "absolute path"},
    {"dialer_helper = { program = \"x\"; };", CONF_VALUE, "an absolute path"},
    {"dialer_helper = { time = 1; };", CONF_VALUE,
     "in dialer_helper; did you mean timeout?"},
    {"devices = {};", CONF_VALUE, "devices = {...}: a list of groups"},
    {"devices = (1);", CONF_VALUE, "devices = (...): a list of groups"},
    {"policy = 1;", CONF_VALUE, "policy = 1: a group { ... } is allowed"},
    {DEVICE("kind = \"fax\";"), CONF_VALUE,
     "kind = \"fax\": \"modem\", \"cellular\", \"direct\" or \"pppoe\" is "
     "allowed"},
    {DEVICE("dial_mode = \"T\";"), CONF_VALUE, "\"tone\", \"pulse\" or"},
    {DEVICE("speed = 4000001;"), CONF_VALUE,
     "speed = 4000001: a whole number from 0 to 4000000 is allowed"},
    {DEVICE("speed = 9600.0;"), CONF_VALUE, "speed = 9600: a whole number"},
    {DEVICE("carrier_detect = 1;"), CONF_VALUE, "1: true or false is allowed"},
    {DEVICE("timeouts = { command = 0; };"), CONF_VALUE,
     "command = 0: a number of seconds from 0.05 to 600 is allowed"},
    {DEVICE("timeouts = { connect = 1e999; };"), CONF_VALUE, "connect = inf"},
    {DEVICE("hangup_command = \"ATH\\r\";"), CONF_VALUE,
     "hangup_command = \"ATH?\": a printable ASCII text of at most 128"},
    {DEVICE("init = \"ATZ\";"), CONF_VALUE, "init = \"ATZ\": an array of"},
    {DEVICE("init = [ \"ATZ\", \"\" ];"), CONF_VALUE, "command 2 of init"},
    {DEVICE("init = [ 1 ];"), CONF_VALUE, "command 1 of init"},
    {"devices = ( { tty = \"/dev/ttyS0\"; } );", CONF_VALUE,
     "a device needs a port or a name"},
    {"devices = ( { port = \"COM1\"; } );", CONF_VALUE, "needs its tty"},
    {DEVICE("interface = \"eth1\";"), CONF_VALUE, "is for kind = \"pppoe\""},
    {DEVICE("kind = \"pppoe\"; interface = \"eth1\";"), CONF_VALUE,
     "needs its interface, such as \"eth1\", and no tty"},
    {"devices = ( { port = \"P\"; kind = \"pppoe\"; } );", CONF_VALUE,
     "needs its interface"},
    {"devices = ( { port = \"P\"; kind = \"pppoe\"; interface = \"e/1\"; } );",
     CONF_VALUE, "interface = \"e/1\""},
    {"devices = ( { port = \"P\"; kind = \"pppoe\"; interface = \"e\"; } ); "
     "pools = ( { name = \"all\"; devices = [ \"P\" ]; } );",
     CONF_VALUE, "\"P\" is neither port nor name of a device that has a tty"},
    {"devices = ( { port = \"COM1\"; tty = \"/dev/a\"; },\n"
     "{ port = \"com1\"; tty = \"/dev/b\"; } );",
     CONF_VALUE, "ras.conf:2: port = \"com1\": another device has this port"},
    {POOL("name = \"p\"; devices = [ \"com1\", \"B\" ];"), CONF_OK, ""},
    {POOL("devices = [ \"COM1\" ];"), CONF_VALUE,
     "ras.conf:1: a pool needs a name and its devices"},
    {POOL("name = \"p\";"), CONF_VALUE, "a pool needs a name and its devices"},
    {POOL("name = \"p\"; devices = [];"), CONF_VALUE,
     "devices = (...): an array of names [ \"COM1\", ... ], at most 256"},
    {POOL("name = \"p\"; devices = [ \"\\x1b\" ];"), CONF_VALUE,
     "name 1 of devices: at most 128 printable characters"},
    {POOL("name = \"p\"; devices = [ \"COM1\", \"COM9\" ];"), CONF_VALUE,
     "ras.conf:1: pool \"p\": \"COM9\" is neither port nor name of a device"},
    {POOL("name = \"p\"; devices = [ \"p\" ];"), CONF_VALUE,
     "\"p\" is neither"},
    {POOL("name = \"com1\"; devices = [ \"B\" ];"), CONF_VALUE,
     "name = \"com1\": a device or another pool has this name"},
    {POOL("name = \"b\"; devices = [ \"COM1\" ];"), CONF_VALUE,
     "name = \"b\": a device"},
    {POOL("name = \"p\"; devices = [ \"B\" ]; },\n"
          "{ name = \"P\"; devices = [ \"B\" ];"),
     CONF_VALUE, "ras.conf:2: name = \"P\": a device or another pool"},
    {"location = \"x\";", CONF_VALUE,
     "ras.conf:1: location = \"x\": none of the locations has this name"},
    {"location = \"X\";\n" LOCATION("") "\n", CONF_OK, ""},
    {"\n" LOCATION("area_kode = \"1\";"), CONF_VALUE,
     "ras.conf:2: area_kode: there is no such setting in a location; did you "
     "mean area_code?"},
    {LOCATION("area_rules = ( { prefix = []; } );"), CONF_VALUE,
     "prefix: there is no such setting in an area rule; did you mean "
     "prefixes?"},
    {LOCATION("calling_card = { number = \"1\"; };"), CONF_VALUE,
     "number: there is no such setting in calling_card; did you mean"},
    {"locations = ( { country_code = 1; } );", CONF_VALUE,
     "ras.conf:1: a location needs a name"},
    {"locations = ( { name = \"x\"; } );", CONF_VALUE,
     "location \"x\" needs its country_code"},
    {"locations = ( { name = \"x\"; country_code = 1; },\n"
     "{ name = \"X\"; country_code = 1; } );",
     CONF_VALUE, "ras.conf:2: name = \"X\": another location has this name"},
    {"locations = {};", CONF_VALUE, "locations = {...}: a list of groups"},
    {LOCATION("country_code = 1000;"), CONF_FORMAT, "duplicate"},
    {"locations = ( { name = \"x\"; country_code = 1000; } );", CONF_VALUE,
     "country_code = 1000: a whole number from 1 to 999 is allowed"},
    {LOCATION("area_code = \"0x\";"), CONF_VALUE,
     "area_code = \"0x\": a text of digits of at most 10 characters"},
    {LOCATION("area_code = \"12345678901\";"), CONF_VALUE, "at most 10"},
    {LOCATION("area_code = 425;"), CONF_VALUE, "area_code = 425: a text of"},
    {LOCATION("outside_local = \"9;&W\";"), CONF_VALUE,
     "outside_local = \"9;&W\": a text of digits and * #"},
    {LOCATION("outside_local = \"9L\";"), CONF_VALUE, "outside_local"},
    {LOCATION("dialling = \"none\";"), CONF_VALUE,
     "dialling = \"none\": \"tone\" or \"pulse\" is allowed"},
    {LOCATION("long_distance_prefix = \"0L\";"), CONF_VALUE,
     "location \"x\": L is to be dialled, and there is no "
     "long_distance_carrier"},
    {LOCATION("international_prefix = \"00M\";"), CONF_VALUE,
     "there is no international_carrier"},
    {LOCATION("international_prefix = \"00M\"; international_carrier = "
              "\"9\";"),
     CONF_OK, ""},
    {LOCATION("international_prefix = \"00S\";"), CONF_OK, ""},
    {LOCATION("area_rules = ( { prefixes = [ \"555\", \"55x\" ]; } );"),
     CONF_VALUE, "prefix 2 of prefixes: at most 128 digits are allowed"},
    {LOCATION("area_rules = ( { prefixes = [ \"\" ]; } );"), CONF_VALUE,
     "prefix 1 of prefixes"},
    {LOCATION("area_rules = ( { prefixes = \"555\"; } );"), CONF_VALUE,
     "prefixes = \"555\": an array of digits [ \"555\", ... ], at most 1000"},
    {LOCATION("area_rules = ( { dial_first = \"x\"; } );"), CONF_VALUE,
     "dial_first = \"x\""},
    {LOCATION("area_rules = ( 1 );"), CONF_VALUE, "area_rules = (...)"},
    {CARD("name = \"C\";"), CONF_VALUE,
     "its calling_card needs a rule for local, long_distance or"},
    {CARD("pin = \"1\"; local = \"IG\";"), CONF_VALUE,
     "its calling_card needs a name"},
    {CARD("local = \"IG\";"), CONF_VALUE,
     "I is to be dialled, and there is "
     "no pin"},
    {CARD("international = \"HG\";"), CONF_VALUE, "there is no card_number"},
    {CARD("long_distance = \"1LG\";"), CONF_VALUE,
     "there is no long_distance_carrier"},
    {CARD("local = \"K\";"), CONF_VALUE, "local = \"K\": a text of digits, *"},
    {CARD("local = \"0G\";"), CONF_OK, ""},
    {"custom_dialers = ();", CONF_OK, ""},
    {"dialer_directories = [];", CONF_OK, ""},
    {DIALER_FILE(DIALERS "a.so"), CONF_OK, ""},
    {DIALER_FILE(DIALERS "more/a.so"), CONF_OK, ""},
    {DIALER_FILE("/opt/d/a.so") "dialer_directories = [ \"/opt/d\" ];", CONF_OK,
     ""},
    {"\n" DIALER_FILE("/opt/d/a.so"), CONF_VALUE,
     "ras.conf:2: file = \"/opt/d/a.so\": it is in none of "
     "dialer_directories"},
    {DIALER_FILE(DIALERS "a.so") "dialer_directories = [];", CONF_VALUE,
     "it is in none of"},
    {DIALER_FILE("/usr/lib/ppp-rasdial/dialers2/a.so"), CONF_VALUE,
     "it is in none of"},
    {DIALER_FILE(DIALERS "../a.so"), CONF_VALUE,
     "file = \"" DIALERS "../a.so\": an absolute path to a .so file, without "
     ". and .., of at most 1023 characters is allowed"},
    {DIALER_FILE(DIALERS "./a.so"), CONF_VALUE, "an absolute path to a .so"},
    {DIALER_FILE(DIALERS "/a.so"), CONF_VALUE, "an absolute path to a .so"},
    {DIALER_FILE("a.so"), CONF_VALUE, "an absolute path to a .so"},
    {DIALER_FILE(DIALERS ".so"), CONF_VALUE, "an absolute path to a .so"},
    {DIALER_FILE(DIALERS "a.so.1"), CONF_VALUE, "an absolute path to a .so"},
    {DIALER_FILE(DIALERS "a.dll"), CONF_VALUE, "an absolute path to a .so"},
    {DIALER_FILE(DIALERS "a.so/"), CONF_VALUE, "an absolute path to a .so"},
    {DIALER_FILE(DIALERS "a.so\x1b.so"), CONF_VALUE, "an absolute path"},
    {DIALER_FILE(""), CONF_VALUE, "an absolute path"},
    {"\n" DIALER(""), CONF_VALUE,
     "ras.conf:2: a custom dialer needs its file, such as \"/usr/lib/"},
    {DIALER("flie = \"x\";"), CONF_VALUE,
     "flie: there is no such setting in a custom dialer; did you mean file?"},
    {"custom_dialers = ( { file = \"" DIALERS "a.so\"; },\n"
     "{ file = \"" DIALERS "more/A.so\"; } );",
     CONF_VALUE,
     "ras.conf:2: file = \"" DIALERS "more/A.so\": another custom dialer has "
     "this file name already"},
    {"custom_dialers = [ \"a.so\" ];", CONF_VALUE,
     "custom_dialers = (...): a list of groups"},
    {"custom_dialer = ();", CONF_VALUE, "did you mean custom_dialers?"},
    {"dialer_directory = [];", CONF_VALUE, "did you mean dialer_directories?"},
    {"dialer_directories = \"/opt\";", CONF_VALUE,
     "dialer_directories = \"/opt\": an array of directories [ \"/usr/lib/"
     "ppp-rasdial/dialers\" ], at most 16 of them is allowed"},
    {"dialer_directories = [ \"/opt\", \"opt\" ];", CONF_VALUE,
     "directory 2 of dialer_directories: at most 1023 characters of an "
     "absolute path, without . and .., are allowed"},
    {"dialer_directories = [ \"/\" ];", CONF_VALUE, "directory 1"},
    {"dialer_directories = [ \"/opt/\" ];", CONF_VALUE, "directory 1"},
    {"dialer_directories = [ \"/opt/..\" ];", CONF_VALUE, "directory 1"},
    {DIALER("file = \"" DIALERS "a.so\"; sha256 = \"" DIGEST "\";"), CONF_OK,
     ""},
    {DIALER("file = \"" DIALERS "a.so\"; sha256 = \"\";"), CONF_OK, ""},
    {DIALER("file = \"" DIALERS "a.so\"; sha256 = \"" DIGEST "0\";"),
     CONF_VALUE, "0\": a text of 64 hex digits is allowed"},
    {DIALER("sha256 = \"abc\";"), CONF_VALUE, "a text of 64 hex digits"},
    {DIALER("sha256 = \"g123456789abcdefABCDEF98765432100123456789abcdefABCDEF"
            "9876543210\";"),
     CONF_VALUE, "a text of 64 hex digits"},
    {"logging = { modem = 1; };", CONF_VALUE, "modem = 1: true or false"},
    {"logging = { modem = { }; };", CONF_VALUE, "modem = {...}: true or false"},
    {"logging = { modem = ( 1 ); };", CONF_VALUE,
     "modem = (...): true or false"},
    {"logging = { modem = 1.5; };", CONF_VALUE, "modem = 1.5: true or false"},
    {"location = true;", CONF_VALUE, "location = true: "},
    {"location = false;", CONF_VALUE, "location = false: "},
    {"location = 5000000000L;", CONF_VALUE, "location = 5000000000: "},
    {"logging = { modems = true; };", CONF_VALUE,
     "modems: there is no such setting in logging; did you mean modem?"},
    {"devices = (", CONF_FORMAT, "ras.conf:1: syntax error"},
    {"policy = {};\npolicy = {};", CONF_FORMAT, "ras.conf:2: duplicate"},
    {"# no\n \t@include \"/etc/shadow\"\n", CONF_FORMAT,
     "ras.conf:2: @include is not allowed"},
};

static void test_files(void)
{
    struct ras_conf *conf;
    size_t i;

    for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        EXPECT_NUMBER(load(files[i].text, &conf), files[i].result);
        if (!strstr(problem.text, files[i].message))
            EXPECT_TEXT(problem.text, files[i].message);
        ras_conf_free(conf);
    }
    EXPECT_NUMBER(load_bytes("a\0b", 3, &conf), CONF_FORMAT);
    EXPECT_NUMBER(load_file("/dev/zero", &conf), CONF_FORMAT);
    EXPECT_NUMBER(load_file("/", &conf), CONF_FORMAT);
}

static void test_ttys(void)
{
    CU_ASSERT_TRUE(ras_tty_valid("/dev/ttyS0"));
    CU_ASSERT_TRUE(ras_tty_valid("/dev/serial/by-id/usb-x..y-if00"));
    CU_ASSERT_FALSE(ras_tty_valid("/dev/"));
    CU_ASSERT_FALSE(ras_tty_valid("/dev"));
    CU_ASSERT_FALSE(ras_tty_valid("/dev/.."));
    CU_ASSERT_FALSE(ras_tty_valid("/dev/../etc/x"));
    CU_ASSERT_FALSE(ras_tty_valid("/dev/./x"));
    CU_ASSERT_FALSE(ras_tty_valid("/dev//x"));
    CU_ASSERT_FALSE(ras_tty_valid("/dev/x/"));
    CU_ASSERT_FALSE(ras_tty_valid("/dev/x\n"));
    CU_ASSERT_FALSE(ras_tty_valid("/etc/passwd"));
    CU_ASSERT_FALSE(ras_tty_valid("ttyS0"));
    CU_ASSERT_FALSE(ras_tty_valid(""));
}

static void test_limits(void)
{
    char text[40000];
    struct ras_conf *conf;
    size_t n = 0;
    int i, count;

    for (count = 256; count <= 257; count++) {
        n = (size_t)snprintf(text, sizeof(text), "devices = ( ");
        for (i = 0; i < count; i++)
            n += (size_t)snprintf(text + n, sizeof(text) - n,
                                  "%s{ port = \"P%d\"; tty = \"/dev/t%d\"; }",
                                  i ? ", " : "", i, i);
        snprintf(text + n, sizeof(text) - n, " );");
        EXPECT_NUMBER(load(text, &conf), count == 256 ? CONF_OK : CONF_LIMIT);
        ras_conf_free(conf);
    }
}

/* --- secrets */

#define SECRETS                                                                \
    "name = \"C\"; local = \"HIG\"; card_number = \"" CARD_NUMBER "\"; "       \
    "pin = \"" CARD_PIN "\";"

static void test_private(void)
{
    static const mode_t open_to_others[] = {0640, 0604, 0610, 0666};
    struct ras_conf *conf;
    size_t i;

    EXPECT_NUMBER(load(CARD(SECRETS), &conf), CONF_OK);
    EXPECT_TEXT(conf->locations[0].calling_card.card_number, CARD_NUMBER);
    EXPECT_TEXT(conf->locations[0].calling_card.pin, CARD_PIN);
    ras_conf_free(conf);
    for (i = 0; i < sizeof(open_to_others) / sizeof(mode_t); i++) {
        file_mode = open_to_others[i];
        EXPECT_NUMBER(load(CARD(SECRETS), &conf), CONF_VALUE);
        CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "chmod 600"));
        EXPECT_NUMBER(load(CARD("local = \"0G\";"), &conf), CONF_OK);
        ras_conf_free(conf);
    }
    file_mode = 0600;
}

/* Neither a message nor memory that was given back holds them. */
static void test_secrets(void)
{
    static const char *const texts[] = {
        CARD(SECRETS),
        CARD(SECRETS "loca = \"\";"),
        CARD(SECRETS) " location = \"y\";",
        CARD("pin = \"" CARD_PIN "x\";"),
        CARD("pin = [ \"" CARD_PIN "\" ];"),
        CARD("pin = " CARD_PIN ";"),
        CARD("card_number = \"" CARD_NUMBER "\"; name = \"C\";"),
    };
    struct ras_conf *conf;
    size_t i;
    int n;

    leaks = 0;
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        EXPECT_NUMBER(load(texts[i], &conf), i ? CONF_VALUE : CONF_OK);
        CU_ASSERT_PTR_NULL(strstr(problem.text, CARD_PIN));
        CU_ASSERT_PTR_NULL(strstr(problem.text, CARD_NUMBER));
        ras_conf_free(conf);
        EXPECT_NUMBER(leaks, 0);
    }
    for (n = 0; n < 40; n++) {
        allocations_left = n;
        (void)load(CARD(SECRETS), &conf);
        allocations_left = -1;
        ras_conf_free(conf);
    }
    EXPECT_NUMBER(leaks, 0);
}

/* libconfig gives its copies back as they are: they are wiped before. */
static void test_libconfigs_copies(void)
{
    int fd = memfd_create("ras.conf", MFD_CLOEXEC);
    struct ras_conf *conf;
    const char *text = "";
    config_t config;

    CU_ASSERT_EQUAL_FATAL(fchmod(fd, 0600), 0);
    config_init(&config);
    CU_ASSERT_FATAL(config_read_string(&config, CARD(SECRETS)));
    EXPECT_NUMBER(read_conf(fd, "ras.conf", &config, &conf, &problem), CONF_OK);
    CU_ASSERT(config_lookup_string(
        &config, "locations.[0].calling_card.card_number", &text));
    EXPECT_TEXT(text, "");
    CU_ASSERT(
        config_lookup_string(&config, "locations.[0].calling_card.pin", &text));
    EXPECT_TEXT(text, "");
    EXPECT_TEXT(conf->locations[0].calling_card.pin, CARD_PIN);
    ras_conf_free(conf);
    config_destroy(&config);
    close(fd);
}

/* --- custom dialers */

static const struct {
    const char *dll, *name; /* "": it has none */
} dialer_names[] = {
    {"C:\\Program Files\\Acme\\ACME.DLL", "ACME.so"},
    {"%SystemRoot%\\system32\\acme.dll", "acme.so"},
    {"\\\\server\\share\\acme.dLl", "acme.so"},
    {"c:acme.dll", "acme.so"},
    {"acme.dll", "acme.so"},
    {"a.dll.dll", "a.dll.so"},
    {"/usr/lib/ppp-rasdial/dialers/acme.so", "acme.so"},
    {"mixed\\up/acme.dll", "acme.so"},
    {"acme.ocx", "acme.ocx"},
    {"acme", "acme"},
    {"", ""},
    {".dll", ""},
    {"C:\\acme\\", ""},
    {"C:\\acme\\.dll", ""},
    {"C:", ""},
    {"0123456789abcd.dll", ""}, /* one too many for what the test has */
    {"0123456789abc.xyz", ""},
    {"0123456789ab.dll", "0123456789ab.so"},
};

static void test_dialer_names(void)
{
    char name[16];
    size_t i;

    for (i = 0; i < sizeof(dialer_names) / sizeof(dialer_names[0]); i++) {
        memset(name, 'x', sizeof(name));
        EXPECT_NUMBER(ras_dialer_name(dialer_names[i].dll, name, sizeof(name)),
                      dialer_names[i].name[0] != '\0');
        EXPECT_TEXT(name, dialer_names[i].name);
    }
}

static void test_dialers(void)
{
    struct ras_conf *conf;

    CU_ASSERT_EQUAL_FATAL(load(DIALER_FILE(DIALERS "Acme.so"), &conf), CONF_OK);
    CU_ASSERT_PTR_EQUAL(ras_conf_find_dialer(conf, "C:\\x\\ACME.DLL"),
                        &conf->custom_dialers[0]);
    CU_ASSERT_PTR_NULL(ras_conf_find_dialer(conf, "acme2.dll"));
    CU_ASSERT_PTR_NULL(ras_conf_find_dialer(conf, "acme"));
    CU_ASSERT_PTR_NULL(ras_conf_find_dialer(conf, ""));
    ras_conf_free(conf);
}

/* --- finding devices */

static void test_find(void)
{
    const char *text = "devices = ( { port = \"COM1\"; name = \"A\"; tty = "
                       "\"/dev/a\"; }, { port = \"COM2\"; tty = \"/dev/b\"; "
                       "}, { name = \"C\"; tty = \"/dev/c\"; } );";
    struct ras_conf *conf;

    CU_ASSERT_EQUAL_FATAL(load(text, &conf), CONF_OK);
    EXPECT_TEXT(ras_conf_device(conf, "com2", "A")->tty, "/dev/b");
    EXPECT_TEXT(ras_conf_device(conf, "COM9", "a")->tty, "/dev/a");
    EXPECT_TEXT(ras_conf_device(conf, "", "C")->tty, "/dev/c");
    CU_ASSERT_PTR_NULL(ras_conf_device(conf, "", ""));
    CU_ASSERT_PTR_NULL(ras_conf_device(conf, "COM", "COM1"));
    ras_conf_free(conf);
}

/* A port comes before a name, whether it is a device's or a pool's. */
static void test_find_pool(void)
{
    const char *text = POOL("name = \"Pool\"; devices = [ \"B\", \"COM1\" ];");
    const struct ras_pool *pool;
    struct ras_conf *conf;

    CU_ASSERT_EQUAL_FATAL(load(text, &conf), CONF_OK);
    pool = ras_conf_pool(conf, "pool", "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(pool);
    EXPECT_TEXT(ras_conf_pool_device(conf, pool, 0)->tty, "/dev/b");
    EXPECT_TEXT(ras_conf_pool_device(conf, pool, 1)->tty, "/dev/a");
    CU_ASSERT_PTR_NULL(ras_conf_pool_device(conf, pool, 2));
    CU_ASSERT(ras_conf_pool(conf, "", "POOL") == pool);
    CU_ASSERT(ras_conf_pool(conf, "pool", "B") == pool);
    CU_ASSERT(ras_conf_pool(conf, "COM7", "pool") == pool);
    CU_ASSERT_PTR_NULL(ras_conf_pool(conf, "COM1", "pool"));
    CU_ASSERT_PTR_NULL(ras_conf_pool(conf, "COM7", "B"));
    CU_ASSERT_PTR_NULL(ras_conf_pool(conf, "", ""));
    EXPECT_TEXT(ras_conf_device(conf, "pool", "")->tty, "/dev/b");
    EXPECT_TEXT(ras_conf_device(conf, "COM1", "pool")->tty, "/dev/a");
    EXPECT_TEXT(ras_conf_device(conf, "", "pool")->tty, "/dev/b");
    ras_conf_free(conf);
}

static const struct {
    const char *port, *tty; /* NULL: none is implied */
} ports[] = {
    {"COM1", "/dev/ttyS0"},
    {"com4", "/dev/ttyS3"},
    {"COM5", NULL},
    {"COM0", NULL},
    {"COM", NULL},
    {"COM10", NULL},
    {"", NULL},
    {"/dev/ttyUSB0", "/dev/ttyUSB0"},
    {"/dev/../etc/passwd", NULL},
    {"/etc/passwd", NULL},
    {"/dev/4567890123456789012345678901234567890123456789012345678901",
     "/dev/4567890123456789012345678901234567890123456789012345678901"},
    {"/dev/45678901234567890123456789012345678901234567890123456789012345",
     NULL},
};

static void test_implied(void)
{
    struct ras_device device;
    char tty[64];
    size_t i;

    for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
        memset(tty, 'x', sizeof(tty));
        EXPECT_NUMBER(ras_conf_implied_device(ports[i].port, RAS_DEVICE_MODEM,
                                              &device, tty),
                      ports[i].tty != NULL);
        EXPECT_TEXT(tty, ports[i].tty ? ports[i].tty : "");
        EXPECT_TEXT(device.tty, tty);
        EXPECT_TEXT(device.dial_command, "ATD");
    }
    CU_ASSERT_TRUE(
        ras_conf_implied_device("COM1", RAS_DEVICE_DIRECT, &device, tty));
    EXPECT_NUMBER(device.kind, RAS_DEVICE_DIRECT);
    EXPECT_NUMBER(device.n_init, 0);
    EXPECT_TEXT(device.dial_command, "");
    CU_ASSERT_FALSE(device.carrier_detect);
}

static void test_defaults(void)
{
    struct ras_device d;
    struct ras_conf *conf;

    ras_device_defaults(RAS_DEVICE_MODEM, &d);
    EXPECT_TEXT(d.dial_mode, "T");
    EXPECT_TEXT(d.speaker_off, "ATM0");
    EXPECT_TEXT(d.init[0], "ATZ");
    EXPECT_NUMBER(d.timeouts.escape, 1100);
    EXPECT_NUMBER(d.timeouts.connect, 75000);
    ras_device_defaults(RAS_DEVICE_CELLULAR, &d);
    EXPECT_TEXT(d.dial_mode, "");
    EXPECT_TEXT(d.speaker_on, "");
    EXPECT_TEXT(d.speaker_off, "");
    EXPECT_NUMBER(d.timeouts.command, 10000);
    EXPECT_NUMBER(d.n_init, 2);
    CU_ASSERT_EQUAL_FATAL(ras_conf_default(&conf), CONF_OK);
    EXPECT_NUMBER(conf->n_devices, 0);
    CU_ASSERT_FALSE(conf->policy.user_numbers);
    CU_ASSERT(conf->logging.modem);
    EXPECT_NUMBER(conf->n_custom_dialers, 0);
    EXPECT_NUMBER(conf->n_dialer_directories, 1);
    EXPECT_TEXT(conf->dialer_directories[0], RAS_DIALER_DIRECTORY);
    CU_ASSERT_PTR_NULL(ras_conf_device(conf, "COM1", "A"));
    ras_conf_free(conf);
    ras_conf_free(NULL);
}

/* --- redialling */

static void test_redial(void)
{
    static const char text[] =
        "policy = { redial = { lockout = 9; jitter = 20;\n"
        "  hours = [ \"daily 08:00-20:00\" ];\n"
        "  causes = ( { errors = [ \"676\", \"600-620\", \"busy\" ];\n"
        "    attempts = 0; pause = 5; growth = 50; lockout = 2; }, {} ); };\n"
        "  entries = ( { name = \"Ext\"; redial = { lockout = 1; }; } ); };";
    const struct ras_redial *r;
    struct ras_conf *conf;

    EXPECT_NUMBER(load(text, &conf), CONF_OK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(conf);
    r = ras_conf_redial(conf, "Other");
    CU_ASSERT_PTR_EQUAL(r, &conf->policy.redial);
    EXPECT_NUMBER(r->lockout, 9);
    EXPECT_NUMBER(r->jitter, 20);
    EXPECT_NUMBER(r->n_hours, 1);
    EXPECT_NUMBER(r->n_causes, 2);
    EXPECT_NUMBER(r->causes[0].n_errors, 3);
    EXPECT_TEXT(r->causes[0].errors[1], "600-620");
    EXPECT_NUMBER(r->causes[0].attempts, 0);
    EXPECT_NUMBER(r->causes[0].growth, 50);
    EXPECT_NUMBER(r->causes[0].longest_pause, 3600);
    EXPECT_NUMBER(r->causes[1].attempts, RAS_AS_ENTRY);
    EXPECT_NUMBER(r->causes[1].n_errors, 0);
    r = ras_conf_redial(conf, "eXT");
    EXPECT_NUMBER(r->lockout, 1);
    EXPECT_NUMBER(r->n_hours, 0);
    EXPECT_NUMBER(r->n_causes, 0);
    ras_conf_free(conf);
}

static void test_errors(void)
{
    static const char *const good[] = {"0",       "676",  "99999",
                                       "1-99999", "busy", "no-answer"};
    static const char *const bad[] = {"",     "-1",     "6-",  "123456",
                                      "Busy", "1-2-3",  "6 7", "1-123456",
                                      "-",    "busy\n", "1a"};
    size_t i;

    for (i = 0; i < sizeof(good) / sizeof(*good); i++)
        CU_ASSERT(ras_error_valid(good[i]));
    for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        CU_ASSERT_FALSE(ras_error_valid(bad[i]));
}

/* Each allocation fails once; libconfig's own are out of reach. */
static void test_no_memory(void)
{
    enum conf_result result = CONF_NOMEM;
    struct ras_conf *conf = NULL;
    int n;

    for (n = 0; result == CONF_NOMEM && n < 5000; n++) {
        allocations_left = n;
        result = load_file(EXAMPLE, &conf);
        CU_ASSERT_TRUE((conf != NULL) == (result == CONF_OK));
    }
    EXPECT_NUMBER(result, CONF_OK);
    CU_ASSERT_TRUE(n > 30);
    ras_conf_free(conf);
    allocations_left = 0;
    EXPECT_NUMBER(ras_conf_default(&conf), CONF_NOMEM);
    CU_ASSERT_PTR_NULL(conf);
    allocations_left = -1;
}

static void test_distance(void)
{
    EXPECT_NUMBER(distance("", ""), 0);
    EXPECT_NUMBER(distance("kitten", "sitting"), 3);
    EXPECT_NUMBER(distance("abc", ""), 3);
    EXPECT_NUMBER(distance("", "abc"), 3);
    EXPECT_NUMBER(distance("0123456789012345678901234567890123456789", "0"),
                  31);
}

const char unit_name[] = "ras_conf";
const struct unit_test unit_tests[] = {
    {"the example shows the defaults", test_example},
    {"the example shows every setting", test_example_is_complete},
    {"the example's locations", test_example_location},
    {"each row reads its setting and refuses others", test_settings},
    {"each mistake has its message", test_files},
    {"a tty is below /dev", test_ttys},
    {"at most 256 devices", test_limits},
    {"a card's number wants a private file", test_private},
    {"secrets are not shown, and wiped", test_secrets},
    {"libconfig's copies of them, too", test_libconfigs_copies},
    {"a dialer's file name out of a Windows path", test_dialer_names},
    {"which custom dialers are allowed", test_dialers},
    {"devices are found by port, then by name", test_find},
    {"pools are found as devices are", test_find_pool},
    {"devices that are not described", test_implied},
    {"defaults of each kind", test_defaults},
    {"rules of redialling, and an entry's own", test_redial},
    {"numbers, ranges and words of errors", test_errors},
    {"every allocation may fail", test_no_memory},
    {"edit distance", test_distance},
    {NULL, NULL},
};
