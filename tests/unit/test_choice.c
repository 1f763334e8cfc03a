#include "tests/unit/harness.h"

#include "compat/choice.c"

static struct entry entry = {.access_point = ""};
static struct ras_device line = {.access_point = "", .pdp_type = "IP"};

/* --- cellular modules */

static const char *context(const char *number)
{
    static char out[CHOICE_CONTEXT];

    return choice_context(&entry, &line, number, out) ? out : "refused";
}

static void test_contexts(void)
{
    static const struct {
        const char *number, *command;
    } rows[] = {
        {"*99#", "AT+CGDCONT=1,\"IP\",\"apn\""},
        {"*99***1#", "AT+CGDCONT=1,\"IP\",\"apn\""},
        {"*99***5#", "AT+CGDCONT=5,\"IP\",\"apn\""},
        {"*99***12#", "AT+CGDCONT=12,\"IP\",\"apn\""},
        {"*99*1.2.3.4*PPP*3#", "AT+CGDCONT=3,\"IP\",\"apn\""},
        {"*99*2#", "AT+CGDCONT=1,\"IP\",\"apn\""}, /* an address it is */
        {"*99**PPP#", "AT+CGDCONT=1,\"IP\",\"apn\""},
        {"*98#", "AT+CGDCONT=1,\"IP\",\"apn\""},
        {"*98*4#", "AT+CGDCONT=4,\"IP\",\"apn\""},
        {"*99", ""},
        {"*99*", ""},
        {"*995#", ""},
        {"*9#", ""},
        {"", ""},
        {"5551000", ""},
    };
    size_t i;

    entry.access_point = "apn";
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        EXPECT_TEXT(context(rows[i].number), rows[i].command);
    entry.access_point = "";
    EXPECT_TEXT(context("*99#"), "");
}

static void test_access_points(void)
{
    char name[102];

    line.access_point = "internet.example";
    line.pdp_type = "IPV4V6";
    EXPECT_TEXT(context("*99#"),
                "AT+CGDCONT=1,\"IPV4V6\",\"internet.example\"");
    entry.access_point = "the-entrys.own";
    EXPECT_TEXT(context("*99#"), "AT+CGDCONT=1,\"IPV4V6\",\"the-entrys.own\"");
    entry.access_point = "a\";D123";
    EXPECT_TEXT(context("*99#"), "refused");
    EXPECT_TEXT(context("5551000"), "");
    memset(name, 'x', sizeof(name));
    name[101] = '\0';
    entry.access_point = name;
    EXPECT_TEXT(context("*99#"), "refused");
    name[100] = '\0';
    CU_ASSERT(strlen(context("*99#")) > 100);
    entry.access_point = "";
    line.pdp_type = "IP\"";
    EXPECT_TEXT(context("*99#"), "refused");
}

/* --- switches */

static void test_script_names(void)
{
    static const struct {
        const char *windows, *here;
    } rows[] = {
        {"C:\\Program Files\\Accessories\\Logon.SCP", "Logon.SCP"},
        {"/etc/passwd/../cis.scp", "cis.scp"},
        {"C:cis.scp", "cis.scp"},
        {"cis.scp", "cis.scp"},
        {"C:\\logon.txt", ""},
        {"[logon]", ""},
        {"..\\.scp", ""},
        {".hidden.scp", ""},
        {"x\n.scp", ""},
        {"scp", ""},
        {"", ""},
        {"C:\\", ""},
        {"a-name-that-is-too-long.scp", ""},
    };
    char out[20];
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CU_ASSERT(choice_script_name(rows[i].windows, out, sizeof(out)) ==
                  (rows[i].here[0] != '\0'));
        EXPECT_TEXT(out, rows[i].here);
    }
}

static void test_switches(void)
{
    struct entry_device devices[4] = {
        {.type = ENTRY_DEVICE_SWITCH, .terminal = true, .script_name = ""},
        {.type = ENTRY_DEVICE_MODEM, .script_name = ""},
        {.type = ENTRY_DEVICE_SWITCH, .script = true, .script_name = "1.scp"},
        {.type = ENTRY_DEVICE_SWITCH, .script = true, .script_name = "2.scp"},
    };
    struct entry_media media = {.devices = devices, .n_devices = 4};
    struct choice_switch s = choice_switch(&media, &devices[1], true);

    CU_ASSERT(s.terminal && !s.script);
    s = choice_switch(&media, &devices[1], false);
    CU_ASSERT(!s.terminal);
    EXPECT_TEXT(s.script, "1.scp");
}

