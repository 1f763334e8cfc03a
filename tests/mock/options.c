#include "tests/mock/shape.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/mock/options.h"

/* As pppd is linked: a plugin finds these. */
#pragma GCC visibility push(default)
int privileged_option;
char *option_source;
int option_priority = OPRIO_CFGFILE;
int default_device = 1;
char devnam[MAXPATHLEN];
int connect_delay = 1000, crtscts, inspeed, holdoff = 30;
pppd_bool persist, nodetach, demand, devnam_fixed;
#if !SHAPE_25
pppd_bool modem = 1;
#define use_modem modem
#else
static pppd_bool use_modem = 1;
bool ppp_get_modem(void)
{
    return use_modem;
}
#endif
#pragma GCC visibility pop

static struct protent ipcp, ipv6cp, ccp;

/* Options whose values only a test looks at. */
static struct {
    bool root, device_fixed;
    unsigned files;
    const char *directory;
    pppd_bool auth, allow_any_ip, refuse[5], holdoff_given;
    pppd_bool user_given, updetach, lock, multilink, noendpoint, novj;
    pppd_bool accept_local, accept_remote, no_default_ip, peer_dns;
    pppd_bool route, route_allowed, no_bsd, no_deflate, mppe, mppe128;
    int idle, maxfail, metric, debug;
    char user[MAXNAMELEN], password[MAXSECRETLEN], interface[32];
    char speed[16], addresses[64];
    char *ipparam, *connect, *bundle;
} value = {.route_allowed = 1};

static struct added {
    struct added *next;
    pppd_option *options;
} * added;

/* --- options with a syntax of their own */

static int set_device(char *word, char **argument, int doit)
{
    char path[MAXPATHLEN];
    struct stat st;

    (void)argument;
    if (!*word)
        return 0;
    snprintf(path, sizeof(path), "%s%s", *word == '/' ? "" : "/dev/", word);
    if (stat(path, &st) < 0 && !doit)
        return errno != ENOENT;
    if (!S_ISCHR(st.st_mode))
        return 0;
    if (doit) {
        snprintf(devnam, sizeof(devnam), "%s", path);
        default_device = 0;
    }
    return 1;
}

static int set_speed(char *word, char **argument, int doit)
{
    char *end;
    long number = strtol(word, &end, 0);

    (void)argument;
    if (end == word || *end || number == 0)
        return 0;
    if (doit) {
        inspeed = (int)number;
        snprintf(value.speed, sizeof(value.speed), "%ld", number);
    }
    return 1;
}

static int set_addresses(char *word, char **argument, int doit)
{
    char local[64];
    struct in_addr address;
    const char *colon = strchr(word, ':');

    (void)argument;
    if (!colon || (size_t)(colon - word) >= sizeof(local) ||
        strlen(word) >= sizeof(value.addresses))
        return 0;
    snprintf(local, sizeof(local), "%.*s", (int)(colon - word), word);
    if ((local[0] && inet_pton(AF_INET, local, &address) != 1) ||
        (colon[1] && inet_pton(AF_INET, colon + 1, &address) != 1))
        return 0;
    if (doit)
        snprintf(value.addresses, sizeof(value.addresses), "%s", word);
    return 1;
}

/* --- the tables */

/* A text that pppd calls char *, although nobody writes there. */
#define ROW(text, kind, place, how, ...)                                       \
    {                                                                          \
        .name = (char[]){text}, .type = (kind), .addr = (void *)(place),       \
        .flags = (how), __VA_ARGS__                                            \
    }

/* Flags as in pppd 2.4.9 and 2.5.2, which agree in all of these. */
static pppd_option general_options[] = {
    ROW("debug", o_int, &value.debug, OPT_INC | OPT_NOARG | 1),
    ROW("nodetach", o_bool, &nodetach, OPT_PRIO | 1),
    ROW("updetach", o_bool, &value.updetach, OPT_PRIOSUB | OPT_A2CLR | 1,
        .addr2 = &nodetach),
    ROW("holdoff", o_int, &holdoff, OPT_PRIO, .addr2 = &value.holdoff_given),
    ROW("idle", o_int, &value.idle, OPT_PRIO),
    ROW("persist", o_bool, &persist, OPT_PRIO | 1),
    ROW("nopersist", o_bool, &persist, OPT_PRIOSUB),
    ROW("demand", o_bool, &demand, OPT_INITONLY | 1, .addr2 = &persist),
    ROW("maxfail", o_int, &value.maxfail, OPT_PRIO),
    ROW("connect-delay", o_int, &connect_delay, OPT_PRIO),
    ROW("ifname", o_string, value.interface, OPT_PRIO | OPT_PRIV | OPT_STATIC,
        .upper_limit = sizeof(value.interface)),
    ROW("defaultroute-metric", o_int, &value.metric,
        OPT_PRIV | OPT_LLIMIT | OPT_INITONLY, .lower_limit = -1),
    ROW("bundle", o_string, &value.bundle, OPT_PRIO),
    ROW("multilink", o_bool, &value.multilink, OPT_PRIO | 1),
    ROW("nomultilink", o_bool, &value.multilink, OPT_PRIOSUB),
    {.name = NULL},
};

