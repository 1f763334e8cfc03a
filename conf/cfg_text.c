#include "conf/cfg_text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/cfg_memory.h"
#include "conf/file.h"

/* Settings and elements in all: 10,000 entries as Windows 11 writes them. */
#define MAX_SETTINGS (2u << 20)
/* Names that libconfig compares while it builds the groups: about a second. */
#define MAX_COMPARED ((size_t)1 << 27)

/* From line FIRST of the text on, it is FILE's, from its line LINE on. */
struct cfg_segment {
    unsigned first, line;
    const char *file;
};

struct cfg_file {
    struct cfg_file *next;
    char name[];
};

/* --- what libconfig's scanner will see */

/* Its start conditions; the comment to the line's end is one here, too. */
enum state { NORMAL, STRING, LINE_COMMENT, BLOCK_COMMENT };

struct lexer {
    enum state state;
    unsigned line;
    unsigned depth;
    size_t members[CFG_TEXT_MAX_DEPTH + 1]; /* so far, of each open group */
    size_t settings, compared;
    const char *beyond; /* the limit that was exceeded */
    cfg_comment_found *found;
    void *context;
    bool stopped;
};

static size_t begin_comment(struct lexer *l, enum state state, size_t length)
{
    l->state = state;
    if (l->found && !l->found(l->context, l->line))
        l->stopped = true;
    return length;
}

static void open_group(struct lexer *l)
{
    if (l->depth == CFG_TEXT_MAX_DEPTH) {
        l->beyond = "groups in groups";
        return;
    }
    l->members[++l->depth] = 0;
    l->settings++;
}

static void close_group(struct lexer *l)
{
    if (l->depth)
        l->depth--;
}

/* '=' and ':' stand between a name and its value. */
static void count_setting(struct lexer *l)
{
    l->compared += l->members[l->depth]++;
    l->settings++;
    if (l->members[l->depth] > CFG_TEXT_MAX_MEMBERS ||
        l->compared > MAX_COMPARED)
        l->beyond = "settings in its groups";
}

/* What a byte can begin outside of texts and comments. */
enum { PLAIN, OPEN, CLOSE, ASSIGN, COMMA, QUOTE, HASH, SLASH, LINE_END };

static const unsigned char kinds[UCHAR_MAX + 1] = {
    ['{'] = OPEN,      ['['] = OPEN,  ['('] = OPEN,   ['}'] = CLOSE,
    [']'] = CLOSE,     [')'] = CLOSE, ['='] = ASSIGN, [':'] = ASSIGN,
    [','] = COMMA,     ['"'] = QUOTE, ['#'] = HASH,   ['/'] = SLASH,
    ['\n'] = LINE_END,
};

static size_t begin_slash(struct lexer *l, const char *at)
{
    if (at[1] == '/')
        return begin_comment(l, LINE_COMMENT, 2);
    if (at[1] == '*')
        return begin_comment(l, BLOCK_COMMENT, 2);
    return 1;
}

/*
 * Each of these takes the bytes at AT that belong together, at least one, and
 * says how many. A line's end ends all of them.
 */
static size_t in_normal(struct lexer *l, const char *at)
{
    size_t n = 0;

    while (kinds[(unsigned char)at[n]] == PLAIN)
        n++;
    if (n)
        return n;
    switch (kinds[(unsigned char)at[0]]) {
    case OPEN:
        open_group(l);
        break;
    case CLOSE:
        close_group(l);
        break;
    case ASSIGN:
        count_setting(l);
        break;
    case COMMA:
        l->settings++;
        break;
    case QUOTE:
        l->state = STRING;
        break;
    case HASH:
        return begin_comment(l, LINE_COMMENT, 1);
    case SLASH:
        return begin_slash(l, at);
    }
    if (l->settings > MAX_SETTINGS)
        l->beyond = "settings";
    return 1;
}

static size_t in_string(struct lexer *l, const char *at)
{
    size_t n = strcspn(at, "\"\\\n");

    if (n)
        return n;
    if (at[0] == '"')
        l->state = NORMAL;
    return at[0] == '\\' && (at[1] == '"' || at[1] == '\\') ? 2 : 1;
}

static size_t in_line_comment(struct lexer *l, const char *at)
{
    size_t n = strcspn(at, "\n");

    if (!n)
        l->state = NORMAL;
    return n ? n : 1;
}

