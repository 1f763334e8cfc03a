#include "conf/pbk_rewrite.h"

#include <string.h>

#include "conf/pbk_new.h"
#include "conf/scan.h"

/* --- lines */

struct line {
    const char *start;
    const char *end;  /* of what it says */
    const char *next; /* behind its line end */
};

static const char *body_end(const struct pbk_entry *entry)
{
    return entry->body.at + entry->body.n;
}

/* The line that AT is in. */
static struct line line_at(const struct pbk_entry *entry, const char *at)
{
    const char *stop = body_end(entry);
    struct line line = {at, scan_line_end(at, stop), NULL};

    while (line.start > entry->body.at && line.start[-1] != '\n' &&
           line.start[-1] != '\r')
        line.start--;
    line.next = line.end + (line.end < stop);
    if (line.next < stop && line.next[-1] == '\r' && line.next[0] == '\n')
        line.next++;
    return line;
}

static const char *name_of_end(const char *end, size_t n)
{
    if (n == 0)
        return "";
    if (n == 2)
        return "\r\n";
    return *end == '\n' ? "\n" : "\r";
}

/* --- what there is to say: the value's pieces */

static size_t piece_size(const struct pbk_change *c)
{
    bool hex = c->path.key && c->path.key->type == PBK_HEX;

    return hex ? PBK_HEX_LINE : SIZE_MAX;
}

static size_t pieces(const struct pbk_change *c)
{
    size_t size = piece_size(c);

    return c->value.n <= size ? 1 : (c->value.n + size - 1) / size;
}

static struct pbk_span piece(const struct pbk_change *c, size_t i)
{
    size_t size = piece_size(c), at = i ? i * size : 0;
    size_t left = c->value.n - at;

    return (struct pbk_span){c->value.at + at, left < size ? left : size};
}

/* --- where a new line goes */

#define KIND(kind) (1u << PBK_ITEM_##kind)

/* It goes behind the last line that a rule allows. */
struct rule {
    unsigned always;  /* kinds of lines that any key comes behind */
    unsigned ordered; /* those that it does if Windows has it later */
    unsigned depth;   /* of the groups that they share: link, device, number */
};

static const struct rule key_rules[] = {
    [PBK_SCOPE_E] = {0, KIND(ENTRY), 0},
    [PBK_SCOPE_N] = {KIND(NETCOMPONENTS) | KIND(COMPONENT), 0, 0},
    [PBK_SCOPE_M] = {KIND(MEDIA), KIND(MEDIA_KEY), 1},
    [PBK_SCOPE_D] = {KIND(DEVICE) | KIND(NUMBER) | KIND(NUMBER_KEY),
                     KIND(DEVICE_KEY), 2},
    [PBK_SCOPE_P] = {KIND(NUMBER), KIND(NUMBER_KEY), 3},
};

/* New groups, which come last among their kind. */
static const struct rule group_rules[] = {
    [PBK_SCOPE_M] = {~0u, 0, 0},
    [PBK_SCOPE_D] = {~0u, 0, 1},
    [PBK_SCOPE_P] = {KIND(DEVICE) | KIND(NUMBER) | KIND(NUMBER_KEY), 0, 2},
};

static const struct rule *rule_of(const struct pbk_path *path)
{
    if (pbk_path_begins_group(path))
        return &group_rules[path->key->scope];
    return &key_rules[path->component ? PBK_SCOPE_N : path->key->scope];
}

static bool is_inside(const struct pbk_place *at, const struct pbk_place *group,
                      unsigned depth)
{
    return (depth < 1 || at->media == group->media) &&
           (depth < 2 || at->device == group->device) &&
           (depth < 3 || at->number == group->number);
}

/* --- what the entry has */

struct survey {
    size_t lines;      /* of the key */
    const char *after; /* in the line behind which a new one goes, or NULL */
    struct pbk_place place, last; /* so far; the last one inside the rule */
    bool top;                     /* no group has begun */
};

static bool begins_group(const struct pbk_item *item)
{
    return KIND(NETCOMPONENTS) & 1u << item->kind ||
           KIND(MEDIA) & 1u << item->kind || KIND(DEVICE) & 1u << item->kind;
}