static pppd_option auth_options[] = {
    ROW("auth", o_bool, &value.auth, OPT_PRIO | 1),
    ROW("noauth", o_bool, &value.auth, OPT_PRIOSUB | OPT_PRIV,
        .addr2 = &value.allow_any_ip),
    ROW("refuse-pap", o_bool, &value.refuse[0], 1),
    ROW("refuse-chap", o_bool, &value.refuse[1], 1),
    ROW("refuse-mschap", o_bool, &value.refuse[2], 1),
    ROW("refuse-mschap-v2", o_bool, &value.refuse[3], 1),
    ROW("refuse-eap", o_bool, &value.refuse[4], 1),
    ROW("user", o_string, value.user, OPT_PRIO | OPT_STATIC,
        .addr2 = &value.user_given, .upper_limit = sizeof(value.user)),
    ROW("password", o_string, value.password, OPT_PRIO | OPT_STATIC | OPT_HIDE,
        .upper_limit = sizeof(value.password)),
    {.name = NULL},
};

static pppd_option tty_options[] = {
    /* The device name must be first: pppd looks there, and so does the shim. */
    ROW("device name", o_wild, (void *)set_device,
        OPT_DEVNAM | OPT_PRIVFIX | OPT_NOARG | OPT_A2STRVAL | OPT_STATIC,
        .addr2 = devnam),
    ROW("tty speed", o_wild, (void *)set_speed,
        OPT_PRIO | OPT_NOARG | OPT_A2STRVAL | OPT_STATIC, .addr2 = value.speed),
    ROW("lock", o_bool, &value.lock, OPT_PRIO | 1),
    ROW("nolock", o_bool, &value.lock, OPT_PRIOSUB | OPT_PRIV),
    ROW("connect", o_string, &value.connect, OPT_PRIO | OPT_PRIVFIX),
    ROW("crtscts", o_int, &crtscts, OPT_PRIO | OPT_NOARG | OPT_VAL(1)),
    ROW("nocrtscts", o_int, &crtscts, OPT_PRIOSUB | OPT_NOARG | OPT_VAL(-1)),
    ROW("modem", o_bool, &use_modem, OPT_PRIO | 1),
    ROW("local", o_bool, &use_modem, OPT_PRIOSUB),
    {.name = NULL},
};

static pppd_option protocol_options[] = {
    ROW("noip", o_bool, &ipcp.enabled_flag, 0),
    ROW("novj", o_bool, &value.novj, 1),
    ROW("ipcp-accept-local", o_bool, &value.accept_local, 1),
    ROW("ipcp-accept-remote", o_bool, &value.accept_remote, 1),
    ROW("ipparam", o_string, &value.ipparam, OPT_PRIO),
    ROW("noipdefault", o_bool, &value.no_default_ip, 1),
    ROW("defaultroute", o_bool, &value.route, OPT_ENABLE | 1,
        .addr2 = &value.route_allowed),
    ROW("nodefaultroute", o_bool, &value.route_allowed, OPT_A2CLR,
        .addr2 = &value.route),
    ROW("usepeerdns", o_bool, &value.peer_dns, 1),
    ROW("IP addresses", o_wild, (void *)set_addresses,
        OPT_NOARG | OPT_A2STRVAL | OPT_STATIC, .addr2 = value.addresses),
    ROW("+ipv6", o_bool, &ipv6cp.enabled_flag, OPT_PRIO | 1),
    ROW("noipv6", o_bool, &ipv6cp.enabled_flag, OPT_PRIOSUB),
    ROW("noccp", o_bool, &ccp.enabled_flag, 0),
    ROW("nobsdcomp", o_bool, &value.no_bsd, 1),
    ROW("nodeflate", o_bool, &value.no_deflate, 1),
    ROW("require-mppe", o_bool, &value.mppe, OPT_PRIO | 1),
    ROW("nomppe", o_bool, &value.mppe, OPT_PRIO),
    ROW("require-mppe-128", o_bool, &value.mppe128, OPT_PRIO | 1),
    ROW("noendpoint", o_bool, &value.noendpoint, 1),
    {.name = NULL},
};