static size_t in_block_comment(struct lexer *l, const char *at)
{
    if (at[0] != '*' || at[1] != '/')
        return 1;
    l->state = NORMAL;
    return 2;
}

/* AT is a line with its end: nothing that belongs together is cut in two. */
static void lex_line(struct lexer *l, const char *at, size_t n)
{
    static size_t (*const states[])(struct lexer *, const char *) = {
        [NORMAL] = in_normal,
        [STRING] = in_string,
        [LINE_COMMENT] = in_line_comment,
        [BLOCK_COMMENT] = in_block_comment,
    };
    const char *end = at + n;

    while (at < end && !l->beyond && !l->stopped)
        at += states[l->state](l, at);
    l->line++;
}

static size_t line_length(const char *at, const char *end)
{
    const char *lf = memchr(at, '\n', (size_t)(end - at));

    return lf ? (size_t)(lf - at) + 1 : (size_t)(end - at);
}

void cfg_text_comments(const struct cfg_text *t, cfg_comment_found *found,
                       void *context)
{
    struct lexer l = {.line = 1, .found = found, .context = context};
    const char *at = t->bytes.bytes, *end = at + t->bytes.used;
    size_t n;

    for (; at < end && !l.stopped; at += n) {
        n = line_length(at, end);
        lex_line(&l, at, n);
    }
}

/* --- files that root vouches for */

static bool is_roots_own(const struct stat *st)
{
    return st->st_uid == 0 && !(st->st_mode & (S_IWGRP | S_IWOTH));
}

bool cfg_text_may_include(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && is_roots_own(&st);
}

/* Why FD is not to be read; NULL if nothing is wrong with it. */
static const char *objection(int fd)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return strerror(errno);
    if (is_roots_own(&st))
        return NULL;
    if (!S_ISDIR(st.st_mode))
        return "somebody else than root can write it";
    return "somebody else than root can write a directory on the way to it";
}

/* The next part of the path at *PATH, which moves behind it; false at the end
 */
static bool next_part(const char **path, char part[NAME_MAX + 1])
{
    size_t n;

    *path += strspn(*path, "/");
    n = strcspn(*path, "/");
    if (!n || n > NAME_MAX)
        return false;
    memcpy(part, *path, n);
    part[n] = '\0';
    *path += n;
    return true;
}

/* One step down from DIRECTORY, which is closed. */
static int step(int directory, const char *part, bool last)
{
    int flags = last ? O_RDONLY | O_NONBLOCK | O_NOCTTY : O_PATH | O_DIRECTORY;
    int fd = openat(directory, part, flags | O_NOFOLLOW | O_CLOEXEC);
    int error = errno;

    close(directory);
    errno = error;
    return fd;
}

/*
 * Opens the file that the absolute PATH names, part by part: each directory is
 * checked on the descriptor that the next step starts from. *WHY is what is
 * wrong when that fails.
 */
static int open_roots(const char *path, const char **why)
{
    int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    char part[NAME_MAX + 1];

    *why = NULL;
    while (fd >= 0 && !(*why = objection(fd)) && next_part(&path, part)) {
        if (strcmp(part, "..") == 0)
            *why = "a name with \"..\" is not followed";
        else
            fd = step(fd, part, !path[strspn(path, "/")]);
        if (*why)
            break;
    }
    if (fd < 0)
        *why = errno == ELOOP || errno == ENOTDIR
                   ? "a symbolic link or no directory is on the way to it"
                   : strerror(errno);
    else if (!*why && path[0])
        *why = strerror(ENAMETOOLONG);
    if (*why && fd >= 0)
        close(fd);
    return *why ? -1 : fd;
}

/* --- expanding */

/* The files that are open at a moment: one includes the next. */
struct source {
    const struct source *parent;
    const char *name;
    dev_t device;
    ino_t inode;
    unsigned depth;
    unsigned line;
};

struct expansion {
    struct cfg_text *text;
    struct lexer lexer;
    bool includes;
    struct conf_problem *p;
};

static enum conf_result expand(struct expansion *x, struct source *source,
                               const char *at, size_t n);

static enum conf_result refuse(const struct expansion *x,
                               const struct source *s, const char *why)
{
    return conf_fail(x->p, CONF_FORMAT, "%s:%u: @include: %s", s->name, s->line,
                     why);
}

