/*
 * fuzz_settings - an entry's settings as options for pppd: whatever the entry
 * says, pppd reads one option that is known with as many words as it has, and
 * the words are those of the entry.
 *
 * Under test: compat/settings.c
 */
#include "compat/settings.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "compat/choice.h"
#include "conf/pbk.h"
#include "conf/phonebook.h"
#include "conf/ras_conf_keys.h"
#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

enum { ENTRIES = 8, WORDS = 4, WORD = 1024 }; /* pppd's MAXWORDLEN */

/* An option and the number of its arguments. */
static const struct known {
    const char *name;
    size_t arguments;
} options[] = {
    {"refuse-pap", 0},
    {"refuse-chap", 0},
    {"refuse-mschap", 0},
    {"refuse-mschap-v2", 0},
    {"refuse-eap", 0},
    {"auth", 0},
    {"noauth", 0},
    {"user", 1},
    {"nomppe", 0},
    {"require-mppe", 0},
    {"require-mppe-128", 0},
    {"noccp", 0},
    {"nobsdcomp", 0},
    {"nodeflate", 0},
    {"novj", 0},
    {"noendpoint", 0},
    {"multilink", 0},
    {"callback", 1},
    {"noip", 0},
    {"noipv6", 0},
    {"ipcp-accept-local", 0},
    {"ipcp-accept-remote", 0},
    {"noipdefault", 0},
    {"usepeerdns", 0},
    {"defaultroute", 0},
    {"nodefaultroute", 0},
    {"defaultroute-metric", 1},
    {"defaultroute6", 0},
    {"persist", 0},
    {"defaultroute6-metric", 1},
    {"nopersist", 0},
    {"maxfail", 1},
    {"holdoff", 1},
    {"idle", 1},
    {"ipparam", 1},
    {"crtscts", 0},
    {"nocrtscts", 0},
    {"mtu", 1},
    {"mru", 1},
    {"local", 0},
};

/* --- pppd's getword(), for what is written by settings_quote() */

struct words {
    char text[WORDS][WORD];
    size_t n;
};

/* One word from *S, up to END; what is not expected here is a finding. */
static void read_word(const char **s, const char *end, char out[WORD])
{
    bool quoted = false;
    size_t n = 0;

    for (; *s < end && (quoted || !isspace((unsigned char)**s)); ++*s) {
        HOLDS(quoted || (**s != '#' && **s != '\\' && **s != '\''));
        HOLDS(!iscntrl((unsigned char)**s));
        if (**s == '"') {
            quoted = !quoted;
            continue;
        }
        if (**s == '\\') {
            ++*s;
            HOLDS(*s < end && (**s == '"' || **s == '\\'));
        }
        HOLDS(n < WORD - 1);
        out[n++] = **s;
    }
    HOLDS(!quoted);
    out[n] = '\0';
}

static void read_words(const char *s, size_t length, struct words *w)
{
    const char *end = s + length;

    for (w->n = 0; s < end; w->n++) {
        HOLDS(w->n < WORDS);
        read_word(&s, end, w->text[w->n]);
        while (s < end && *s == ' ')
            s++;
    }
}

static bool is_known(const struct words *w)
{
    const char *first = w->text[0];
    size_t i, n = strlen(first);

    for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        if (strcmp(options[i].name, first) == 0)
            return w->n == 1 + options[i].arguments;
    /* The speed, and our address with its colon. */
    return w->n == 1 && n > 0 &&
           (strspn(first, "0123456789") == n ||
            (strspn(first, "0123456789.") == n - 1 && first[n - 1] == ':'));
}

static void check_options(const struct settings *s,
                          const struct settings_request *r)
{
    static struct words w;
    size_t i;

    for (i = 0; i < s->n_options; i++) {
        HOLDS(s->options[i].start + s->options[i].length <= s->length);
        HOLDS(s->options[i].keys && text_is_printable(s->options[i].reason));
        read_words(s->text + s->options[i].start, s->options[i].length, &w);
        HOLDS(w.n > 0 && is_known(&w));
        if (strcmp(w.text[0], "user") == 0)
            HOLDS(strcmp(w.text[1], r->user) == 0);
        if (strcmp(w.text[0], "ipparam") == 0)
            HOLDS(strcmp(w.text[1], r->entry->name) == 0);
        HOLDS(strcmp(w.text[0], "noauth") != 0 || r->trusted);
    }
}

static void make(const struct entry *entry, struct settings_request *r)
{
    static struct settings s;
    struct ras_device line;
    size_t i;

    r->entry = entry;
    if (!choice_media(entry, &r->media, &r->device))
        return;
    ras_device_defaults(r->device->type == ENTRY_DEVICE_PPPOE ? RAS_DEVICE_PPPOE
                        : r->own_line ? RAS_DEVICE_DIRECT
                                      : RAS_DEVICE_MODEM,
                        &line);
    r->line = &line;
    settings_make(&s, r);
    HOLDS((s.error != 0) == (s.reason[0] != '\0'));
    HOLDS(text_is_printable(s.reason));
    HOLDS(s.n_options <= SETTINGS_OPTIONS && s.length < SETTINGS_MAX);
    for (i = 0; i < s.n_notes; i++)
        HOLDS(text_is_printable(s.notes[i].text));
    check_options(&s, r);
}

static void load(int fd, const char *name, struct settings_request *r)
{
    struct entry *entry;

    if (phonebook_load_entry(fd, "input.pbk", name, &entry, NULL) == CONF_OK)
        make(entry, r);
    entry_free(entry);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    unsigned flags = fuzz_byte(&in);
    struct settings_request r = {.trusted = flags & 1,
                                 .own_line = flags & 2,
                                 .demand = flags & 4,
                                 .controlled = flags & 8,
                                 .pausable = flags & 16};
    char user[256], callback[256], saved[256];
    struct pbk_entry entry;
    struct pbk_walk walk;
    struct pbk book;
    int fd, i;

    fuzz_text(&in, user);
    fuzz_text(&in, callback);
    fuzz_text(&in, saved);
    r.user = flags & 32 ? user : NULL;
    r.callback = flags & 64 ? callback : NULL;
    r.saved_callback = flags & 128 ? saved : "";
    fd = fuzz_file(in.at, in.left);
    pbk_open(&book, "input", (const char *)in.at, in.left, NULL);
    walk = pbk_entries(&book);
    for (i = 0; i < ENTRIES && pbk_next_entry(&walk, &entry); i++) {
        struct buf name = buf_new(PBK_NAME_MAX * 4);

        if (text_decode(entry.name.at, entry.name.n, entry.charset, &name) ==
            CONF_OK)
            load(fd, buf_text(&name), &r);
        buf_free(&name);
    }
    close(fd);
    return 0;
}