/* The protocols that the plugin asks after, as IANA numbers them. */
static struct protent ipcp = {
    .protocol = 0x8021, .enabled_flag = 1, .options = protocol_options};
static struct protent ipv6cp = {.protocol = 0x8057, .enabled_flag = 1};
static struct protent ccp = {.protocol = 0x80fd, .enabled_flag = 1};
#pragma GCC visibility push(default)
struct protent *protocols[] = {&ipcp, &ipv6cp, &ccp, NULL};
#pragma GCC visibility pop

/* --- searching */

static bool is_called(pppd_option *o, char *word, bool wild)
{
    int (*match)(char *, char **, int);

    if (wild != (o->type == o_wild))
        return false;
    if (!wild)
        return strcmp(o->name, word) == 0;
    match = (int (*)(char *, char **, int))o->addr;
    return match(word, NULL, 0) != 0;
}

static pppd_option *find_in(pppd_option *table, char *word, bool wild)
{
    for (; table && table->name; table++)
        if (is_called(table, word, wild))
            return table;
    return NULL;
}

static pppd_option *find_pass(char *word, bool wild)
{
    pppd_option *o = find_in(general_options, word, wild);
    struct added *a;
    int i;

    if (!o)
        o = find_in(auth_options, word, wild);
    for (a = added; a && !o; a = a->next)
        o = find_in(a->options, word, wild);
    if (!o)
        o = find_in(the_channel->options, word, wild);
    for (i = 0; protocols[i] && !o; i++)
        o = find_in(protocols[i]->options, word, wild);
    return o;
}

/* Names come before words that only look like an option's. */
static pppd_option *find(char *word)
{
    pppd_option *o = find_pass(word, false);

    return o ? o : find_pass(word, true);
}

static bool takes_argument(const pppd_option *o)
{
    return o->type != o_bool && o->type != o_special_noarg &&
           (o->flags & OPT_NOARG) == 0;
}

/* A group's first row has the priority of all its rows. */
static pppd_option *group_of(pppd_option *o)
{
    while (o->flags & OPT_PRIOSUB)
        o--;
    return o;
}

/* --- one option */

static void refuse(const char *name, const char *why)
{
    char format[] = "%s option %s";

    option_error(format, name, why);
}

enum verdict { SET, SKIP, REFUSE };

/* Whose word stands: what came with a higher priority, skipped in silence. */
static enum verdict by_priority(const pppd_option *o, const pppd_option *group,
                                int priority)
{
    if ((group->flags & OPT_PRIO) == 0 || priority >= group->priority)
        return SET;
    if (priority != OPRIO_CMDLINE || group->priority <= OPRIO_ROOT)
        return SKIP;
    refuse(o->name, "cannot be overridden");
    return REFUSE;
}

static bool is_permitted(const pppd_option *o)
{
    const char *why = NULL;

    if ((o->flags & OPT_INITONLY) && phase != PHASE_INITIALIZE)
        why = "cannot be changed after initialization";
    else if ((o->flags & OPT_PRIV) && !privileged_option)
        why = "requires root privilege";
    else if ((o->flags & OPT_ENABLE) && !*(pppd_bool *)o->addr2)
        why = "is disabled";
    else if ((o->flags & OPT_DEVEQUIV) && value.device_fixed)
        why = "may not be changed now";
    if (why)
        refuse(o->name, why);
    return !why;
}

static bool set_number(pppd_option *o, char *const *argument)
{
    int preset = (signed char)(o->flags & OPT_VALUE);
    char *end;
    long number = 0;

    if (takes_argument(o)) {
        number = strtol(*argument, &end, 0);
        if (end == *argument || *end ||
            ((o->flags & OPT_LLIMIT) && number < o->lower_limit)) {
            refuse(o->name, "has a bad number");
            return false;
        }
    }
    if (o->flags & OPT_INC)
        preset += *(int *)o->addr;
    *(int *)o->addr = (int)number + preset;
    return true;
}

static bool set_string(pppd_option *o, char *const *argument)
{
    char **place = o->addr;

    if (o->flags & OPT_STATIC) {
        snprintf(o->addr, (size_t)o->upper_limit, "%s", *argument);
    } else {
        free(*place);
        *place = strdup(*argument);
    }
    if (o->flags & OPT_HIDE)
        memset(*argument, '?', strlen(*argument));
    return true;
}

