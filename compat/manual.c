/*
 * manual: writes the manual pages, in mdoc(7), from the tables that the
 * programs themselves are made of. `manual PAGE' prints one of them.
 */
#include "compat/manual.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compat/books.h"
#include "compat/connrec.h"
#include "compat/mdoc.h"
#include "compat/rasdial_options.h"
#include "compat/rasphone_effect.h"
#include "compat/rasphone_options.h"
#include "compat/raserr.h"
#include "conf/pbk_keys.h"

/* --- rasphone.pbk(5) */

static const char *const scopes[] = {
    [PBK_SCOPE_E] = "Keys of the entry",
    [PBK_SCOPE_N] = "Network components: NETCOMPONENTS",
    [PBK_SCOPE_M] = "Keys of a link: MEDIA",
    [PBK_SCOPE_D] = "Keys of a device: DEVICE",
    [PBK_SCOPE_P] = "Keys of a number: PhoneNumber",
};
#define N_SCOPES (sizeof(scopes) / sizeof(scopes[0]))

static const char *const windows[] = {
    [PBK_NT4] = "NT 4",       [PBK_W2000] = "Windows 2000",
    [PBK_XP] = "Windows XP",  [PBK_VISTA] = "Windows Vista",
    [PBK_W7] = "Windows 7",   [PBK_W8] = "Windows 8",
    [PBK_W10] = "Windows 10", [PBK_OWN] = "librasapi",
};

static void describe_type(const struct pbk_key *key, char *out, size_t size)
{
    static const char *const phrases[] = {
        [PBK_HEADER] = "the header of a group",
        [PBK_BOOL] = "0 or 1",
        [PBK_ENCRYPTION] = "0, 8, 256 or 512",
        [PBK_HEX] = "binary, in hexadecimal digits, 128 to a line",
        [PBK_GUID] = "32 hexadecimal digits",
        [PBK_IPV4] = "an IPv4 address, 0.0.0.0 for none",
        [PBK_IPV6] = "an IPv6 address, :: for none",
    };

    if (key->type == PBK_U32 || key->type == PBK_I64)
        snprintf(out, size, "a number from %lld to %lld", (long long)key->min,
                 (long long)key->max);
    else if (key->type == PBK_TEXT)
        snprintf(out, size, "a text of at most %lld characters",
                 (long long)key->max);
    else
        snprintf(out, size, "%s", phrases[key->type]);
}

static void describe_value(const struct pbk_key *key)
{
    static const char *const beyond[] = {
        [PBK_REFUSE] = "",
        [PBK_CLAMP] = "; beyond that the nearest limit is used",
        [PBK_DEFAULT] = "; beyond that the default is used",
    };
    char type[96], line[256], otherwise[48] = "";

    describe_type(key, type, sizeof(type));
    if (pbk_key_is_number(key))
        snprintf(otherwise, sizeof(otherwise), ", by default %lld",
                 (long long)key->otherwise);
    snprintf(line, sizeof(line), "%s%s%s; since %s%s", type, otherwise,
             pbk_key_is_number(key) ? beyond[key->beyond] : "",
             windows[key->since], key->secret ? "; a secret" : "");
    mdoc_sentence("", line);
}

static void describe_spellings(const struct pbk_key *key)
{
    const struct pbk_alias *alias;

    for (alias = pbk_aliases; alias->spelling; alias++)
        if (&pbk_keys[alias->key] == key)
            mdoc_sentence("also spelt ", alias->spelling);
}

/* What it means, and what it does here. */
static void describe_effect(const struct pbk_key *key)
{
    const char *none = effect_none(key);
    const struct pbk_key *other;
    char line[128];
    int64_t value;

    if (none != key->effect)
        mdoc_sentence("", key->effect);
    if (none)
        mdoc_sentence("No effect: ", none);
    other = effect_only(key, &value);
    if (other) {
        snprintf(line, sizeof(line), "It counts only with %s=%lld.",
                 other->name, (long long)value);
        mdoc_text(line);
    }
}

static void describe_key(const struct pbk_key *key)
{
    mdoc_request(".It Ic", key->name);
    describe_value(key);
    describe_spellings(key);
    describe_effect(key);
}

static void describe_scope(enum pbk_scope scope)
{
    size_t i;

    fprintf(mdoc_out, ".Ss %s\n.Bl -tag -width Ds\n", scopes[scope]);
    for (i = 0; i < PBK_KEYS; i++)
        if (pbk_keys[i].scope == scope)
            describe_key(&pbk_keys[i]);
    fputs(".El\n", mdoc_out);
}

