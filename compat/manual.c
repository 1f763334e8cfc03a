/*
 * manual: writes the manual pages, in mdoc(7), from the tables that the
 * programs themselves are made of. `manual PAGE' prints one of them.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compat/books.h"
#include "compat/connrec.h"
#include "compat/rasdial_options.h"
#include "compat/rasphone_effect.h"
#include "compat/rasphone_options.h"
#include "compat/raserr.h"
#include "conf/pbk_keys.h"

#define MANUAL_DATE "November 22, 2026"

/* mandoc(1) complains of lines that are longer than 80 characters. */
#define WIDTH 78

static FILE *to;

/* --- mdoc: text that nothing in it is taken for a request */

/* Two hyphens would be set as a dash. */
static void put_word(const char *word, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        if (word[i] == '\\')
            fputs("\\e", to);
        else if (word[i] == '-' &&
                 (word[i + 1] == '-' || (i > 0 && word[i - 1] == '-')))
            fputs("\\-", to);
        else
            fputc(word[i], to);
    }
}

/* A word at the start of a line must not look like a request. */
static void begin_line(const char *word)
{
    if (*word == '.' || *word == '\'')
        fputs("\\&", to);
}

/* Each sentence begins a line, as mdoc wants it. */
static bool ends_sentence(const char *word, size_t n)
{
    return n > 1 && word[n - 1] == '.';
}

/* TEXT as lines; COLUMN is where the current line is, 0 at its start. */
static size_t put_words(const char *text, size_t column)
{
    size_t n;

    for (; *text; text += n) {
        text += strspn(text, " ");
        n = strcspn(text, " ");
        if (column && column + n + 1 > WIDTH) {
            fputc('\n', to);
            column = 0;
        } else if (column) {
            fputc(' ', to);
            column++;
        }
        if (!column)
            begin_line(text);
        put_word(text, n);
        column += n;
        if (ends_sentence(text, n) && text[n]) {
            fputc('\n', to);
            column = 0;
        }
    }
    return column;
}

static void text(const char *words)
{
    put_words(words, 0);
    fputc('\n', to);
}

/* A sentence: the tables have phrases. */
static void sentence(const char *before, const char *words)
{
    char line[1024];
    size_t n;

    snprintf(line, sizeof(line), "%s%s", before, words);
    n = strlen(line);
    if (line[0] >= 'a' && line[0] <= 'z')
        line[0] = (char)(line[0] - 'a' + 'A');
    if (n && n < sizeof(line) - 1 && line[n - 1] != '.')
        memcpy(line + n, ".", 2);
    text(line);
}

/* A request, with ARGUMENT as its one argument. */
static void request(const char *name, const char *argument)
{
    fprintf(to, "%s \\&", name);
    put_word(argument, strlen(argument));
    fputc('\n', to);
}

static void section(const char *name)
{
    fprintf(to, ".Sh %s\n", name);
}

static void paragraphs(const char *const *list, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        fputs(i ? ".Pp\n" : "", to);
        text(list[i]);
    }
}

#define PARAGRAPHS(list) paragraphs(list, sizeof(list) / sizeof(*(list)))

static void head(const char *page, const char *number, const char *name,
                 const char *description)
{
    fputs(".\\\" Made by manual from the tables of the program.\n", to);
    fprintf(to, ".Dd %s\n.Dt %s %s\n.Os\n", MANUAL_DATE, page, number);
    section("NAME");
    fprintf(to, ".Nm %s\n.Nd %s\n", name, description);
}

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
    sentence("", line);
}

static void describe_spellings(const struct pbk_key *key)
{
    const struct pbk_alias *alias;

    for (alias = pbk_aliases; alias->spelling; alias++)
        if (&pbk_keys[alias->key] == key)
            sentence("also spelt ", alias->spelling);
}

/* What it means, and what it does here. */
static void describe_effect(const struct pbk_key *key)
{
    const char *none = effect_none(key);
    const struct pbk_key *other;
    char line[128];
    int64_t value;

    if (none != key->effect)
        sentence("", key->effect);
    if (none)
        sentence("No effect: ", none);
    other = effect_only(key, &value);
    if (other) {
        snprintf(line, sizeof(line), "It counts only with %s=%lld.",
                 other->name, (long long)value);
        text(line);
    }
}

static void describe_key(const struct pbk_key *key)
{
    request(".It Ic", key->name);
    describe_value(key);
    describe_spellings(key);
    describe_effect(key);
}

static void describe_scope(enum pbk_scope scope)
{
    size_t i;

    fprintf(to, ".Ss %s\n.Bl -tag -width Ds\n", scopes[scope]);
    for (i = 0; i < PBK_KEYS; i++)
        if (pbk_keys[i].scope == scope)
            describe_key(&pbk_keys[i]);
    fputs(".El\n", to);
}

