/*
 * manual: writes the manual pages, in mdoc(7), from the tables that the
 * programs themselves are made of. `manual PAGE' prints one of them.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compat/books.h"
#include "compat/rasdial_options.h"
#include "compat/rasphone_effect.h"
#include "compat/rasphone_options.h"
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
    for (i = 0; i < sizeof(pbk_description) / sizeof(pbk_description[0]); i++) {
        fputs(i ? ".Pp\n" : "", to);
        text(pbk_description[i]);
    }
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

static void rasdial_page(void)
{
    size_t i;

    head("RASDIAL", "1", "rasdial", "dial an entry of a phonebook");
    section("SYNOPSIS");
    fputs(".Nm\n.Ar entry\n.Op Ar user Op Ar password | Cm *\n"
          ".Op Ar switches\n"
          ".Nm\n.Op Ar entry\n.Ic /DISCONNECT\n.Nm\n",
          to);
    section("DESCRIPTION");
    text("Dials an entry of a phonebook with pppd, ends a connection, or lists "
         "the connections. With * as the password it is asked for.");
    fputs(".Pp\n", to);
    text("Switches begin with / or --, their letter case does not matter, and "
         "-- alone ends them:");
    fputs(".Bl -tag -width Ds\n", to);
    for (i = 0; i < rasdial_n_switches; i++)
        describe_switch(&rasdial_switches[i]);
    fputs(".El\n", to);
    section("EXIT STATUS");
    text("0 for success. A RAS error code from 602 to 854 less 600: 91 for "
         "error 691. 1 for any other failure.");
    section("SEE ALSO");
    fputs(".Xr rasphone 1 ,\n.Xr rasphone.pbk 5 ,\n.Xr pppd 8\n", to);
}

static const struct {
    const char *name;
    void (*write)(void);
} pages[] = {
    {"rasphone.pbk.5", pbk_page},
    {"rasphone.1", rasphone_page},
    {"rasdial.1", rasdial_page},
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
    fprintf(stderr, "usage: manual rasphone.pbk.5 | rasphone.1 | rasdial.1\n");
    return 1;
}