static void files(void)
{
    mdoc_section("FILES");
    fputs(".Bl -tag -width Ds\n", mdoc_out);
    mdoc_request(".It Pa", BOOKS_SYSTEM);
    mdoc_text("The system's phonebook.");
    mdoc_request(".It Pa", "$XDG_CONFIG_HOME/ppp-rasdial/" BOOKS_NAME);
    mdoc_text(
        "A user's own phonebook; ~/.config stands for an unset variable.");
    mdoc_request(".It Pa", BOOKS_CONFIG);
    mdoc_text("This machine's devices and locations.");
    fputs(".El\n.Pp\n", mdoc_out);
    mdoc_text("Beside the phonebooks, all files that end in .pbk and .cfg are "
              "phonebooks, too.");
}

static const char *const pbk_description[] = {
    "A phonebook is a text file of entries, as Windows writes it. "
    "An entry begins with its name in square brackets on a line of its own. "
    "Lines of the form KEY=VALUE follow: first those of the entry, then groups "
    "that begin with NETCOMPONENTS, MEDIA, DEVICE and PhoneNumber. "
    "An entry may have several links (MEDIA), a link several devices (DEVICE), "
    "and a device several numbers (PhoneNumber).",
    "The case of letters does not matter in keys and names, but for the "
    "headers MEDIA and DEVICE: Device is a key of the link. "
    "Of two lines with the same key in one group the first one counts; binary "
    "values are cut into several lines. "
    "Lines may end in any way, and what is no such line is left alone. "
    "Texts are UTF-8, or of code page 1252 with Encoding=0.",
    "A phonebook has no user names and passwords.",
    "All keys that Windows is known to write are listed here. "
    "Where one has no effect with ppp-rasdial, the reason is given; it is kept "
    "when the phonebook is changed, and so are keys that are not listed.",
};

static void pbk_page(void)
{
    size_t i;

    mdoc_head("RASPHONE.PBK", "5", "rasphone.pbk",
              "phonebook of remote access connections");
    mdoc_section("DESCRIPTION");
    MDOC_PARAGRAPHS(pbk_description);
    for (i = 0; i < N_SCOPES; i++)
        describe_scope((enum pbk_scope)i);
    files();
    mdoc_section("SEE ALSO");
    fputs(".Xr rasdial 1 ,\n.Xr rasphone 1 ,\n.Xr rasapi-entries 3 ,\n"
          ".Xr ras.conf 5 ,\n.Xr pppd 8 ,\n.Xr rasdial.so 8\n",
          mdoc_out);
}

/* --- rasphone(1) */

static void describe_option(const struct rasphone_option *o)
{
    if (o->letter)
        fprintf(mdoc_out, ".It Fl %c , Fl -%s", o->letter, o->name);
    else
        fprintf(mdoc_out, ".It Fl -%s", o->name);
    fprintf(mdoc_out, "%s%s\n", o->value ? " Ar " : "",
            o->value ? o->value : "");
    mdoc_sentence("", o->help);
}

/* The last \& keeps dots from being taken for the end of a sentence. */
static void describe_words(const struct rasphone_command *c)
{
    if (c->words[0])
        fprintf(mdoc_out, ".It Cm %s Ar %s\\&\n", c->name, c->words);
    else
        fprintf(mdoc_out, ".It Cm %s\n", c->name);
}