static void survey_item(struct survey *s, const struct pbk_path *path,
                        const struct pbk_item *item)
{
    const struct rule *rule;
    unsigned kind = 1u << item->kind;

    pbk_place_step(&s->place, item);
    s->top &= !begins_group(item);
    s->lines += pbk_path_is(path, item, &s->place);
    if (!path->key && !path->component)
        return;
    rule = rule_of(path);
    if (!is_inside(&s->place, &path->place, rule->depth))
        return;
    s->last = s->place;
    /* a link's own keys come before its devices, an entry's before all */
    if (kind == KIND(MEDIA_KEY) && s->place.device && rule->depth == 1)
        return;
    if (kind == KIND(ENTRY) && !s->top && !rule->depth)
        return;
    if (rule->always & kind || (rule->ordered & kind && item->key < path->key))
        s->after = item->name.at;
}

static struct survey survey(const struct pbk_change *c)
{
    struct pbk_cursor cursor = pbk_items(c->entry);
    struct survey s = {.top = true};
    struct pbk_item item;

    while (pbk_next(&cursor, &item))
        survey_item(&s, &c->path, &item);
    return s;
}

/* The number of the last group of the kind that the key begins. */
static unsigned last_group(const struct survey *s, enum pbk_scope scope)
{
    if (scope == PBK_SCOPE_M)
        return s->place.media;
    return scope == PBK_SCOPE_D ? s->last.device : s->last.number;
}

static unsigned wanted_group(const struct pbk_path *path)
{
    const struct pbk_place *place = &path->place;

    if (path->key->scope == PBK_SCOPE_M)
        return place->media;
    return path->key->scope == PBK_SCOPE_D ? place->device : place->number;
}

/* May the key, which has no line, get one? */
static bool may_add(const struct pbk_change *c, const struct survey *s)
{
    const struct pbk_path *path = &c->path;

    if (!path->key && !path->component)
        return false;
    if (!pbk_path_begins_group(path))
        return s->after || (path->key && path->key->scope == PBK_SCOPE_E);
    return wanted_group(path) == last_group(s, path->key->scope) + 1 &&
           (s->after || path->key->scope == PBK_SCOPE_M);
}

/* --- writing */

static enum conf_result add(struct buf *out, const char *from, const char *to)
{
    return buf_add(out, from, (size_t)(to - from));
}

static enum conf_result add_text(struct buf *out, const char *text)
{
    return buf_add(out, text, strlen(text));
}

static enum conf_result add_line(struct buf *out, struct pbk_span name,
                                 struct pbk_span value, const char *line_end)
{
    enum conf_result result = buf_add(out, name.at, name.n);

    if (result == CONF_OK)
        result = buf_add(out, "=", 1);
    if (result == CONF_OK)
        result = buf_add(out, value.at, value.n);
    return result == CONF_OK ? add_text(out, line_end) : result;
}

/* The pieces from FIRST on, a line each. */
static enum conf_result add_pieces(struct buf *out, const struct pbk_change *c,
                                   struct pbk_span name, size_t first,
                                   const char *line_end)
{
    enum conf_result result = CONF_OK;
    size_t i;

    for (i = first; i < pieces(c) && result == CONF_OK; i++)
        result = add_line(out, name, piece(c, i), line_end);
    return result;
}

/*
 * Lines that were written with LINE_END go behind LINE. Where that is the
 * file's last and has no end, it gets one and they lose their last.
 */
static enum conf_result add_behind(struct buf *out, const struct line *line,
                                   const struct buf *lines,
                                   const char *line_end)
{
    enum conf_result result;

    if (!lines->used || line->next > line->end)
        return buf_add(out, lines->bytes, lines->used);
    result = add_text(out, line_end);
    if (result != CONF_OK)
        return result;
    return buf_add(out, lines->bytes, lines->used - strlen(line_end));
}

static const char *line_end_of(const struct pbk_change *c,
                               const struct line *line)
{
    if (line->next == line->end)
        return c->line_end;
    return name_of_end(line->end, (size_t)(line->next - line->end));
}

/* --- setting */

struct rewrite {
    const struct pbk_change *c;
    const char *copied; /* up to here the body is in OUT */
    struct buf *out;
    struct buf lines; /* new ones */
};

static enum conf_result copy_to(struct rewrite *w, const char *to)
{
    enum conf_result result = add(w->out, w->copied, to);

    w->copied = to;
    return result;
}

/* Puts w->lines behind LINE. */
static enum conf_result put_behind(struct rewrite *w, const struct line *line)
{
    enum conf_result result = copy_to(w, line->next);