static enum conf_result no_memory(const struct expansion *x,
                                  const struct source *s)
{
    return conf_fail(x->p, CONF_NOMEM, "%s: out of memory", s->name);
}

static enum conf_result add_segment(struct expansion *x, const struct source *s)
{
    struct cfg_text *t = x->text;
    struct cfg_segment *segments =
        reallocarray(t->segments, t->n_segments + 1, sizeof(*segments));

    if (!segments)
        return no_memory(x, s);
    t->segments = segments;
    segments[t->n_segments++] =
        (struct cfg_segment){x->lexer.line, s->line, s->name};
    return CONF_OK;
}

/* A copy of NAME that lives as long as the text: places refer to it. */
static const char *keep_name(struct cfg_text *t, const char *name)
{
    size_t size = strlen(name) + 1;
    struct cfg_file *file = malloc(sizeof(*file) + size);

    if (!file)
        return NULL;
    memcpy(file->name, name, size);
    file->next = t->files;
    t->files = file;
    return file->name;
}

/* The absolute name of what NAME, N bytes long, means in the file INCLUDER. */
static const char *absolute(const char *includer, const char *name, size_t n,
                            char path[PATH_MAX])
{
    const char *slash = strrchr(includer, '/');
    int directory = slash && name[0] != '/' ? (int)(slash - includer) + 1 : 0;
    int length;

    if (n >= PATH_MAX || directory >= PATH_MAX)
        return "the name is too long";
    length =
        snprintf(path, PATH_MAX, "%.*s%.*s", directory, includer, (int)n, name);
    if (length < 0 || length >= PATH_MAX)
        return "the name is too long";
    if (path[0] != '/')
        return "the phonebook must be named from / on for this";
    return NULL;
}

static bool is_open_already(const struct source *s, const struct stat *st)
{
    for (; s; s = s->parent)
        if (s->inode == st->st_ino && s->device == st->st_dev)
            return true;
    return false;
}

static enum conf_result include_fd(struct expansion *x,
                                   const struct source *includer,
                                   const char *path, int fd)
{
    size_t left = CFG_TEXT_MAX_BYTES - x->text->bytes.used;
    struct source s = {.parent = includer, .depth = includer->depth + 1};
    struct file_bytes bytes;
    enum conf_result result;
    struct stat st;

    if (fstat(fd, &st) < 0)
        return refuse(x, includer, strerror(errno));
    if (is_open_already(includer, &st))
        return refuse(x, includer, "the file includes itself");
    s.device = st.st_dev;
    s.inode = st.st_ino;
    s.line = 1;
    s.name = keep_name(x->text, path);
    if (!s.name)
        return no_memory(x, includer);
    result = file_read(fd, path, left, &bytes, x->p);
    if (result != CONF_OK)
        return result;
    result = expand(x, &s, bytes.bytes, bytes.n);
    file_free(&bytes);
    return result;
}

static enum conf_result include(struct expansion *x, struct source *s,
                                const char *name, size_t n)
{
    enum conf_result result;
    char path[PATH_MAX];
    const char *why;
    int fd;

    if (!x->includes)
        return refuse(x, s,
                      "only a phonebook of root's that nobody else can write "
                      "may have it");
    if (s->depth == CFG_TEXT_MAX_INCLUDES)
        return refuse(x, s, "too many files that include one another");
    why = absolute(s->name, name, n, path);
    if (why)
        return refuse(x, s, why);
    fd = open_roots(path, &why);
    if (fd < 0)
        return conf_fail(x->p, CONF_FORMAT, "%s:%u: @include \"%s\": %s",
                         s->name, s->line, path, why);
    result = include_fd(x, s, path, fd);
    close(fd);
    return result;
}

/*
 * libconfig takes @include for a directive at the beginning of a line, after
 * blanks and tabs. So does this, and refuses what begins like one: a text that
 * the two of us read differently must not get through.
 */
static bool begins_include(const char *at, size_t n)
{
    static const char word[] = "@include";
    size_t i = 0;

    while (i < n && strchr(" \t\r\f\v", at[i]))
        i++;
    return n - i >= sizeof(word) - 1 &&
           memcmp(at + i, word, sizeof(word) - 1) == 0;
}