static void rasphone_page(void)
{
    size_t i;

    mdoc_head("RASPHONE", "1", "rasphone",
              "show, check, explain and change phonebook entries");
    mdoc_section("SYNOPSIS");
    fputs(".Nm\n.Op Ar options\n.Ar command\n.Op Ar words\n", mdoc_out);
    mdoc_section("DESCRIPTION");
    mdoc_text(
        "Works with the entries of Windows phonebooks, rasphone.pbk(5), and "
        "of phonebooks in libconfig's form. The commands are:");
    fputs(".Bl -tag -width Ds\n", mdoc_out);
    for (i = 0; i < RASPHONE_COMMANDS; i++) {
        describe_words(&rasphone_commands[i]);
        mdoc_text(rasphone_commands[i].manual);
    }
    fputs(".El\n.Pp\n", mdoc_out);
    mdoc_text("The options are:");
    fputs(".Bl -tag -width Ds\n", mdoc_out);
    for (i = 0; i < rasphone_n_options; i++)
        describe_option(&rasphone_option_table[i]);
    fputs(".El\n.Pp\n", mdoc_out);
    mdoc_text(
        "An entry is looked up in the system's phonebook, then in the other "
        "ones beside it, then in the user's own and those beside that; the "
        "first one found counts. Windows reads the same books in an order "
        "that it does not document.");
    files();
    mdoc_section("EXIT STATUS");
    fputs(".Bl -tag -width Ds\n", mdoc_out);
    fputs(".It 0\nSuccess.\n", mdoc_out);
    fputs(".It 1\nFailure, an entry that cannot be dialled, or warnings of\n"
          ".Cm check .\n",
          mdoc_out);
    fputs(".It 2\nErrors of\n.Cm check .\n", mdoc_out);
    fputs(".It 64\nThe command line was not understood.\n.El\n", mdoc_out);
    mdoc_section("SEE ALSO");
    fputs(".Xr rasdial 1 ,\n.Xr ras.conf 5 ,\n.Xr rasphone.pbk 5 ,\n"
          ".Xr ras-custom-dial 7 ,\n.Xr pppd 8 ,\n.Xr rasdial.so 8\n",
          mdoc_out);
}

/* --- rasdial(1) */

static void describe_switch(const struct rasdial_switch *s)
{
    if (!s->help)
        return;
    fprintf(mdoc_out, ".It Ic /%s%s%s%s\n", s->name, s->value ? " : " : "",
            s->value ? "Ar " : "", s->value ? s->value : "");
    mdoc_sentence("", s->help);
}

static const char *const rasdial_description[] = {
    "Dials an entry of a phonebook with pppd, ends a connection, shows it, or "
    "lists the connections that are established. "
    "With * as the password it is asked for.",
    "The words are those of Windows' rasdial, line by line, on standard "
    "output. On a terminal, one line that is rewritten shows what goes on "
    "while it dials.",
    "SIGINT (Ctrl-C), SIGTERM and SIGHUP hang up: rasdial ends when the port "
    "is free, with error 631. A second one does not wait for that. Once the "
    "connection is established rasdial has ended; what dials again after a "
    "drop is pppd.",
    "A member of group dip can dial without being root.",
};

/* A code with its name, as a reference to ras-error(7) would have it. */
static void status_item(int status, uint32_t code)
{
    const char *text = raserr_text(code);

    fprintf(mdoc_out, ".It %d\n", status);
    fprintf(mdoc_out, "%u:", (unsigned)code);
    mdoc_words(text ? text : "", 4);
    fputc('\n', mdoc_out);
}

/* The ones that scripts ask for; the others follow from the rule. */
static void exit_statuses(void)
{
    static const uint32_t codes[] = {
        RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
        RASERR_ERROR_USER_DISCONNECTION,
        RASERR_ERROR_PORT_NOT_AVAILABLE,
        RASERR_ERROR_REQUEST_TIMEOUT,
        RASERR_ERROR_NO_CONNECTION,
        RASERR_ERROR_LINE_BUSY,
        RASERR_ERROR_NO_ANSWER,
        RASERR_ERROR_NO_CARRIER,
        RASERR_ERROR_NO_DIALTONE,
        RASERR_ERROR_AUTHENTICATION_FAILURE,
        RASERR_ERROR_DIAL_ALREADY_IN_PROGRESS,
    };
    size_t i;

    mdoc_section("EXIT STATUS");
    fputs(".Bl -tag -width Ds\n", mdoc_out);
    fputs(".It 0\nSuccess: connected, or already connected; ended; listed.\n",
          mdoc_out);
    fputs(".It 1\nAny failure that has no status of its own: the command line "
          "was not\nunderstood, access was denied (5), no memory (8).\n",
          mdoc_out);
    fputs(".It 2 to 254\nThe RAS error code less 600, for the codes 602 to "
          "854 of\n.Xr ras-error 7 .\nAmong them:\n",
          mdoc_out);
    for (i = 0; i < sizeof(codes) / sizeof(*codes); i++)
        status_item(raserr_exit_status(codes[i]), codes[i]);
    fputs(".El\n.Pp\n", mdoc_out);
    mdoc_text(
        "With /TIMEOUT, 38 says that the time was over. With /STATUS and an "
        "entry, 0 is a connection, 156 one that is being made, and 68 none.");
}

#define RASDIAL_EVENT(name, text) {#name, NULL, text},
#define RASDIAL_KEY(name, type, text)
static const struct member {
    const char *name, *type, *text;
} json_events[] = {
#include "compat/rasdial_event.def"
};
#undef RASDIAL_EVENT
#undef RASDIAL_KEY

