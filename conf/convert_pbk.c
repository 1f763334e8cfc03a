#include "conf/convert_pbk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/cfg_out.h"
#include "conf/cfg_text.h"
#include "conf/convert_line.h"
#include "conf/pbk.h"

/*
 * An entry's lines become nodes in the order of the file. Each has the bytes
 * from the end of the node before it to the end of its line, so that together
 * they are all bytes of the entry. The nodes that become settings are linked
 * to the tree of groups; the others' bytes are kept by the next one's x-KEY.
 */
enum node_kind {
    NODE_GROUP,     /* an entry, MEDIA, DEVICE or PhoneNumber */
    NODE_LIST,      /* NETCOMPONENTS */
    NODE_COMPONENT, /* in that list */
    NODE_KEY,
    NODE_JOINED, /* continues the hex digits of the line before it */
    NODE_MOVED,  /* continues those of a line further up */
    NODE_RAW     /* nothing that could be a setting */
};

#define NO_NODE SIZE_MAX

struct node {
    enum node_kind kind;
    enum pbk_scope scope; /* GROUP: which one it is */
    bool implied;         /* no line says so: a DEVICE has no MEDIA */
    bool stray;           /* COMPONENT: it stands apart from the others */
    struct pbk_item item;
    const char *start, *line, *end; /* its bytes; where its own line begins */
    size_t next, first, last;       /* its brother, its children */
};

/* Unknown keys of one group: see CFG_TEXT_MAX_MEMBERS. */
enum { UNKNOWN_MAX = 300 };

/* An open group: the latest of its kind. */
struct group {
    size_t node; /* NO_NODE: there is none */
    size_t unknown;
    size_t known[PBK_KEYS]; /* the node that has the key, or NO_NODE */
};

struct converter {
    const char *file;
    struct cfg_out cfg;
    struct convert_report *report;
    struct conf_problem *p;
    struct node *nodes;
    size_t n_nodes, size;
    struct group groups[PBK_SCOPE_P + 1]; /* NETCOMPONENTS is one of them */
    enum pbk_scope scope;                 /* of the latest key's group */
    struct convert_style style;
    bool first_entry;
    const char *at;   /* the book is in the other form up to here */
    struct buf carry; /* but for these bytes, which the next node gets */
    struct buf chunk, canonical;
    struct convert_value value;
    size_t latest; /* the last node of the file that was written */
};

/* --- nodes */

static enum conf_result no_memory(const struct converter *c)
{
    return conf_fail(c->p, CONF_NOMEM, "%s: out of memory", c->file);
}

static enum conf_result add_node(struct converter *c, const struct node *node)
{
    size_t size = c->size ? c->size * 2 : 256;
    struct node *nodes = c->nodes;

    if (c->n_nodes == c->size) {
        nodes = reallocarray(c->nodes, size, sizeof(*nodes));
        if (!nodes)
            return no_memory(c);
        c->nodes = nodes;
        c->size = size;
    }
    nodes[c->n_nodes] = *node;
    nodes[c->n_nodes].next = NO_NODE;
    nodes[c->n_nodes].first = nodes[c->n_nodes].last = NO_NODE;
    c->n_nodes++;
    return CONF_OK;
}

static void link_child(struct converter *c, size_t parent, size_t child)
{
    struct node *p = &c->nodes[parent];

    if (p->first == NO_NODE)
        p->first = child;
    else
        c->nodes[p->last].next = child;
    p->last = child;
}

static void open_group(struct converter *c, enum pbk_scope scope, size_t node)
{
    struct group *g = &c->groups[scope];
    size_t i;

    g->node = node;
    g->unknown = 0;
    for (i = 0; i < PBK_KEYS; i++)
        g->known[i] = NO_NODE;
}

static void close_group(struct converter *c, enum pbk_scope scope)
{
    c->groups[scope].node = NO_NODE;
}

/* NODE, which is to be added next, begins a group of SCOPE in that of PARENT.
 */
static enum conf_result begin_group(struct converter *c, struct node *node,
                                    enum pbk_scope scope, enum pbk_scope parent)
{
    size_t index = c->n_nodes;
    enum conf_result result;