/* --- lines */

/* COM1 is a modem's, two network cards have names alone. */
static struct ras_device devices[3] = {
    {.port = "COM1", .name = "", .kind = RAS_DEVICE_MODEM},
    {.port = "", .name = "One", .kind = RAS_DEVICE_PPPOE},
    {.port = "", .name = "Two", .kind = RAS_DEVICE_PPPOE}};
static const struct entry_device modem = {.type = ENTRY_DEVICE_MODEM};
static const struct entry_device pppoe = {.type = ENTRY_DEVICE_PPPOE};

/* An entry's words, with OtherPortOk or without. */
static struct entry_media of_line;
static struct choice_wish wish(const struct entry_device *device,
                               const char *port, const char *name)
{
    static struct entry e = {.custom_ras_dial_dll = "",
                             .preferred_port = "",
                             .preferred_device = ""};

    of_line = (struct entry_media){.port = port, .device_name = name};
    return (struct choice_wish){&e, &of_line, device, NULL};
}

static void test_lines(void)
{
    static const struct {
        const struct entry_device *device;
        const char *port, *name;
        const struct ras_device *line;
    } rows[] = {
        {&modem, "COM1", "", devices},
        {&modem, "", "Two", NULL}, /* no modem that is a network card */
        {&pppoe, "", "two", devices + 2},
        {&pppoe, "PPPoE5-0", "", devices + 1},
        {&pppoe, "COM1", "", NULL},
    };
    struct ras_conf conf = {.devices = devices, .n_devices = 3};
    struct choice_implied implied;
    struct choice_wish w;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        w = wish(rows[i].device, rows[i].port, rows[i].name);
        CU_ASSERT(choice_named_line(&conf, &w, &implied) == rows[i].line);
        CU_ASSERT(choice_line(&conf, &w, &implied, NULL) == rows[i].line);
    }
    conf.n_devices = 1;
    w = wish(&pppoe, "COM2", "");
    CU_ASSERT(choice_named_line(&conf, &w, &implied) == NULL);
}

/* Who gives a tty gets that one or none; a substitute is for the entry's. */
static void test_other_lines(void)
{
    struct ras_conf conf = {.devices = devices, .n_devices = 3};
    struct choice_implied implied;
    struct conf_problem p = {""};
    struct choice_wish w = wish(&modem, "COM9", "M");

    CU_ASSERT(choice_line(&conf, &w, &implied, &p) == NULL);
    EXPECT_TEXT(p.text, "no device of ras.conf is port \"COM9\" or modem "
                        "\"M\"");
    of_line.other_port_ok = true;
    CU_ASSERT(choice_line(&conf, &w, &implied, &p) == devices);
    CU_ASSERT(choice_named_line(&conf, &w, &implied) == NULL);
    w.tty = "/dev/ttyS7";
    CU_ASSERT(choice_line(&conf, &w, &implied, &p) == &implied.device);
    EXPECT_TEXT(implied.device.tty, "/dev/ttyS7");
    w.tty = "ttyS7";
    CU_ASSERT(choice_line(&conf, &w, &implied, &p) == NULL);
    EXPECT_TEXT(p.text, "no device of ras.conf is port \"ttyS7\" or modem "
                        "\"M\"");
    w = wish(&pppoe, "", "");
    w.tty = "/dev/ttyS7";
    CU_ASSERT(choice_line(&conf, &w, &implied, &p) == NULL);
}