#define RASDIAL_EVENT(name, text)
#define RASDIAL_KEY(name, type, text) {#name, #type, text},
static const struct member json_keys[] = {
#include "compat/rasdial_event.def"
};
#undef RASDIAL_EVENT
#undef RASDIAL_KEY

static void members(const struct member *list, size_t n)
{
    size_t i;

    fputs(".Bl -tag -width Ds\n", mdoc_out);
    for (i = 0; i < n; i++) {
        fprintf(mdoc_out, ".It Ic %s%s%s\n", list[i].name,
                list[i].type ? " Pq " : "", list[i].type ? list[i].type : "");
        mdoc_sentence("", list[i].text);
    }
    fputs(".El\n", mdoc_out);
}

static void json_section(void)
{
    mdoc_section("JSON");
    mdoc_text(
        "With /JSON each line is an object in ASCII. The last one is the "
        "result, whatever has happened; only a command line that is not "
        "understood has none. A member that does not apply is absent; more "
        "may be added, so that an unknown one is no error. The events are:");
    members(json_events, sizeof(json_events) / sizeof(*json_events));
    fputs(".Pp\n", mdoc_out);
    mdoc_text("The members are:");
    members(json_keys, sizeof(json_keys) / sizeof(*json_keys));
}

static void rasdial_files(void)
{
    char kept[160];

    mdoc_section("FILES");
    fputs(".Bl -tag -width Ds\n", mdoc_out);
    mdoc_request(".It Pa", CONNREC_DIR "/PID.json");
    mdoc_text(
        "A connection that is there, by its pppd. Programs may read it: a "
        "JSON object.");
    mdoc_request(".It Pa", CONNREC_DIR "/last-UID-HASH.json");
    snprintf(kept, sizeof(kept),
             "How the last connection of an entry ended, in the same form; the "
             "last %d entries of each user are kept, until the next boot.",
             CONNREC_LAST_MAX);
    mdoc_text(kept);
    mdoc_request(".It Pa", BOOKS_SYSTEM);
    mdoc_text("The system's phonebook.");
    mdoc_request(".It Pa", BOOKS_CONFIG);
    mdoc_text("This machine's devices and locations.");
    fputs(".El\n", mdoc_out);
}

static void rasdial_page(void)
{
    size_t i;

    mdoc_head("RASDIAL", "1", "rasdial", "dial an entry of a phonebook");
    mdoc_section("SYNOPSIS");
    fputs(".Nm\n.Ar entry\n.Op Ar user Op Ar password | Cm *\n"
          ".Op Ar switches\n"
          ".Nm\n.Op Ar entry\n.Ic /DISCONNECT\n"
          ".Nm\n.Op Ar entry\n.Ic /STATUS\n.Nm\n",
          mdoc_out);
    mdoc_section("DESCRIPTION");
    MDOC_PARAGRAPHS(rasdial_description);
    fputs(".Pp\n", mdoc_out);
    mdoc_text(
        "Switches begin with / or --, their letter case does not matter, and "
        "-- alone ends them. A value follows a colon or an equals sign:");
    fputs(".Bl -tag -width Ds\n", mdoc_out);
    for (i = 0; i < rasdial_n_switches; i++)
        describe_switch(&rasdial_switches[i]);
    fputs(".El\n", mdoc_out);
    json_section();
    rasdial_files();
    exit_statuses();
    mdoc_section("SEE ALSO");
    fputs(".Xr rasphone 1 ,\n.Xr rasapi 3 ,\n.Xr ras.conf 5 ,\n"
          ".Xr rasphone.pbk 5 ,\n.Xr ras-error 7 ,\n.Xr pppd 8 ,\n"
          ".Xr rasdial.so 8\n",
          mdoc_out);
}

/* --- ras-error(7) */

static const char *const error_description[] = {
    "Whatever ends a dial or a connection has one number, that of Windows' "
    "remote access service, and the first cause counts. It is in the message "
    "and exit status of rasdial(1), in pppd's log (\"RAS error 676 (...)\"), "
    "in RAS_ERROR of the environment of ip-down, in the records below "
    "/run/ppp-rasdial, and what the functions of librasapi return.",
    "The detail that some advice speaks of is the line below rasdial's "
    "message, and what stands behind the code in pppd's log: the words of the "
    "modem, of the peer, or of this side. rasdial ENTRY /STATUS shows it "
    "again, also when the connection has gone.",
    "For each code: what it says, what usually is behind it on Linux, and what "
    "to check. \"Dialled again\" says whether pppd's persist and the entry's "
    "RedialAttempts try once more by themselves. A custom dialer may return "
    "any of the codes.",
};

