/* ras.conf(5), from the table that reads the file. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compat/books.h"
#include "compat/manual.h"
#include "compat/mdoc.h"
#include "conf/ras_conf_keys.h"

static const char *const conf_description[] = {
    "This machine's modems and cables, the places it dials from, the custom "
    "dialers that are allowed, what users may do, when is dialled and dialled "
    "again, and what is logged.",
    "The format is libconfig's: name = value; strings in double quotes, lists "
    "in ( ), arrays in [ ], groups in { }, true and false, and comments behind "
    "#. An unknown setting is an error, which says which one may be meant. "
    "rasphone devices shows the serial ports and what this file calls them.",
    "Without the file, and for COM1 to COM4 if it does not name them, a plain "
    "modem is at /dev/ttyS0 to /dev/ttyS3. The port that an entry of a "
    "phonebook names is looked up first, then its device; a broadband entry "
    "(PPPoE) that names none of them takes the first device of kind pppoe.",
};

/* What is written, for a value of each type; groups have their number. */
static const char *const types[RAS_TYPES] = {
    [RAS_DEVICES] = "a list of groups",
    [RAS_POOLS] = "a list of groups",
    [RAS_LOCATIONS] = "a list of groups",
    [RAS_AREA_RULES] = "a list of groups",
    [RAS_DIALERS] = "a list of groups",
    [RAS_CAUSES] = "a list of groups",
    [RAS_REDIAL_ENTRIES] = "a list of groups",
    [RAS_GROUP] = "a group",
    [RAS_NAME] = "a text",
    [RAS_TTY] = "a path below /dev",
    [RAS_NIC] = "the name of a network interface",
    [RAS_LIBRARY] = "an absolute path that ends in .so",
    [RAS_PROGRAM] = "an absolute path",
    [RAS_PATHS] = "an array of absolute paths",
    [RAS_SHA256] = "64 hexadecimal digits",
    [RAS_METRICS] = "an absolute path that ends in .prom",
    [RAS_HOURS] = "an array of hours of the week",
    [RAS_ERRORS] = "an array of codes, ranges and words",
    [RAS_KIND] = "\"modem\", \"cellular\", \"direct\" or \"pppoe\"",
    [RAS_COMMAND] = "printable ASCII",
    [RAS_COMMANDS] = "an array of commands",
    [RAS_NAMES] = "an array of names",
    [RAS_MODE] = "\"tone\", \"pulse\" or \"none\"",
    [RAS_DIALLING] = "\"tone\" or \"pulse\"",
    [RAS_DIGITS] = "digits",
    [RAS_PREFIXES] = "an array of digits",
    [RAS_CODE] = "what a modem dials",
    [RAS_PREFIX] = "what a modem dials, with L or M for a carrier's code",
    [RAS_RULE] = "what a modem dials, with E, F, G, H, I for parts of a number",
    [RAS_U32] = "a whole number",
    [RAS_BOOL] = "true or false",
    [RAS_SECONDS] = "a number of seconds, such as 1.5,",
};

static bool is_list(enum ras_type type)
{
    return strncmp(types[type], "a list", 6) == 0 ||
           strncmp(types[type], "an array", 8) == 0;
}

/* Types whose phrase has all values have no range. */
static void describe_range(const struct ras_key *k, char *out, size_t size)
{
    const bool number = k->type == RAS_U32 || k->type == RAS_SECONDS;

    out[0] = '\0';
    if (number)
        snprintf(out, size, " from %.10g to %.10g", k->min, k->max);
    else if (is_list(k->type))
        snprintf(out, size, ", at %s %.10g",
                 k->min > 0 ? "least 1, at most" : "most", k->max);
    else if (k->max > 1 && k->type != RAS_MODE && k->type != RAS_SHA256)
        snprintf(out, size, ", at most %.10g characters", k->max);
}

/* A default is told by kind of device where these differ. */
static const char *const kinds[RAS_COLUMNS] = {"modem", "cellular", "direct"};

