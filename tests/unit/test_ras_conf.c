#include <stdlib.h>

/* Fails the allocation that brings the count to 0; negative: none. */
static int allocations_left = -1;

static void *test_malloc(size_t n)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL : malloc(n);
}

static void *test_calloc(size_t n, size_t size)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL
                                                            : calloc(n, size);
}

#define malloc test_malloc
#define calloc test_calloc
#include "conf/file.c"
#include "conf/pool.c"
#include "conf/ras_conf.c"
#include "conf/ras_conf_cfg.c"
#undef malloc
#undef calloc

#include <sys/mman.h>

#include "tests/unit/harness.h"

#define EXAMPLE "conf/examples/ras.conf"

static struct conf_problem problem;

static enum conf_result load_bytes(const char *bytes, size_t n,
                                   struct ras_conf **conf)
{
    int fd = memfd_create("ras.conf", MFD_CLOEXEC);
    enum conf_result result;

    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL_FATAL(write(fd, bytes, n), (ssize_t)n);
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
    EXPECT_NUMBER(conf->n_devices, 4);
    ras_device_defaults(RAS_DEVICE_MODEM, &modem);
    expect_same_device(&conf->devices[0], &modem);
    EXPECT_NUMBER(conf->devices[0].n_init, modem.n_init);
    for (i = 0; i < modem.n_init; i++)
        EXPECT_TEXT(conf->devices[0].init[i], modem.init[i]);
    EXPECT_TEXT(conf->devices[1].speaker_on, "");
    EXPECT_NUMBER(conf->devices[2].kind, RAS_DEVICE_DIRECT);
    EXPECT_NUMBER(conf->devices[2].n_init, 0);
    EXPECT_NUMBER(conf->devices[3].kind, RAS_DEVICE_CELLULAR);
    EXPECT_TEXT(conf->devices[3].init[2],
                "AT+CGDCONT=1,\"IP\",\"internet.example\"");
    CU_ASSERT_FALSE(conf->policy.user_numbers);
    ras_conf_free(conf);
}

/* Does the example's first device name SETTING? */
static bool example_has(const char *setting)
{
    struct file_bytes bytes;
    char line[64];
    bool found;
    int fd;

    CU_ASSERT_EQUAL_FATAL(file_open(EXAMPLE, &fd, &problem), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(file_read(fd, EXAMPLE, 1 << 20, &bytes, &problem),
                          CONF_OK);
    close(fd);
    snprintf(line, sizeof(line), " %s = ", setting);
    found = strstr(bytes.bytes, line) != NULL;
    if (!found)
        snprintf(line, sizeof(line), "\n%s = ", setting);
    found = found || strstr(bytes.bytes, line);
    file_free(&bytes);
    return found;
}

static void test_example_is_complete(void)
{
    size_t i;

    for (i = 0; i < ras_conf_n_keys; i++) {
        if (!example_has(ras_conf_keys[i].name))
            fprintf(stderr, "the example lacks %s\n", ras_conf_keys[i].name);
        CU_ASSERT_TRUE(example_has(ras_conf_keys[i].name));
    }
}

/* --- each row of the table */

#define DEVICE(settings)                                                       \
    "devices = ( { port = \"P\"; tty = \"/dev/ttyS9\"; " settings " } );"

/* A setting's value other than its default, as it is written and kept. */
static void sample(const struct ras_key *key, const char **written,
                   const char **kept)
{
    static const struct {
        const char *written, *kept;
    } samples[RAS_TYPES] = {
        [RAS_NAME] = {"\"N\"", "N"},      [RAS_TTY] = {"\"/dev/x\"", "/dev/x"},
        [RAS_KIND] = {"\"direct\"", "2"}, [RAS_COMMAND] = {"\"AT~\"", "AT~"},
        [RAS_MODE] = {"\"pulse\"", "P"},  [RAS_U32] = {"9600", "9600"},
        [RAS_SECONDS] = {"2.25", "2250"},
    };

    *written = samples[key->type].written;
    *kept = samples[key->type].kept;
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
    if (group == RAS_POLICY)
        return &conf->policy;
    return group == RAS_DEVICE ? (const void *)&conf->devices[0]
                               : &conf->devices[0].timeouts;
}

static const char *const frames[] = {
    [RAS_DEVICE] =
        "devices = ( { port = \"P\"; tty = \"/dev/t\"; %s = %s; } );",
    [RAS_TIMEOUTS] = "devices = ( { port = \"P\"; tty = \"/dev/t\"; "
                     "timeouts = { %s = %s; }; } );",
    [RAS_POLICY] = "policy = { %s = %s; };",
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
    if (strcmp(key->name, "port") == 0)
        return "devices = ( { tty = \"/dev/t\"; %s = %s; } );";
    if (strcmp(key->name, "tty") == 0)
        return "devices = ( { port = \"P\"; %s = %s; } );";
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
    EXPECT_NUMBER(n, ras_conf_n_keys - 4);
}

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
    {"devices = {};", CONF_VALUE, "devices = {...}: a list of groups"},
    {"devices = (1);", CONF_VALUE, "devices = (...): a list of groups"},
    {"policy = 1;", CONF_VALUE, "policy = 1: a group { ... } is allowed"},
    {DEVICE("kind = \"fax\";"), CONF_VALUE,
     "kind = \"fax\": \"modem\", \"cellular\" or \"direct\" is allowed"},
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
    {"devices = ( { port = \"COM1\"; tty = \"/dev/a\"; },\n"
     "{ port = \"com1\"; tty = \"/dev/b\"; } );",
     CONF_VALUE, "ras.conf:2: port = \"com1\": another device has this port"},
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
    CU_ASSERT_PTR_NULL(ras_conf_device(conf, "COM1", "A"));
    ras_conf_free(conf);
    ras_conf_free(NULL);
}

/* Each allocation fails once; libconfig's own are out of reach. */
static void test_no_memory(void)
{
    enum conf_result result = CONF_NOMEM;
    struct ras_conf *conf = NULL;
    int n;

    for (n = 0; result == CONF_NOMEM; n++) {
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
    {"each row reads its setting and refuses others", test_settings},
    {"each mistake has its message", test_files},
    {"a tty is below /dev", test_ttys},
    {"at most 256 devices", test_limits},
    {"devices are found by port, then by name", test_find},
    {"devices that are not described", test_implied},
    {"defaults of each kind", test_defaults},
    {"every allocation may fail", test_no_memory},
    {"edit distance", test_distance},
    {NULL, NULL},
};