static const char *const where_to_look[][2] = {
    {"rasphone check", "Mistakes in phonebooks, with their lines."},
    {"rasphone explain ENTRY", "What would be dialled: device, commands for "
                               "the modem, numbers, options of pppd."},
    {"rasphone devices", "The serial ports that are there, and what ras.conf "
                         "calls them."},
    {"rasdial ENTRY /VERBOSE", "Each step with its time, and the modem's "
                               "words."},
    {"rasdial ENTRY /STATUS", "How the last connection ended."},
    {"journalctl -t pppd", "pppd's log, and the plugin's; with pppd's option "
                           "debug each packet of the negotiation."},
    {"journalctl RAS_ERROR=691", "All ends with this code, where journald "
                                 "runs; RAS_ENTRY= has the entry."},
    {"dmesg", "The kernel's view of serial lines and USB modems."},
};

/* With an empty label the words alone, without words nothing. */
static void labelled(const char *label, const char *words)
{
    if (!words)
        return;
    if (label[0])
        fprintf(mdoc_out, ".Em %s :\n", label);
    mdoc_text(words);
}

static void describe_error(uint32_t code)
{
    const char *cause = raserr_cause(code);

    fprintf(mdoc_out, ".It Sy %u %s\n", (unsigned)code, raserr_name(code));
    mdoc_text(raserr_text(code));
    labelled("Usual cause", cause);
    labelled(cause ? "What to do" : "", raserr_advice(code));
    if (cause && code)
        labelled("Dialled again",
                 raserr_redial(code) == RASERR_LATER ? "yes." : "no.");
}

/* The codes from FIRST to LAST of which there is a row. */
static void describe_errors(const char *title, uint32_t first, uint32_t last)
{
    uint32_t code;
    size_t i;

    fprintf(mdoc_out, ".Ss %s\n.Bl -tag -width Ds\n", title);
    for (i = 0; raserr_code(i, &code); i++)
        if (code >= first && code <= last)
            describe_error(code);
    fputs(".El\n", mdoc_out);
}

static void error_page(void)
{
    size_t i;

    mdoc_head("RAS-ERROR", "7", "ras-error", "error codes of remote access");
    mdoc_section("DESCRIPTION");
    MDOC_PARAGRAPHS(error_description);
    fputs(".Pp\n", mdoc_out);
    mdoc_text("Where to look:");
    fputs(".Bl -tag -width Ds\n", mdoc_out);
    for (i = 0; i < sizeof(where_to_look) / sizeof(*where_to_look); i++) {
        mdoc_request(".It Ic", where_to_look[i][0]);
        mdoc_text(where_to_look[i][1]);
    }
    fputs(".El\n", mdoc_out);
    mdoc_section("CODES");
    describe_errors("Codes of Windows itself", 0, 599);
    describe_errors("Ports, phonebooks, modems and accounts", 600, 717);
    describe_errors("PPP, numbers and dialling", 718, 799);
    describe_errors("Servers, tunnels and certificates", 800, 899);
    describe_errors("Routers and dial-in servers", 900, 999);
    describe_errors("Further codes of Windows itself", 1000, UINT32_MAX);
    mdoc_section("SEE ALSO");
    fputs(".Xr rasdial 1 ,\n.Xr rasphone 1 ,\n.Xr rasapi 3 ,\n"
          ".Xr ras.conf 5 ,\n.Xr rasphone.pbk 5 ,\n.Xr pppd 8 ,\n"
          ".Xr rasdial.so 8\n",
          mdoc_out);
}

static const struct {
    const char *name;
    void (*write)(void);
} pages[] = {
    {"rasphone.pbk.5", pbk_page},     {"rasphone.1", rasphone_page},
    {"rasdial.1", rasdial_page},      {"ras-error.7", error_page},
    {"ras.conf.5", manual_conf_page},
};

static bool write_page(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
        if (strcmp(pages[i].name, name) == 0) {
            pages[i].write();
            return true;
        }
    return false;
}

int main(int argc, char **argv)
{
    mdoc_out = stdout;
    if (argc == 2 && write_page(argv[1]))
        return fflush(mdoc_out) == 0 && !ferror(mdoc_out) ? 0 : 1;
    fprintf(stderr, "usage: manual PAGE\n");
    return 1;
}