static bool set(pppd_option *o, char *word, char **argument)
{
    switch (o->type) {
    case o_bool:
        *(pppd_bool *)o->addr = (o->flags & OPT_VALUE) != 0;
        return true;
    case o_int:
        return set_number(o, argument);
    case o_string:
        return set_string(o, argument);
    case o_wild:
        return ((int (*)(char *, char **, int))o->addr)(word, argument, 1);
    default:
        refuse(o->name, "is of a type that the mock does not know");
        return false;
    }
}

/* addr2 without a flag that says otherwise: "the option was given". */
static void tell_given(const pppd_option *o)
{
    const unsigned other = OPT_A2COPY | OPT_ENABLE | OPT_A2PRINTER |
                           OPT_A2STRVAL | OPT_A2LIST | OPT_A2OR;

    if (o->addr2 && (o->flags & other) == 0)
        *(pppd_bool *)o->addr2 = (o->flags & OPT_A2CLR) == 0;
}

static bool process(pppd_option *o, char *word, char **argument)
{
    pppd_option *group = group_of(o);
    int priority = option_priority;
    enum verdict verdict;

    if ((o->flags & OPT_PRIVFIX) && privileged_option)
        priority += OPRIO_ROOT;
    verdict = by_priority(o, group, priority);
    if (verdict != SET)
        return verdict == SKIP;
    if (!is_permitted(o) || !set(o, word, argument))
        return false;
    tell_given(o);
    group->source = option_source;
    group->priority = (short)priority;
    group->winner = (short)(o - group);
    return true;
}

/* --- reading words */

static int read_number(FILE *f, int first, int base, int digits)
{
    char text[4] = {(char)first};
    int c = first, n = 0;

    while (n < digits && c != EOF &&
           (base == 16 ? isxdigit(c) : c >= '0' && c <= '7')) {
        text[n++] = (char)c;
        c = getc(f);
    }
    ungetc(c, f);
    return (int)strtol(text, NULL, base);
}

/* What follows a backslash. */
static int read_escape(FILE *f, int c)
{
    static const char letters[] = "abfnrst", meanings[] = "\a\b\f\n\r \t";
    const char *at = c > 0 ? strchr(letters, c) : NULL;

    if (at)
        return meanings[at - letters];
    if (c >= '0' && c <= '7')
        return read_number(f, c, 8, 3);
    return c == 'x' ? read_number(f, getc(f), 16, 2) : c;
}

/* A character; PLAIN: it stands there itself, so that it has its meaning. */
static int read_character(FILE *f, bool *plain)
{
    int c = getc(f);

    *plain = true;
    while (c == '\\') {
        c = getc(f);
        if (c != '\n') {
            *plain = false;
            return read_escape(f, c);
        }
        c = getc(f);
    }
    return c;
}

/* To the first character of a word: over blanks, line ends and comments. */
static int skip_blanks(FILE *f, bool *plain)
{
    int c = read_character(f, plain);

    while (c != EOF && *plain && (isspace(c) || c == '#')) {
        if (c == '#')
            while ((c = getc(f)) != EOF && c != '\n')
                ;
        c = read_character(f, plain);
    }
    return c;
}

/* False at the end of the file, where an empty word counts as none. */
static bool read_word(FILE *f, char word[MAXWORDLEN])
{
    size_t n = 0;
    bool plain;
    int c = skip_blanks(f, &plain), quote = 0;

    for (; c != EOF; c = read_character(f, &plain)) {
        if (plain && !quote && (isspace(c) || c == '#')) {
            ungetc(c, f);
            break;
        }
        if (plain && quote && c == quote)
            quote = 0;
        else if (plain && !quote && (c == '"' || c == '\''))
            quote = c;
        else if (n < MAXWORDLEN - 1)
            word[n++] = (char)c;
    }
    word[n] = '\0';
    return c != EOF || n > 0;
}

static bool read_options(FILE *f)
{
    char word[MAXWORDLEN], text[MAXWORDLEN], *argument[] = {text};
    pppd_option *o;

    while (read_word(f, word)) {
        o = find(word);
        if (!o) {
            refuse(word, "is not known");
            return false;
        }
        if (takes_argument(o) && !read_word(f, text)) {
            refuse(word, "has no argument");
            return false;
        }
        if (!process(o, word, argument))
            return false;
    }
    return true;
}

/* Rows keep the pointer for good; each name is there once. */
static char *kept(const char *name)
{
    static struct kept {
        struct kept *next;
        char name[];
    } * names;
    struct kept *k = names;

    while (k && strcmp(k->name, name) != 0)
        k = k->next;
    if (k)
        return k->name;
    k = malloc(sizeof(*k) + strlen(name) + 1);
    if (!k)
        abort();
    memcpy(k->name, name, strlen(name) + 1);
    k->next = names;
    names = k;
    return k->name;
}