/* The table has V.250's letter of a dial mode, the file a word. */
static void one_default(const struct ras_key *k, size_t kind, char *out,
                        size_t size)
{
    if (k->type == RAS_MODE)
        snprintf(out, size, "\"%s\"",
                 k->text[kind][0] == 'T' ? "tone" : "none");
    else if (k->text[kind])
        snprintf(out, size, "\"%s\"", k->text[kind]);
    else if (k->type == RAS_BOOL)
        snprintf(out, size, "%s", k->number[kind] > 0 ? "true" : "false");
    else
        snprintf(out, size, "%.10g", k->number[kind]);
}

static bool same_for_all(const struct ras_key *k)
{
    char first[160], other[160];

    one_default(k, 0, first, sizeof(first));
    one_default(k, 1, other, sizeof(other));
    if (strcmp(first, other) != 0)
        return false;
    one_default(k, 2, other, sizeof(other));
    return strcmp(first, other) == 0;
}

/* Settings that have none in the table: what it says is what they are. */
static bool has_default(const struct ras_key *k)
{
    if (is_list(k->type) || k->type == RAS_GROUP)
        return false;
    if (k->number[0] == (double)RAS_AS_ENTRY || k->type == RAS_KIND ||
        (k->type == RAS_U32 && k->number[0] < k->min))
        return false;
    return !k->text[0] || !same_for_all(k) || k->text[0][0] != '\0';
}

static void describe_default(const struct ras_key *k, char *out, size_t size)
{
    char value[160];
    size_t i, n;

    out[0] = '\0';
    if (k->type == RAS_KIND)
        snprintf(out, size, "; by default \"%s\"", kinds[0]);
    else if (k->type == RAS_U32 && k->number[0] < k->min)
        snprintf(out, size, "; it has to be given");
    if (!has_default(k))
        return;
    n = (size_t)snprintf(out, size, "; by default ");
    for (i = 0; i < RAS_COLUMNS && n < size; i++) {
        one_default(k, i, value, sizeof(value));
        if (same_for_all(k) || k->group == RAS_TOP) {
            snprintf(out + n, size - n, "%s", value);
            return;
        }
        n += (size_t)snprintf(out + n, size - n, "%s%s (%s)", i ? ", " : "",
                              value, kinds[i]);
    }
}

static void describe_commands(void)
{
    static const char *const defaults[] = {
#define RAS_TEXT(...)
#define RAS_NUMBER(...)
#define RAS_PLAIN(...)
#define RAS_SECRET(...)
#define RAS_INNER(...)
#define RAS_INIT_MODEM(command, meaning)    command " (modem): " meaning,
#define RAS_INIT_CELLULAR(command, meaning) command " (cellular): " meaning,
#include "conf/ras_conf_keys.def"
#undef RAS_TEXT
#undef RAS_NUMBER
#undef RAS_PLAIN
#undef RAS_SECRET
#undef RAS_INNER
#undef RAS_INIT_MODEM
#undef RAS_INIT_CELLULAR
    };
    size_t i;

    mdoc_text("By default:");
    for (i = 0; i < sizeof(defaults) / sizeof(*defaults); i++)
        mdoc_sentence("", defaults[i]);
}

static const struct {
    const char *word;
    unsigned first, last;
} words[] = {
#define POLICY_CAUSE(word, first, last) {word, first, last},
#include "compat/policy.def"
#undef POLICY_CAUSE
};
#define WORDS (sizeof(words) / sizeof(*words))

/* "busy 676; device 602, 605-606 ...": a word's rows stand together. */
static void describe_words(void)
{
    char line[1024] = "The words: ";
    size_t n = strlen(line), i;

    for (i = 0; i < WORDS && n < sizeof(line); i++) {
        bool same = i > 0 && strcmp(words[i].word, words[i - 1].word) == 0;

        n += (size_t)snprintf(line + n, sizeof(line) - n, "%s%s %u",
                              i == 0 || same ? "" : "; ",
                              same ? "," : words[i].word, words[i].first);
        if (words[i].last > words[i].first && n < sizeof(line))
            n += (size_t)snprintf(line + n, sizeof(line) - n, "-%u",
                                  words[i].last);
    }
    mdoc_sentence("", line);
    mdoc_text("The word configuration stands for all other codes after which "
              "nothing is dialled again by itself.");
}