    if (result == CONF_OK)
        result = add_behind(w->out, line, &w->lines, line_end_of(w->c, line));
    return result;
}

/* The line keeps its end, but what is glued to a header has none of its own. */
static enum conf_result drop_line(struct rewrite *w, const struct line *line)
{
    enum conf_result result = copy_to(w, line->start);
    bool glued = line->start == w->c->entry->body.at;

    w->copied = glued ? line->end : line->next;
    return result;
}

/* The key's line number I, of N: each gets a piece, the last one the rest. */
static enum conf_result set_line(struct rewrite *w, const struct pbk_item *item,
                                 size_t i, size_t n)
{
    const struct pbk_change *c = w->c;
    struct line line = line_at(c->entry, item->name.at);
    struct pbk_span value;
    enum conf_result result;

    if (i >= pieces(c))
        return drop_line(w, &line);
    value = piece(c, i);
    result = copy_to(w, item->value.at);
    if (result == CONF_OK)
        result = buf_add(w->out, value.at, value.n);
    w->copied = item->value.at + item->value.n;
    if (result == CONF_OK && i == n - 1)
        result = add_pieces(&w->lines, c, item->name, n, line_end_of(c, &line));
    if (result == CONF_OK && w->lines.used)
        result = put_behind(w, &line);
    return result;
}

/* Of two lines with the same key the first counts, but of hex all do. */
static enum conf_result set_lines(struct rewrite *w, size_t n)
{
    struct pbk_cursor cursor = pbk_items(w->c->entry);
    bool hex = piece_size(w->c) == PBK_HEX_LINE;
    struct pbk_place place = {0, 0, 0};
    enum conf_result result = CONF_OK;
    size_t i = 0, lines = hex ? n : 1;
    struct pbk_item item;

    while (result == CONF_OK && i < lines && pbk_next(&cursor, &item)) {
        pbk_place_step(&place, &item);
        if (pbk_path_is(&w->c->path, &item, &place))
            result = set_line(w, &item, i++, lines);
    }
    return result;
}

/* A group's own lines, with the empty one before a link and a device. */
static enum conf_result make_lines(struct rewrite *w, const char *line_end)
{
    const struct pbk_path *path = &w->c->path;
    struct pbk_span name = path->name;
    bool group = pbk_path_begins_group(path);
    bool number = group && path->key->scope == PBK_SCOPE_P;
    enum conf_result result = CONF_OK;

    if (path->key && !path->component)
        name = (struct pbk_span){path->key->name, path->key->name_length};
    if (group && !number)
        result = add_text(&w->lines, line_end);
    if (result == CONF_OK)
        result = add_pieces(&w->lines, w->c, name, 0, line_end);
    if (result == CONF_OK && number)
        result = pbk_new_number(line_end, &w->lines);
    return result;
}

static enum conf_result add_key(struct rewrite *w, const struct survey *s)
{
    const struct pbk_entry *entry = w->c->entry;
    struct line line = line_at(entry, s->after ? s->after : entry->body.at);
    enum conf_result result = make_lines(w, line_end_of(w->c, &line));

    return result == CONF_OK ? put_behind(w, &line) : result;
}

enum conf_result pbk_rewrite_set(const struct pbk_change *change,
                                 struct buf *body)
{
    struct rewrite w = {change, change->entry->body.at, body,
                        buf_new(body->max)};
    struct survey s = survey(change);
    enum conf_result result = CONF_NOT_FOUND;

    if (s.lines)
        result = set_lines(&w, s.lines);
    else if (may_add(change, &s))
        result = add_key(&w, &s);
    if (result == CONF_OK)
        result = copy_to(&w, body_end(change->entry));
    buf_free(&w.lines);
    return result;
}

/* --- removing */

enum { OF_NUMBER = KIND(NUMBER) | KIND(NUMBER_KEY) };
enum {
    OF_DEVICE =
        OF_NUMBER | KIND(DEVICE) | KIND(DEVICE_KEY) | KIND(UNKNOWN) | KIND(JUNK)
};
enum { OF_MEDIA = OF_DEVICE | KIND(MEDIA) | KIND(MEDIA_KEY) };

/* The lines that go with a group; others only stand among them. */
static const struct {
    unsigned kinds, depth;
} members[] = {
    [PBK_SCOPE_M] = {OF_MEDIA, 1},
    [PBK_SCOPE_D] = {OF_DEVICE, 2},
    [PBK_SCOPE_P] = {OF_NUMBER, 3},
};