    node->kind = scope == PBK_SCOPE_N ? NODE_LIST : NODE_GROUP;
    node->scope = scope;
    result = add_node(c, node);
    if (result != CONF_OK)
        return result;
    link_child(c, c->groups[parent].node, index);
    open_group(c, scope, index);
    if (scope != PBK_SCOPE_N)
        c->scope = scope;
    return CONF_OK;
}

/* A group without a line, in front of the node that needs it. */
static enum conf_result imply_group(struct converter *c,
                                    const struct node *before,
                                    enum pbk_scope scope)
{
    struct node node = {.implied = true,
                        .item = {.line = before->item.line},
                        .start = before->start,
                        .line = before->start,
                        .end = before->start};

    if (c->groups[scope].node != NO_NODE)
        return CONF_OK;
    node.item.value = (struct pbk_span){before->start, 0};
    return begin_group(c, &node, scope, PBK_SCOPE_E);
}

static enum conf_result add_raw(struct converter *c, struct node *node)
{
    node->kind = NODE_RAW;
    return add_node(c, node);
}

static enum conf_result note(struct converter *c, enum convert_loss loss,
                             unsigned line, const char *key, const char *why)
{
    if (convert_report_add(c->report, loss, c->file, line, key, why) != CONF_OK)
        return no_memory(c);
    return CONF_OK;
}

/*
 * More digits for the key of NODE's line, which was there before. Next to each
 * other is how Windows cuts them.
 */
static enum conf_result add_digits(struct converter *c, struct node *node,
                                   size_t head)
{
    const struct node *before = &c->nodes[c->n_nodes - 1];
    bool joins = c->n_nodes - 1 == head || (before->kind == NODE_JOINED &&
                                            before->item.key == node->item.key);
    enum conf_result result = CONF_OK;

    node->kind = joins && node->line == node->start ? NODE_JOINED : NODE_MOVED;
    if (node->kind == NODE_MOVED)
        result = note(c, CONVERT_MOVED, node->item.line, node->item.key->name,
                      "its digits are joined with those further up");
    return result == CONF_OK ? add_node(c, node) : result;
}

/* The first of two lines with the same key counts. */
static enum conf_result add_known(struct converter *c, struct node *node,
                                  enum pbk_scope scope)
{
    struct group *g = &c->groups[scope];
    size_t *known = &g->known[node->item.key - pbk_keys];
    enum conf_result result;

    if (*known != NO_NODE && node->item.key->type == PBK_HEX)
        return add_digits(c, node, *known);
    if (*known != NO_NODE)
        return add_raw(c, node);
    node->kind = NODE_KEY;
    c->scope = scope;
    *known = c->n_nodes;
    result = add_node(c, node);
    if (result == CONF_OK)
        link_child(c, g->node, *known);
    return result;
}

static bool has_unknown(const struct converter *c, const struct group *g,
                        struct pbk_span name)
{
    size_t i = c->nodes[g->node].first;
    const struct node *n;

    for (; i != NO_NODE; i = n->next) {
        n = &c->nodes[i];
        if (n->kind == NODE_KEY && !n->item.key && n->item.name.n == name.n &&
            memcmp(n->item.name.at, name.at, name.n) == 0)
            return true;
    }
    return false;
}

/* A key that nobody knows belongs to the group that the one before it is of. */
static enum conf_result add_unknown(struct converter *c, struct node *node)
{
    struct group *g = &c->groups[c->scope];
    enum conf_result result;

    if (g->node == NO_NODE || g->unknown == UNKNOWN_MAX ||
        !convert_is_setting_name(node->item.name) ||
        has_unknown(c, g, node->item.name))
        return add_raw(c, node);
    g->unknown++;
    node->kind = NODE_KEY;
    result = add_node(c, node);
    if (result == CONF_OK)
        link_child(c, g->node, c->n_nodes - 1);
    return result;
}

static bool is_setting(const struct node *n)
{
    return n->kind != NODE_RAW && n->kind != NODE_MOVED && !n->implied;
}

/* Is the latest line of a setting one of the open list? */
static bool is_in_list(const struct converter *c)
{
    size_t list = c->groups[PBK_SCOPE_N].node, i = c->n_nodes - 1;

    while (i > list && !is_setting(&c->nodes[i]))
        i--;
    return i == list || c->nodes[i].kind == NODE_COMPONENT;
}