static void describe_setting(const struct ras_key *k)
{
    char range[64], otherwise[256], line[512];

    mdoc_request(".It Ic", k->name);
    mdoc_sentence("", k->meaning);
    describe_range(k, range, sizeof(range));
    describe_default(k, otherwise, sizeof(otherwise));
    snprintf(line, sizeof(line), "%s%s%s%s", types[k->type], range, otherwise,
             k->secret ? "; a secret: then only the file's owner may read it"
                       : "");
    mdoc_sentence("", line);
    if (k->type == RAS_COMMANDS)
        describe_commands();
    if (k->type == RAS_ERRORS)
        describe_words();
}

static const struct {
    enum ras_group group;
    const char *title;
} groups[] = {
    {RAS_TOP, "The file"},
    {RAS_DEVICE, "A device: devices"},
    {RAS_TIMEOUTS, "Deadlines: timeouts of a device"},
    {RAS_POOL, "A pool: pools"},
    {RAS_LOCATION, "A location: locations"},
    {RAS_AREA_RULE, "An area: area_rules of a location"},
    {RAS_CARD, "The card: calling_card of a location"},
    {RAS_DIALER, "A custom dialer: custom_dialers"},
    {RAS_HELPER, "The process of custom dialers: dialer_helper"},
    {RAS_POLICY, "The rules: policy"},
    {RAS_REDIAL, "Redialling: redial of policy and of its entries"},
    {RAS_CAUSE, "A kind of failure: causes of redial"},
    {RAS_REDIAL_ENTRY, "An entry's own rules: entries of policy"},
    {RAS_LOGGING, "The log: logging"},
};

static void describe_group(size_t which)
{
    size_t i;

    fprintf(mdoc_out, ".Ss \\&%s\n.Bl -tag -width Ds\n", groups[which].title);
    for (i = 0; i < ras_conf_n_keys; i++)
        if (ras_conf_keys[i].group == groups[which].group)
            describe_setting(&ras_conf_keys[i]);
    fputs(".El\n", mdoc_out);
}

/* Tested: each is a whole file that is read without a complaint. */
static const char example[] =
    "devices = (\n"
    "    { port = \"COM1\"; tty = \"/dev/serial/by-id/usb-56K-if00\"; },\n"
    "    { port = \"COM5\"; tty = \"/dev/ttyUSB2\"; kind = \"cellular\";\n"
    "      access_point = \"internet.example\"; }\n"
    ");\n"
    "policy = {\n"
    "    redial = {\n"
    "        hours = [ \"Mon-Fri 22:00-06:00\", \"Sat,Sun\" ];\n"
    "        causes = (\n"
    "            { errors = [ \"busy\", \"no-answer\" ]; attempts = 8;\n"
    "              pause = 30; growth = 100; longest_pause = 1800; },\n"
    "            { errors = [ \"authentication\" ]; lockout = 5; }\n"
    "        );\n"
    "    };\n"
    "};\n";

static void conf_files(void)
{
    mdoc_section("FILES");
    fputs(".Bl -tag -width Ds\n", mdoc_out);
    mdoc_request(".It Pa", BOOKS_CONFIG);
    mdoc_text("The file.");
    mdoc_request(".It Pa", "/usr/share/doc/ppp-rasdial/examples/ras.conf");
    mdoc_text("All settings, with comments.");
    fputs(".El\n", mdoc_out);
}

void manual_conf_page(void)
{
    size_t i;

    mdoc_head("RAS.CONF", "5", "ras.conf",
              "devices, locations and policy of remote access connections");
    mdoc_section("DESCRIPTION");
    MDOC_PARAGRAPHS(conf_description);
    for (i = 0; i < sizeof(groups) / sizeof(*groups); i++)
        describe_group(i);
    conf_files();
    mdoc_section("EXAMPLES");
    mdoc_text("A modem, a cellular module, dialled at night, with pauses that "
              "grow:");
    fprintf(mdoc_out, ".Bd -literal -offset indent\n%s.Ed\n", example);
    mdoc_section("SEE ALSO");
    fputs(".Xr rasdial 1 ,\n.Xr rasphone 1 ,\n.Xr rasphone.pbk 5 ,\n"
          ".Xr ras-custom-dial 7 ,\n.Xr ras-error 7 ,\n.Xr rasdial.so 8\n",
          mdoc_out);
}