static bool goes(const struct pbk_path *path, const struct pbk_item *item,
                 const struct pbk_place *place)
{
    enum pbk_scope scope;

    if (path->key == &pbk_keys[PBK_KEY_NETCOMPONENTS])
        return key_rules[PBK_SCOPE_N].always & 1u << item->kind;
    if (!pbk_path_begins_group(path))
        return pbk_path_is(path, item, place);
    scope = path->key->scope;
    return members[scope].kinds & 1u << item->kind &&
           is_inside(place, &path->place, members[scope].depth);
}

/* The empty lines before a link, a device, the components go with them. */
static enum conf_result remove_item(struct rewrite *w,
                                    const struct pbk_item *item,
                                    const char *previous_end)
{
    struct line line = line_at(w->c->entry, item->name.at);

    if (begins_group(item) && previous_end < line.start)
        line.start = previous_end;
    return drop_line(w, &line);
}

enum conf_result pbk_rewrite_unset(const struct pbk_change *change,
                                   struct buf *body)
{
    const struct pbk_entry *entry = change->entry;
    struct rewrite w = {change, entry->body.at, body, buf_new(0)};
    struct pbk_cursor cursor = pbk_items(entry);
    const char *previous_end = line_at(entry, entry->body.at).next;
    struct pbk_place place = {0, 0, 0};
    enum conf_result result = CONF_OK;
    struct pbk_item item;
    bool any = false;

    while (result == CONF_OK && pbk_next(&cursor, &item)) {
        pbk_place_step(&place, &item);
        if (goes(&change->path, &item, &place)) {
            result = remove_item(&w, &item, previous_end);
            any = true;
        }
        previous_end = line_at(entry, item.name.at).next;
    }
    if (result == CONF_OK)
        result = copy_to(&w, body_end(entry));
    return result == CONF_OK && !any ? CONF_NOT_FOUND : result;
}

/* --- numbers in another order */

struct move {
    const char *to;          /* the device's first number */
    const char *from, *stop; /* the lines that move */
};

static void find_item(struct move *m, const struct pbk_change *c,
                      const struct pbk_item *item,
                      const struct pbk_place *place)
{
    unsigned kind = 1u << item->kind, wanted = c->path.place.number;
    struct line line = line_at(c->entry, item->name.at);

    if (!is_inside(place, &c->path.place, 2))
        return;
    if (kind == KIND(NUMBER) && place->number == 1)
        m->to = line.start;
    if (kind == KIND(NUMBER) && place->number == wanted)
        m->from = line.start;
    if (kind & OF_NUMBER && place->number == wanted)
        m->stop = line.next;
    if (kind == KIND(NUMBER) && place->number == wanted + 1)
        m->stop = line.start;
}

static struct move find_move(const struct pbk_change *c)
{
    struct pbk_cursor cursor = pbk_items(c->entry);
    struct move m = {NULL, NULL, NULL};
    struct pbk_place place = {0, 0, 0};
    struct pbk_item item;

    while (pbk_next(&cursor, &item)) {
        pbk_place_step(&place, &item);
        find_item(&m, c, &item, &place);
    }
    return m;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Where the line end begins that stands before NEXT. */
static const char *end_before(const char *next)
{
    return next - (next[-1] == '\n' && next[-2] == '\r' ? 2 : 1);
}

/* The file's last line may have no end: then its new last one has none. */
static enum conf_result move_lines(const struct pbk_change *c,
                                   const struct move *m, struct buf *body)
{
    bool ends = is_line_end(m->stop[-1]);
    const char *end = end_before(m->from);
    enum conf_result result = add(body, c->entry->body.at, m->to);

    if (result == CONF_OK)
        result = add(body, m->from, m->stop);
    if (result == CONF_OK && !ends)
        result = add(body, end, m->from);
    if (result == CONF_OK)
        result = add(body, m->to, ends ? m->from : end);
    return result == CONF_OK ? add(body, m->stop, body_end(c->entry)) : result;
}

enum conf_result pbk_rewrite_first(const struct pbk_change *change,
                                   struct buf *body)
{
    const struct move m = find_move(change);

    if (!m.from)
        return CONF_NOT_FOUND;
    if (m.from == m.to)
        return add(body, change->entry->body.at, body_end(change->entry));
    return move_lines(change, &m, body);
}