static enum conf_result add_component(struct converter *c, struct node *node)
{
    enum conf_result result = imply_group(c, node, PBK_SCOPE_N);

    node->kind = NODE_COMPONENT;
    node->stray = result == CONF_OK && !is_in_list(c);
    if (result == CONF_OK)
        result = add_node(c, node);
    if (result == CONF_OK)
        link_child(c, c->groups[PBK_SCOPE_N].node, c->n_nodes - 1);
    return result;
}

static enum conf_result add_list(struct converter *c, struct node *node)
{
    close_group(c, PBK_SCOPE_P);
    if (c->groups[PBK_SCOPE_N].node != NO_NODE)
        return add_raw(c, node);
    return begin_group(c, node, PBK_SCOPE_N, PBK_SCOPE_E);
}

static enum conf_result add_media(struct converter *c, struct node *node)
{
    close_group(c, PBK_SCOPE_D);
    close_group(c, PBK_SCOPE_P);
    return begin_group(c, node, PBK_SCOPE_M, PBK_SCOPE_E);
}

static enum conf_result add_device(struct converter *c, struct node *node)
{
    enum conf_result result = imply_group(c, node, PBK_SCOPE_M);

    close_group(c, PBK_SCOPE_P);
    if (result == CONF_OK)
        result = begin_group(c, node, PBK_SCOPE_D, PBK_SCOPE_M);
    return result;
}

static enum conf_result add_item(struct converter *c, struct node *node)
{
    switch (node->item.kind) {
    case PBK_ITEM_ENTRY:
        return add_known(c, node, PBK_SCOPE_E);
    case PBK_ITEM_NETCOMPONENTS:
        return add_list(c, node);
    case PBK_ITEM_COMPONENT:
        return add_component(c, node);
    case PBK_ITEM_MEDIA:
        return add_media(c, node);
    case PBK_ITEM_MEDIA_KEY:
        return add_known(c, node, PBK_SCOPE_M);
    case PBK_ITEM_DEVICE:
        return add_device(c, node);
    case PBK_ITEM_DEVICE_KEY:
        return add_known(c, node, PBK_SCOPE_D);
    case PBK_ITEM_NUMBER:
        return begin_group(c, node, PBK_SCOPE_P, PBK_SCOPE_D);
    case PBK_ITEM_NUMBER_KEY:
        return add_known(c, node, PBK_SCOPE_P);
    case PBK_ITEM_UNKNOWN:
        return add_unknown(c, node);
    case PBK_ITEM_MISPLACED:
    case PBK_ITEM_JUNK:
        break;
    }
    return add_raw(c, node);
}

/* --- an entry's nodes */

