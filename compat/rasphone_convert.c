#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_out.h"
#include "conf/cfg_text.h"
#include "conf/file.h"
#include "conf/replace.h"

static enum conf_result convert(const char *path, struct buf *out,
                                struct convert_report *report, mode_t *mode,
                                struct conf_problem *p)
{
    struct file_bytes bytes = {NULL, 0};
    struct stat st;
    enum conf_result result;
    int fd;

    result = phonebook_open(path, &fd, p);
    if (result != CONF_OK)
        return result;
    *mode = fstat(fd, &st) == 0 ? st.st_mode : 0600;
    result = file_read(fd, path, PHONEBOOK_MAX_BYTES, &bytes, p);
    if (result == CONF_OK &&
        phonebook_form(path, bytes.bytes, bytes.n) == PHONEBOOK_CFG)
        result = convert_cfg_to_pbk(bytes.bytes, bytes.n, path,
                                    cfg_text_may_include(fd), out, report, p);
    else if (result == CONF_OK)
        result = convert_pbk_to_cfg(bytes.bytes, bytes.n, path, out, report, p);
    file_free(&bytes);
    close(fd);
    return result;
}

/* What nobody else may read stays so under its new name. */
static enum conf_result write_file(const char *path, const struct buf *text,
                                   mode_t mode, struct conf_problem *p)
{
    mode_t before = umask(~mode & 0777);
    struct replace *file = NULL;
    enum conf_result result = replace_open(path, PHONEBOOK_MAX_BYTES, &file, p);

    if (result == CONF_OK)
        result = replace_commit(file, buf_text(text), text->used, p);
    replace_close(file);
    umask(before);
    return result;
}

static enum conf_result write_out(const struct buf *text)
{
    return fwrite(buf_text(text), 1, text->used, stdout) == text->used
               ? CONF_OK
               : CONF_WRITE;
}

static void print_losses(const struct convert_report *report)
{
    static const char *const words[] = {[CONVERT_DROPPED] = "left out",
                                        [CONVERT_MOVED] = "moved",
                                        [CONVERT_CHANGED] = "changed"};
    size_t i;

    for (i = 0; i < report->n; i++)
        out_fail(0, "%s: %s", words[report->notes[i].loss],
                 report->notes[i].text);
    if (report->beyond)
        out_fail(0, "and %zu more", report->beyond);
}

int rasphone_convert(struct rasphone *r)
{
    const char *from = r->options->words[0];
    const char *to = r->options->n_words > 1 ? r->options->words[1] : NULL;
    struct buf out = buf_new(CONVERT_OUT_MAX);
    struct convert_report report = {0};
    struct conf_problem p = {""};
    mode_t mode = 0600;
    enum conf_result result = convert(from, &out, &report, &mode, &p);

    if (result == CONF_OK)
        result = to ? write_file(to, &out, mode, &p) : write_out(&out);
    print_losses(&report);
    convert_report_free(&report);
    buf_free(&out);
    if (result == CONF_OK)
        return OUT_SUCCESS;
    return out_fail(raserr_from_conf(result), "%s",
                    p.text[0] ? p.text : "cannot write");
}
