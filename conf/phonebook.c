#include "conf/phonebook.h"

#include "conf/file.h"
#include "conf/pbk.h"
#include "conf/pbk_cfg.h"

enum conf_result phonebook_open(const char *file, int *fd,
                                struct conf_problem *p)
{
    if (p)
        p->text[0] = '\0';
    return file_open(file, fd, p);
}

enum conf_result phonebook_load_entry(int fd, const char *file,
                                      const char *name, struct entry **entry,
                                      struct conf_problem *p)
{
    enum conf_result result;
    struct file_bytes bytes;
    struct pbk_entry found;
    struct pbk book;

    *entry = NULL;
    if (p)
        p->text[0] = '\0';
    result = file_read(fd, file, PHONEBOOK_MAX_BYTES, &bytes, p);
    if (result != CONF_OK)
        return result;
    result = pbk_open(&book, file, bytes.bytes, bytes.n, p);
    if (result == CONF_OK)
        result = pbk_find(&book, name, &found, p);
    if (result == CONF_OK)
        result = pbk_cfg_load(&found, entry, p);
    file_free(&bytes);
    return result;
}