static bool is_line_end(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* Where the line begins that has AT, from START on. */
static const char *line_start(const char *start, const char *at)
{
    while (at > start && !is_line_end(at[-1]))
        at--;
    return at;
}

static const char *after_line(const char *at, const char *end)
{
    while (at < end && !is_line_end(*at))
        at++;
    if (at < end && *at++ == '\r' && at < end && *at == '\n')
        at++;
    return at;
}

static enum conf_result check_limits(const struct converter *c,
                                     const struct pbk_entry *e,
                                     const struct node *node)
{
    if ((size_t)(node->end - node->line) > PBK_LINE_MAX + 2)
        return conf_fail(c->p, CONF_LIMIT, "%s:%u: a line has at most %u bytes",
                         c->file, node->item.line, PBK_LINE_MAX);
    if (node->item.line - e->line >= PBK_ENTRY_LINES_MAX ||
        e->body.n > PBK_ENTRY_BYTES_MAX)
        return conf_fail(c->p, CONF_LIMIT,
                         "%s:%u: an entry has at most %u lines and %u bytes",
                         c->file, e->line, PBK_ENTRY_LINES_MAX,
                         PBK_ENTRY_BYTES_MAX);
    return CONF_OK;
}

/* The header's bytes end where a line glued to it begins. */
static enum conf_result add_header(struct converter *c,
                                   const struct pbk_entry *e)
{
    struct pbk_cursor cursor = pbk_items(e);
    const char *end = e->body.at + e->body.n;
    struct node node = {.kind = NODE_GROUP, .scope = PBK_SCOPE_E};
    struct pbk_item first;
    bool glued = pbk_next(&cursor, &first) && first.line == e->line;

    node.item.line = e->line;
    node.item.name = e->name;
    node.item.value = e->name;
    node.start = c->at;
    node.line = line_start(c->at, e->name.at);
    node.end = glued ? e->body.at : after_line(e->body.at, end);
    c->at = node.end;
    return add_node(c, &node);
}

static enum conf_result add_nodes(struct converter *c,
                                  const struct pbk_entry *e)
{
    struct pbk_cursor cursor = pbk_items(e);
    enum conf_result result;
    struct node node;
    unsigned scope;

    c->n_nodes = 0;
    for (scope = PBK_SCOPE_E; scope <= PBK_SCOPE_P; scope++)
        close_group(c, scope);
    open_group(c, PBK_SCOPE_E, 0);
    c->scope = PBK_SCOPE_E;
    result = add_header(c, e);
    memset(&node, 0, sizeof(node));
    while (result == CONF_OK && pbk_next(&cursor, &node.item)) {
        node.stray = false;
        node.start = c->at;
        node.line = line_start(c->at, node.item.name.at);
        node.end = cursor.lines.at;
        c->at = node.end;
        result = check_limits(c, e, &node);
        if (result == CONF_OK)
            result = add_item(c, &node);
    }
    return result;
}

/* --- a node's bytes */

static enum conf_result add_span(struct buf *out, const char *at,
                                 const char *end)
{
    return buf_add(out, at, (size_t)(end - at));
}

/* Of the nodes from I on, up to and without STOP. */
static enum conf_result add_bytes(const struct converter *c, size_t i,
                                  size_t stop, struct buf *out)
{
    enum conf_result result = CONF_OK;
    const struct node *n;

    for (; i < stop && result == CONF_OK; i++) {
        n = &c->nodes[i];
        result =
            add_span(out, n->start, n->kind == NODE_MOVED ? n->line : n->end);
    }
    return result;
}

/* What the node at INDEX was in the file, in c->chunk. */
static enum conf_result make_chunk(struct converter *c, size_t index)
{
    size_t first = index, stop = index + 1;
    enum conf_result result = CONF_OK;

    buf_clear(&c->chunk);
    if (c->nodes[index].implied)
        return CONF_OK;
    while (first > 0 && !is_setting(&c->nodes[first - 1]))
        first--;
    while (stop < c->n_nodes && c->nodes[stop].kind == NODE_JOINED)
        stop++;
    if (first == 0)
        result = buf_add(&c->chunk, buf_text(&c->carry), c->carry.used);
    if (result == CONF_OK)
        result = add_bytes(c, first, stop, &c->chunk);
    return result;
}

/* What is left of the entry after its last setting, up to END. */
static enum conf_result carry_on(struct converter *c, const char *end)
{
    enum conf_result result;
    size_t first = c->n_nodes;

    while (first > 0 && !is_setting(&c->nodes[first - 1]))
        first--;
    buf_clear(&c->carry);
    result = add_bytes(c, first, c->n_nodes, &c->carry);
    if (result == CONF_OK)
        result = add_span(&c->carry, c->at, end);
    c->at = end;
    return result;
}

/* --- what Windows would have written */

static enum conf_result add_blank_line(struct converter *c)
{
    return buf_add(&c->canonical, c->style.line_end, strlen(c->style.line_end));
}

static const struct pbk_key *header_key(enum pbk_scope scope)
{
    return &pbk_keys[scope == PBK_SCOPE_N   ? PBK_KEY_NETCOMPONENTS
                     : scope == PBK_SCOPE_M ? PBK_KEY_MEDIA
                     : scope == PBK_SCOPE_D ? PBK_KEY_DEVICE
                                            : PBK_KEY_PhoneNumber];
}

static enum conf_result put_group(struct converter *c, const struct node *n)
{
    const struct pbk_key *key = header_key(n->scope);
    enum conf_result result = CONF_OK;

    if (n->scope == PBK_SCOPE_E ? !c->first_entry : n->scope != PBK_SCOPE_P)
        result = add_blank_line(c);
    if (result != CONF_OK)
        return result;
    if (n->scope == PBK_SCOPE_E)
        return convert_put_header(&c->style, &c->value, &c->canonical);
    return convert_put_line(&c->style, key, key->name, &c->value,
                            &c->canonical);
}

static enum conf_result put_key(struct converter *c, const char *name,
                                const struct pbk_key *key)
{
    return convert_put_line(&c->style, key, name, &c->value, &c->canonical);
}

/* --- settings */

/* The tree is written in its own order: is the line in the file's, too? */
static enum conf_result check_place(struct converter *c, size_t index)
{
    const struct node *n = &c->nodes[index];

    if (n->implied)
        return CONF_OK;
    if (index < c->latest || n->stray)
        return note(c, CONVERT_MOVED, n->item.line,
                    n->item.key ? n->item.key->name : "an unknown key",
                    "it stands in the midst of a group that it does not "
                    "belong to: its place is lost");
    c->latest = index;
    return CONF_OK;
}

static bool is_canonical(const struct converter *c)
{
    return c->chunk.used && c->chunk.used == c->canonical.used &&
           memcmp(c->chunk.bytes, c->canonical.bytes, c->chunk.used) == 0;
}

/*
 * The setting x-NAME, if Windows would not have written what the file has:
 * WRITTEN is the result of writing it as Windows would.
 */
static enum conf_result put_chunk(struct converter *c, struct cfg_name name,
                                  size_t index, enum conf_result written)
{
    enum conf_result result = check_place(c, index);

    if (written == CONF_VALUE) /* what the bytes stand for is not in charset */
        buf_clear(&c->canonical);
    else if (written != CONF_OK)
        return written;
    if (result == CONF_OK)
        result = make_chunk(c, index);
    if (result != CONF_OK || is_canonical(c))
        return result;
    name.prefix = "x-";
    cfg_out_text(&c->cfg, name, buf_text(&c->chunk), c->chunk.used, 0);
    return c->cfg.result;
}

/* The setting NAME with what is in c->value. */
static void put_setting(struct converter *c, struct cfg_name name, bool is_hex)
{
    const struct convert_value *v = &c->value;

    if (v->is_number)
        cfg_out_number(&c->cfg, name, v->number);
    else
        cfg_out_text(&c->cfg, name, buf_text(&v->text), v->text.used,
                     is_hex ? PBK_HEX_LINE : 0);
}

/* What the node stands for, in c->value. */
static enum conf_result read_value(struct converter *c, size_t index)
{
    const struct node *n = &c->nodes[index];
    const struct pbk_key *key = n->item.key;
    enum conf_result result = convert_value_set(&c->value, "", 0);
    size_t i;

    if (result == CONF_OK)
        result =
            convert_value_read(&c->value, key, n->item.value, c->style.charset);
    if (!key || key->type != PBK_HEX)
        return result;
    for (i = index + 1; i < c->n_nodes && result == CONF_OK; i++)
        if (c->nodes[i].item.key == key &&
            (c->nodes[i].kind == NODE_JOINED || c->nodes[i].kind == NODE_MOVED))
            result = convert_value_read(&c->value, key, c->nodes[i].item.value,
                                        c->style.charset);
    return result;
}

static struct cfg_name name_of(const struct pbk_item *item)
{
    if (item->key)
        return cfg_name(item->key->name);
    return (struct cfg_name){"", item->name.at, item->name.n};
}

static enum conf_result write_key(struct converter *c, size_t index)
{
    const struct pbk_item *item = &c->nodes[index].item;
    enum conf_result result = read_value(c, index);
    struct cfg_name name = name_of(item);
    char text[CONVERT_NAME_MAX + 1];

    if (result != CONF_OK)
        return result;
    put_setting(c, name, item->key && item->key->type == PBK_HEX);
    buf_clear(&c->canonical);
    snprintf(text, sizeof(text), "%.*s", (int)name.n, name.name);
    return put_chunk(c, name, index, put_key(c, text, item->key));
}

static enum conf_result write_component(struct converter *c, size_t index)
{
    const struct pbk_item *item = &c->nodes[index].item;
    struct buf id = buf_new(PBK_LINE_MAX * 3);
    enum conf_result result =
        text_decode(item->name.at, item->name.n, c->style.charset, &id);
    bool enabled;
    int64_t number;

    enabled = pbk_number(item->value.at, item->value.n, &number) && number;
    if (result == CONF_OK)
        result = convert_value_set(&c->value, enabled ? "1" : "0", 1);
    cfg_out_text(&c->cfg, cfg_name("id"), buf_text(&id), id.used, 0);
    cfg_out_bool(&c->cfg, cfg_name("enabled"), enabled);
    buf_clear(&c->canonical);
    if (result == CONF_OK)
        result = put_chunk(c, cfg_name("id"), index,
                           put_key(c, buf_text(&id), NULL));
    buf_free(&id);
    return result;
}

/* The line of the list stands before those of its components. */
static enum conf_result write_components(struct converter *c, size_t list)
{
    enum conf_result result = convert_value_set(&c->value, "", 0);
    size_t i = c->nodes[list].first;

    buf_clear(&c->canonical);
    if (result == CONF_OK)
        result = put_chunk(c, cfg_name("netcomponents"), list,
                           put_group(c, &c->nodes[list]));
    cfg_out_open_list(&c->cfg, cfg_name("netcomponents"));
    for (; i != NO_NODE && result == CONF_OK; i = c->nodes[i].next) {
        cfg_out_open_group(&c->cfg);
        result = write_component(c, i);
        cfg_out_close_group(&c->cfg, c->nodes[i].next == NO_NODE);
    }
    cfg_out_close_list(&c->cfg);
    return result;
}

/* --- groups */

/* The settings that a group's line becomes, and the list it stands in. */
static const struct {
    const char *header, *list;
} group_names[] = {
    [PBK_SCOPE_E] = {"name", "entries"},
    [PBK_SCOPE_N] = {"", "netcomponents"},
    [PBK_SCOPE_M] = {"type", "media"},
    [PBK_SCOPE_D] = {"type", "devices"},
    [PBK_SCOPE_P] = {"PhoneNumber", "numbers"},
};

static enum conf_result write_group(struct converter *c, size_t index);

/* The next group from I on; groups of one group are all of one scope. */
static size_t next_group(const struct converter *c, size_t i)
{
    while (i != NO_NODE && c->nodes[i].kind != NODE_GROUP)
        i = c->nodes[i].next;
    return i;
}

static enum conf_result write_groups(struct converter *c, size_t first)
{
    const char *list = group_names[c->nodes[first].scope].list;
    enum conf_result result = CONF_OK;
    size_t i = first, next;

    cfg_out_open_list(&c->cfg, cfg_name(list));
    for (; i != NO_NODE && result == CONF_OK; i = next) {
        next = next_group(c, c->nodes[i].next);
        cfg_out_open_group(&c->cfg);
        result = write_group(c, i);
        cfg_out_close_group(&c->cfg, next == NO_NODE);
    }
    cfg_out_close_list(&c->cfg);
    return result;
}

static enum conf_result write_group_line(struct converter *c, size_t index)
{
    const struct node *n = &c->nodes[index];
    struct cfg_name name = cfg_name(group_names[n->scope].header);
    enum conf_result result = read_value(c, index);

    if (result != CONF_OK)
        return result;
    put_setting(c, name, false);
    buf_clear(&c->canonical);
    return put_chunk(c, name, index, put_group(c, n));
}

/* All groups inside go where the first one of them is. */
static enum conf_result write_group(struct converter *c, size_t index)
{
    enum conf_result result = write_group_line(c, index);
    size_t i = c->nodes[index].first;
    bool listed = false;

    for (; i != NO_NODE && result == CONF_OK; i = c->nodes[i].next) {
        if (c->nodes[i].kind == NODE_KEY)
            result = write_key(c, i);
        else if (c->nodes[i].kind == NODE_LIST)
            result = write_components(c, i);
        else if (!listed)
            result = write_groups(c, i);
        listed |= c->nodes[i].kind == NODE_GROUP;
    }
    return result;
}

/* --- the book */

static enum conf_result write_entry(struct converter *c,
                                    const struct pbk_entry *e, bool last)
{
    enum conf_result result;

    c->latest = 0;
    c->style.charset = e->charset;
    result = add_nodes(c, e);
    cfg_out_open_group(&c->cfg);
    if (result == CONF_OK)
        result = write_group(c, 0);
    cfg_out_close_group(&c->cfg, last);
    if (result == CONF_OK)
        result = carry_on(c, e->body.at + e->body.n);
    c->first_entry = false;
    return result == CONF_OK ? c->cfg.result : result;
}

static enum conf_result write_entries(struct converter *c,
                                      const struct pbk *book)
{
    struct pbk_walk walk = pbk_entries(book);
    enum conf_result result = CONF_OK;
    struct pbk_entry entry, next;
    bool more = pbk_next_entry(&walk, &entry);

    cfg_out_open_list(&c->cfg, cfg_name("entries"));
    while (more && result == CONF_OK) {
        more = pbk_next_entry(&walk, &next);
        result = write_entry(c, &entry, !more);
        entry = next;
    }
    cfg_out_close_list(&c->cfg);
    return result;
}

/* How most lines end is not worth counting: how the first one does. */
static const char *line_end_of(const char *bytes, size_t n)
{
    const char *end = bytes + n, *at = bytes;

    while (at < end && !is_line_end(*at))
        at++;
    if (at == end || (*at == '\r' && at + 1 < end && at[1] == '\n'))
        return "\r\n";
    return *at == '\r' ? "\r" : "\n";
}

static enum conf_result write_book(struct converter *c, const struct pbk *book)
{
    const char *line_end = c->style.line_end;
    const char *end = book->text.at + book->text.n;
    enum conf_result result;

    if (strcmp(line_end, "\r\n") != 0)
        cfg_out_text(&c->cfg, cfg_name("x-line-end"), line_end,
                     strlen(line_end), 0);
    result = write_entries(c, book);
    if (result == CONF_OK)
        result = add_span(&c->carry, c->at, end);
    if (result == CONF_OK && c->carry.used)
        cfg_out_text(&c->cfg, cfg_name("x-end"), c->carry.bytes, c->carry.used,
                     0);
    return result == CONF_OK ? c->cfg.result : result;
}

/* Whoever has the text now must be able to read it. */
static enum conf_result check_text(const struct converter *c, size_t start)
{
    struct cfg_text text;
    enum conf_result result =
        cfg_text_make(c->cfg.out->bytes + start, c->cfg.out->used - start,
                      c->file, false, &text, c->p);

    cfg_text_free(&text);
    return result;
}

static bool is_blank_text(struct pbk_span s)
{
    size_t i = 0;

    while (i < s.n && (text_is_blank(s.at[i]) || is_line_end(s.at[i])))
        i++;
    return i == s.n;
}

/* Text that has no header is something else. */
static enum conf_result check_book(const struct pbk *book,
                                   struct conf_problem *p)
{
    struct pbk_walk walk = pbk_entries(book);
    struct pbk_entry entry;

    if (pbk_next_entry(&walk, &entry) || is_blank_text(book->text))
        return CONF_OK;
    return conf_fail(p, CONF_FORMAT,
                     "%s: this is no RAS phonebook: no line begins with '['",
                     book->file);
}

static enum conf_result convert(struct converter *c, const struct pbk *book)
{
    size_t start = c->cfg.out->used;
    enum conf_result result = write_book(c, book);

    if (result == CONF_OK)
        return check_text(c, start);
    if (result == CONF_NOMEM)
        return no_memory(c);
    if (result == CONF_LIMIT && c->p && !c->p->text[0])
        return conf_fail(c->p, result, "%s: the other form is too large",
                         c->file);
    return result;
}

enum conf_result convert_pbk_to_cfg(const char *bytes, size_t n,
                                    const char *file, struct buf *out,
                                    struct convert_report *report,
                                    struct conf_problem *p)
{
    struct converter c = {.file = file,
                          .cfg = {.out = out},
                          .report = report,
                          .p = p,
                          .first_entry = true,
                          .at = bytes,
                          .carry = buf_new(n),
                          .chunk = buf_new(n),
                          .canonical = buf_new(CFG_TEXT_MAX_BYTES),
                          .value = convert_value_new()};
    enum conf_result result;
    struct pbk book;

    if (p)
        p->text[0] = '\0';
    result = pbk_open(&book, file, bytes, n, p);
    if (result == CONF_OK)
        result = check_book(&book, p);
    c.style.line_end = line_end_of(bytes, n);
    if (result == CONF_OK)
        result = convert(&c, &book);
    buf_free(&c.carry);
    buf_free(&c.chunk);
    buf_free(&c.canonical);
    convert_value_free(&c.value);
    free(c.nodes);
    return result;
}