/* The text between the quotes of the line AT, if that is all there is. */
static bool read_directive(const char *at, size_t n, const char **name,
                           size_t *length)
{
    const char *open = memchr(at, '"', n), *close, *word;
    const char *end = at + n;

    if (!open)
        return false;
    word = memchr(at, '@', n);
    for (word += strlen("@include"); word < open; word++)
        if (*word != ' ' && *word != '\t')
            return false;
    close = memchr(open + 1, '"', (size_t)(end - open) - 1);
    if (!close || close == open + 1)
        return false;
    *name = open + 1;
    *length = (size_t)(close - open) - 1;
    for (close++; close < end; close++)
        if (!strchr(" \t\r\n;", *close))
            return false;
    return !memchr(*name, '\\', *length);
}

static enum conf_result expand_directive(struct expansion *x, struct source *s,
                                         const char *at, size_t n)
{
    enum conf_result result;
    const char *name;
    size_t length;

    if (x->lexer.state != NORMAL)
        return refuse(x, s, "it cannot stand in a text or comment");
    if (!read_directive(at, n, &name, &length))
        return refuse(x, s, "@include \"FILE\" must have a line of its own");
    if (!x->text->include.file)
        x->text->include = (struct cfg_place){s->name, s->line};
    result = include(x, s, name, length);
    if (result != CONF_OK)
        return result;
    s->line++;
    result = add_segment(x, s);
    s->line--;
    return result;
}

static enum conf_result expand_line(struct expansion *x, struct source *s,
                                    const char *at, size_t n)
{
    struct buf *out = &x->text->bytes;
    enum conf_result result;
    size_t start = out->used;

    result = buf_add(out, at, n);
    if (result == CONF_OK && at[n - 1] != '\n')
        result = buf_add(out, "\n", 1);
    if (result == CONF_NOMEM)
        return no_memory(x, s);
    if (result != CONF_OK)
        return conf_fail(x->p, result, "%s: more than %u bytes in all", s->name,
                         CFG_TEXT_MAX_BYTES);
    lex_line(&x->lexer, out->bytes + start, out->used - start);
    if (x->lexer.beyond)
        return conf_fail(x->p, CONF_LIMIT, "%s:%u: too many %s", s->name,
                         s->line, x->lexer.beyond);
    return CONF_OK;
}

static enum conf_result expand(struct expansion *x, struct source *source,
                               const char *at, size_t n)
{
    enum conf_result result = add_segment(x, source);
    const char *end = at + n;
    size_t length;

    if (n && memchr(at, '\0', n))
        return conf_fail(x->p, CONF_FORMAT,
                         "%s: it has NUL bytes or is in UTF-16", source->name);
    if (n >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    for (; at < end && result == CONF_OK; at += length, source->line++) {
        length = line_length(at, end);
        if (begins_include(at, length))
            result = expand_directive(x, source, at, length);
        else
            result = expand_line(x, source, at, length);
    }
    return result;
}

/* --- the text */

enum conf_result cfg_text_make(const char *bytes, size_t n, const char *file,
                               bool includes, struct cfg_text *t,
                               struct conf_problem *p)
{
    struct expansion x = {
        .text = t, .lexer = {.line = 1}, .includes = includes, .p = p};
    struct source s = {.line = 1};
    enum conf_result result;

    *t = (struct cfg_text){.bytes = buf_new(CFG_TEXT_MAX_BYTES)};
    s.name = keep_name(t, file);
    if (!s.name)
        return conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
    result = expand(&x, &s, bytes, n);
    if (result == CONF_OK && !cfg_memory_has(x.lexer.settings, t->bytes.used))
        result = no_memory(&x, &s);
    return result;
}

void cfg_text_free(struct cfg_text *t)
{
    struct cfg_file *file = t->files, *next;

    for (; file; file = next) {
        next = file->next;
        free(file);
    }
    free(t->segments);
    buf_free(&t->bytes);
    *t = (struct cfg_text){.bytes = buf_new(CFG_TEXT_MAX_BYTES)};
}

struct cfg_place cfg_text_place(const struct cfg_text *t, unsigned line)
{
    size_t i = t->n_segments;
    const struct cfg_segment *s;

    while (i > 1 && t->segments[i - 1].first > line)
        i--;
    if (!i)
        return (struct cfg_place){"", line};
    s = &t->segments[i - 1];
    return (struct cfg_place){s->file, s->line + (line - s->first)};
}
