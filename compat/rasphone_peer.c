#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_out.h"
#include "compat/settings.h"
#include "conf/replace.h"

/* A peers file is a few lines. */
#define PEER_MAX 16384

struct peer {
    struct buf text;
    enum conf_result result;
};

static void add(struct peer *p, const char *text)
{
    if (p->result == CONF_OK)
        p->result = buf_add(&p->text, text, strlen(text));
}

/* What pppd's reader cannot take back as one word is refused. */
static void add_option(struct peer *p, const char *name, const char *value)
{
    char word[SETTINGS_WORD];

    if (p->result == CONF_OK && !settings_quote(value, word, sizeof(word)))
        p->result = CONF_VALUE;
    add(p, name);
    add(p, " ");
    add(p, word);
    add(p, "\n");
}

/* pppd's working directory is another one. */
static void add_path(struct peer *p, const char *name, const char *path)
{
    char *real = realpath(path, NULL);

    if (!real && p->result == CONF_OK)
        p->result = errno == ENOMEM ? CONF_NOMEM : CONF_OPEN;
    if (real)
        add_option(p, name, real);
    free(real);
}

static void make(struct peer *p, const struct rasphone *r,
                 const struct rasphone_found *found)
{
    char standard[PATH_MAX];

    add(p, "# Made by rasphone(1): pppd call dials the entry with it.\n"
           "plugin rasdial.so\n");
    add_option(p, "ras-entry", found->entry.name);
    if (!books_main(r->places.system, standard) ||
        strcmp(found->book.path, standard) != 0)
        add_path(p, "ras-phonebook", found->book.path);
    if (r->options->config)
        add_path(p, "ras-config", r->options->config);
}

static int write_file(const char *path, const struct buf *text)
{
    struct conf_problem p = {""};
    struct replace *file;
    enum conf_result result = replace_open(path, PEER_MAX, &file, &p);

    if (result == CONF_OK)
        result = replace_commit(file, buf_text(text), text->used, &p);
    replace_close(file);
    return result == CONF_OK ? OUT_SUCCESS : out_fail(0, "%s", p.text);
}

int rasphone_peer(struct rasphone *r)
{
    struct peer p = {buf_new(PEER_MAX), CONF_OK};
    struct rasphone_found found;
    uint32_t error;
    int status;

    if (!rasphone_find(r, r->options->words[0], &found))
        return OUT_FAILURE;
    make(&p, r, &found);
    error = raserr_from_conf(p.result);
    if (p.result != CONF_OK)
        status = out_fail(error, "%s",
                          p.result == CONF_VALUE
                              ? "pppd's options cannot hold the entry's name, "
                                "or the path of a file"
                              : raserr_text(error));
    else if (r->options->output)
        status = write_file(r->options->output, &p.text);
    else
        status =
            fputs(buf_text(&p.text), stdout) < 0 ? OUT_FAILURE : OUT_SUCCESS;
    buf_free(&p.text);
    rasphone_found_free(&found);
    return status;
}