/* --- what a plugin calls */

#pragma GCC visibility push(default)

/* Privilege and source are put back; the priority is the caller's business. */
int options_from_file(char *filename, int must_exist, int check_prot, int priv)
{
    int old_privileged = privileged_option;
    char *old_source = option_source;
    FILE *f;
    bool done;

    (void)check_prot;
    f = fopen(filename, "re");
    if (!f && must_exist)
        refuse(filename, "file cannot be read");
    if (!f)
        return !must_exist;
    value.files++;
    privileged_option = priv;
    option_source = kept(filename);
    done = read_options(f);
    fclose(f);
    privileged_option = old_privileged;
    option_source = old_source;
    return done;
}

/* Changes the priority, and leaves it so. */
int options_for_tty(void)
{
    char path[MAXPATHLEN], name[MAXPATHLEN], *p;

    if (strncmp(devnam, "/dev/", 5) != 0)
        return 1;
    snprintf(name, sizeof(name), "%s", devnam + 5);
    for (p = name; *p; p++)
        if (*p == '/')
            *p = '.';
    if ((size_t)snprintf(path, sizeof(path), "%s/options.%s", value.directory,
                         name) >= sizeof(path))
        return 0;
    option_priority = OPRIO_CFGFILE;
    return options_from_file(path, 0, 0, 1);
}

int override_value(char *name, int priority, const char *source)
{
    pppd_option *o = find(name);

    if (!o)
        return 0;
    o = group_of(o);
    if ((o->flags & OPT_PRIO) && priority < o->priority)
        return 0;
    o->priority = (short)priority;
    o->source = source;
    o->winner = -1;
    return 1;
}

void add_options(pppd_option *options)
{
    struct added *a = malloc(sizeof(*a));

    if (!a)
        abort();
    *a = (struct added){added, options};
    added = a;
}
#pragma GCC visibility pop

/* --- what a test calls */

void options_begin(bool root, const char *directory)
{
    value.root = root;
    value.directory = directory;
}

static bool from_text(const char *text, int priority, bool roots,
                      const char *source)
{
    FILE *f = tmpfile();
    bool done;

    if (!f)
        return false;
    fputs(text, f);
    fputc('\n', f);
    rewind(f);
    option_priority = priority;
    privileged_option = roots;
    option_source = kept(source);
    done = read_options(f);
    fclose(f);
    return done;
}

bool options_system(const char *text)
{
    return from_text(text, OPRIO_CFGFILE, true, "/etc/ppp/options");
}

bool options_command_line(const char *text)
{
    return from_text(text, OPRIO_CMDLINE, value.root, "command line");
}

/* `call' is an option of the command line, and has its priority. */
bool options_peers(const char *text)
{
    bool done = from_text(text, OPRIO_CMDLINE, true, "/etc/ppp/peers");

    privileged_option = value.root;
    option_source = kept("command line");
    return done;
}

void options_fix_device(void)
{
    value.device_fixed = true;
}

void *options_tty(void)
{
    return tty_options;
}

static pppd_option *named(const char *name)
{
    char word[64];
    pppd_option *o;

    snprintf(word, sizeof(word), "%s", name);
    o = find_pass(word, false);
    if (o)
        return o;
    for (o = tty_options; o->name && strcmp(o->name, name) != 0;)
        o++;
    return o->name ? o : NULL;
}

int options_number(const char *name)
{
    const pppd_option *o = named(name);

    if (!o)
        return -1;
    return o->type == o_bool ? *(pppd_bool *)o->addr : *(int *)o->addr;
}

const char *options_text(const char *name)
{
    const pppd_option *o = named(name);
    const char *text = NULL;

    if (o && o->type == o_wild)
        text = o->addr2;
    else if (o && o->type == o_string)
        text = o->flags & OPT_STATIC ? o->addr : *(char **)o->addr;
    return text ? text : "";
}

const char *options_addresses(void)
{
    return value.addresses;
}

int options_priority(const char *name)
{
    pppd_option *o = named(name);

    return o ? group_of(o)->priority : -1;
}

unsigned options_files(void)
{
    return value.files;
}

unsigned options_count(const char *name)
{
    const struct added *a;
    const pppd_option *o;
    unsigned n = 0;

    for (a = added; a; a = a->next)
        for (o = a->options; o->name; o++)
            n += strcmp(o->name, name) == 0;
    return n;
}