static void files(void)
{
    section("FILES");
    fputs(".Bl -tag -width Ds\n", to);
    request(".It Pa", BOOKS_SYSTEM_DIR "/" BOOKS_NAME);
    text("The system's phonebook.");
    request(".It Pa", "$XDG_CONFIG_HOME/ppp-rasdial/" BOOKS_NAME);
    text("A user's own phonebook; ~/.config stands for an unset variable.");
    request(".It Pa", BOOKS_CONFIG);
    text("This machine's devices and locations.");
    fputs(".El\n.Pp\n", to);
    text("Beside the phonebooks, all files that end in .pbk and .cfg are "
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

    head("RASPHONE.PBK", "5", "rasphone.pbk",
         "phonebook of remote access connections");
    section("DESCRIPTION");
    PARAGRAPHS(pbk_description);
    for (i = 0; i < N_SCOPES; i++)
        describe_scope((enum pbk_scope)i);
    files();
    section("SEE ALSO");
    fputs(".Xr rasdial 1 ,\n.Xr rasphone 1 ,\n.Xr pppd 8\n", to);
}

/* --- rasphone(1) */

static void describe_option(const struct rasphone_option *o)
{
    if (o->letter)
        fprintf(to, ".It Fl %c , Fl -%s", o->letter, o->name);
    else
        fprintf(to, ".It Fl -%s", o->name);
    fprintf(to, "%s%s\n", o->value ? " Ar " : "", o->value ? o->value : "");
    sentence("", o->help);
}

/* The last \& keeps dots from being taken for the end of a sentence. */
static void describe_words(const struct rasphone_command *c)
{
    if (c->words[0])
        fprintf(to, ".It Cm %s Ar %s\\&\n", c->name, c->words);
    else
        fprintf(to, ".It Cm %s\n", c->name);
}

static void rasphone_page(void)
{
    size_t i;

    head("RASPHONE", "1", "rasphone",
         "show, check, explain and change phonebook entries");
    section("SYNOPSIS");
    fputs(".Nm\n.Op Ar options\n.Ar command\n.Op Ar words\n", to);
    section("DESCRIPTION");
    text("Works with the entries of Windows phonebooks, rasphone.pbk(5), and "
         "of phonebooks in libconfig's form. The commands are:");
    fputs(".Bl -tag -width Ds\n", to);
    for (i = 0; i < RASPHONE_COMMANDS; i++) {
        describe_words(&rasphone_commands[i]);
        text(rasphone_commands[i].manual);
    }
    fputs(".El\n.Pp\n", to);
    text("The options are:");
    fputs(".Bl -tag -width Ds\n", to);
    for (i = 0; i < rasphone_n_options; i++)
        describe_option(&rasphone_option_table[i]);
    fputs(".El\n.Pp\n", to);
    text("An entry is looked up in the system's phonebook, then in the other "
         "ones beside it, then in the user's own and those beside that; the "
         "first one found counts. Windows reads the same books in an order "
         "that it does not document.");
    files();
    section("EXIT STATUS");
    fputs(".Bl -tag -width Ds\n", to);
    fputs(".It 0\nSuccess.\n", to);
    fputs(".It 1\nFailure, an entry that cannot be dialled, or warnings of\n"
          ".Cm check .\n",
          to);
    fputs(".It 2\nErrors of\n.Cm check .\n", to);
    fputs(".It 64\nThe command line was not understood.\n.El\n", to);
    section("SEE ALSO");
    fputs(".Xr rasdial 1 ,\n.Xr rasphone.pbk 5 ,\n.Xr pppd 8\n", to);
}

/* --- rasdial(1) */

static void describe_switch(const struct rasdial_switch *s)
{
    if (!s->help)
        return;
    fprintf(to, ".It Ic /%s%s%s%s\n", s->name, s->value ? " : " : "",
            s->value ? "Ar " : "", s->value ? s->value : "");
    sentence("", s->help);
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

    fprintf(to, ".It %d\n", status);
    fprintf(to, "%u:", (unsigned)code);
    put_words(text ? text : "", 4);
    fputc('\n', to);
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

    section("EXIT STATUS");
    fputs(".Bl -tag -width Ds\n", to);
    fputs(".It 0\nSuccess: connected, or already connected; ended; listed.\n",
          to);
    fputs(".It 1\nAny failure that has no status of its own: the command line "
          "was not\nunderstood, access was denied (5), no memory (8).\n",
          to);
    fputs(".It 2 to 254\nThe RAS error code less 600, for the codes 602 to "
          "854 of\n.Xr ras-error 7 .\nAmong them:\n",
          to);
    for (i = 0; i < sizeof(codes) / sizeof(*codes); i++)
        status_item(raserr_exit_status(codes[i]), codes[i]);
    fputs(".El\n.Pp\n", to);
    text("With /TIMEOUT, 38 says that the time was over. With /STATUS and an "
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

    fputs(".Bl -tag -width Ds\n", to);
    for (i = 0; i < n; i++) {
        fprintf(to, ".It Ic %s%s%s\n", list[i].name, list[i].type ? " Pq " : "",
                list[i].type ? list[i].type : "");
        sentence("", list[i].text);
    }
    fputs(".El\n", to);
}

static void json_section(void)
{
    section("JSON");
    text("With /JSON each line is an object in ASCII. The last one is the "
         "result, whatever has happened; only a command line that is not "
         "understood has none. A member that does not apply is absent; more "
         "may be added, so that an unknown one is no error. The events are:");
    members(json_events, sizeof(json_events) / sizeof(*json_events));
    fputs(".Pp\n", to);
    text("The members are:");
    members(json_keys, sizeof(json_keys) / sizeof(*json_keys));
}

static void rasdial_files(void)
{
    char kept[160];

    section("FILES");
    fputs(".Bl -tag -width Ds\n", to);
    request(".It Pa", CONNREC_DIR "/PID.json");
    text("A connection that is there, by its pppd. Programs may read it: a "
         "JSON object.");
    request(".It Pa", CONNREC_DIR "/last-UID-HASH.json");
    snprintf(kept, sizeof(kept),
             "How the last connection of an entry ended, in the same form; the "
             "last %d entries of each user are kept, until the next boot.",
             CONNREC_LAST_MAX);
    text(kept);
    request(".It Pa", BOOKS_SYSTEM_DIR "/" BOOKS_NAME);
    text("The system's phonebook.");
    request(".It Pa", BOOKS_CONFIG);
    text("This machine's devices and locations.");
    fputs(".El\n", to);
}

static void rasdial_page(void)
{
    size_t i;

    head("RASDIAL", "1", "rasdial", "dial an entry of a phonebook");
    section("SYNOPSIS");
    fputs(".Nm\n.Ar entry\n.Op Ar user Op Ar password | Cm *\n"
          ".Op Ar switches\n"
          ".Nm\n.Op Ar entry\n.Ic /DISCONNECT\n"
          ".Nm\n.Op Ar entry\n.Ic /STATUS\n.Nm\n",
          to);
    section("DESCRIPTION");
    PARAGRAPHS(rasdial_description);
    fputs(".Pp\n", to);
    text("Switches begin with / or --, their letter case does not matter, and "
         "-- alone ends them. A value follows a colon or an equals sign:");
    fputs(".Bl -tag -width Ds\n", to);
    for (i = 0; i < rasdial_n_switches; i++)
        describe_switch(&rasdial_switches[i]);
    fputs(".El\n", to);
    json_section();
    rasdial_files();
    exit_statuses();
    section("SEE ALSO");
    fputs(".Xr rasphone 1 ,\n.Xr rasphone.pbk 5 ,\n.Xr ras-error 7 ,\n"
          ".Xr pppd 8\n",
          to);
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
        fprintf(to, ".Em %s :\n", label);
    text(words);
}

static void describe_error(uint32_t code)
{
    const char *cause = raserr_cause(code);

    fprintf(to, ".It Sy %u %s\n", (unsigned)code, raserr_name(code));
    text(raserr_text(code));
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

    fprintf(to, ".Ss %s\n.Bl -tag -width Ds\n", title);
    for (i = 0; raserr_code(i, &code); i++)
        if (code >= first && code <= last)
            describe_error(code);
    fputs(".El\n", to);
}

static void error_page(void)
{
    size_t i;

    head("RAS-ERROR", "7", "ras-error", "error codes of remote access");
    section("DESCRIPTION");
    PARAGRAPHS(error_description);
    fputs(".Pp\n", to);
    text("Where to look:");
    fputs(".Bl -tag -width Ds\n", to);
    for (i = 0; i < sizeof(where_to_look) / sizeof(*where_to_look); i++) {
        request(".It Ic", where_to_look[i][0]);
        text(where_to_look[i][1]);
    }
    fputs(".El\n", to);
    section("CODES");
    describe_errors("Codes of Windows itself", 0, 599);
    describe_errors("Ports, phonebooks, modems and accounts", 600, 717);
    describe_errors("PPP, numbers and dialling", 718, 799);
    describe_errors("Servers, tunnels and certificates", 800, 899);
    describe_errors("Routers and dial-in servers", 900, 999);
    describe_errors("Further codes of Windows itself", 1000, UINT32_MAX);
    section("SEE ALSO");
    fputs(".Xr rasdial 1 ,\n.Xr rasphone 1 ,\n.Xr rasphone.pbk 5 ,\n"
          ".Xr pppd 8\n",
          to);
}

static const struct {
    const char *name;
    void (*write)(void);
} pages[] = {
    {"rasphone.pbk.5", pbk_page},
    {"rasphone.1", rasphone_page},
    {"rasdial.1", rasdial_page},
    {"ras-error.7", error_page},
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
    to = stdout;
    if (argc == 2 && write_page(argv[1]))
        return fflush(to) == 0 && !ferror(to) ? 0 : 1;
    fprintf(stderr, "usage: manual rasphone.pbk.5 | rasphone.1 | rasdial.1 | "
                    "ras-error.7\n");
    return 1;
}