/* A custom dialer's own line has what is known of the entry's, but no tty. */
static void test_own_lines(void)
{
    struct entry e = {.custom_ras_dial_dll = "a.dll",
                      .preferred_port = "",
                      .preferred_device = ""};
    struct ras_conf conf = {.devices = devices, .n_devices = 3};
    struct choice_implied implied;
    struct choice_wish w = wish(&modem, "COM9", "");

    CU_ASSERT_FALSE(choice_dialer_brings_line(&conf, &w));
    w.entry = &e;
    CU_ASSERT(choice_dialer_brings_line(&conf, &w));
    w.tty = "/dev/ttyS7";
    CU_ASSERT_FALSE(choice_dialer_brings_line(&conf, &w));
    w.tty = "";
    CU_ASSERT(choice_own_line(&conf, &w, &implied) == &implied.device);
    CU_ASSERT(implied.device.kind == RAS_DEVICE_MODEM);
    EXPECT_TEXT(implied.device.tty, "");
    of_line.port = "COM1";
    CU_ASSERT_FALSE(choice_dialer_brings_line(&conf, &w));
    CU_ASSERT(choice_own_line(&conf, &w, &implied) == &implied.device);
    EXPECT_TEXT(implied.device.port, "COM1");
    EXPECT_TEXT(implied.device.tty, "");
}

/* --- several links */

static void test_links(void)
{
    struct entry_device line_device = {.type = ENTRY_DEVICE_MODEM};
    struct entry_device pause = {.type = ENTRY_DEVICE_SWITCH};
    struct entry_media media[] = {
        {.devices = &pause, .n_devices = 1},
        {.devices = &line_device, .n_devices = 1},
        {.devices = &line_device, .n_devices = 1},
    };
    struct entry several = {.custom_ras_dial_dll = "",
                            .lcp_extensions = true,
                            .dial_mode = ENTRY_DIAL_ALL,
                            .media = media,
                            .n_media = 3};
    const struct entry_media *m;
    const struct entry_device *d;

    CU_ASSERT_FALSE(choice_link(&several, 0, &m, &d));
    CU_ASSERT_FALSE(choice_link(&several, 1, &m, &d));
    CU_ASSERT(m == NULL && d == NULL);
    CU_ASSERT(choice_link(&several, 3, &m, &d));
    CU_ASSERT(m == &media[2]);
    CU_ASSERT_FALSE(choice_link(&several, 4, &m, &d));
    CU_ASSERT(choice_media(&several, &m, &d));
    CU_ASSERT(m == &media[1]);
    CU_ASSERT(choice_all_links(&several));
    several.dial_mode = ENTRY_DIAL_AS_NEEDED;
    CU_ASSERT(choice_all_links(&several));
    several.dial_mode = ENTRY_DIAL_FIRST;
    CU_ASSERT_FALSE(choice_all_links(&several));
    several.dial_mode = ENTRY_DIAL_ALL;
    several.lcp_extensions = false;
    CU_ASSERT_FALSE(choice_all_links(&several));
    several.lcp_extensions = true;
    several.custom_ras_dial_dll = "acme.dll";
    CU_ASSERT_FALSE(choice_all_links(&several));
    several.custom_ras_dial_dll = "";
    several.n_media = 2; /* one of them has a modem */
    CU_ASSERT_FALSE(choice_all_links(&several));
    several.n_media = 0;
    CU_ASSERT_FALSE(choice_media(&several, &m, &d));
}

static void test_greeting(void)
{
    struct entry direct = {.type = ENTRY_TYPE_DIRECT};
    struct ras_device cable = {.kind = RAS_DEVICE_DIRECT, .greeting = true};

    CU_ASSERT(choice_greets(&direct, &cable));
    cable.greeting = false;
    CU_ASSERT_FALSE(choice_greets(&direct, &cable));
    cable.greeting = true;
    cable.kind = RAS_DEVICE_MODEM;
    CU_ASSERT_FALSE(choice_greets(&direct, &cable));
    cable.kind = RAS_DEVICE_DIRECT;
    direct.type = ENTRY_TYPE_PHONE;
    CU_ASSERT_FALSE(choice_greets(&direct, &cable));
}

const char unit_name[] = "choice";
const struct unit_test unit_tests[] = {
    {"*99# and its context", test_contexts},
    {"access points", test_access_points},
    {"a script's name", test_script_names},
    {"lines of each kind", test_lines},
    {"a given line, and another one of its kind", test_other_lines},
    {"a line that a custom dialer brings", test_own_lines},
    {"switches before and behind the modem", test_switches},
    {"several links", test_links},
    {"the greeting on a cable", test_greeting},
    {NULL, NULL},
};
