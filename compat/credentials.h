/*
 * credentials.h - the user names and passwords that were saved for entries.
 *
 * Owns /etc/ppp/ras/credentials, what Windows keeps in its LSA: root's, mode
 * 0600, written wholly or not at all. It is text, a record in each line, six
 * to ten fields with one tab between them:
 *
 *     PHONEBOOK  ENTRY  =USER  =PASSWORD  =DOMAIN  =CALLBACK-NUMBER
 *     =PRE-SHARED-KEY  =SERVER-KEY  =DDM-KEY  =EAP-DATA
 *
 * An empty field is a value that was not saved, "=" one that was saved and is
 * empty. Fields are written as compat/fields.h says; EAP data is in hex. A line
 * that begins with '#' is a comment; an empty one means nothing; anything else
 * is refused, with its number.
 *
 * An entry is told by its phonebook's path, without symbolic links, and its
 * name in any letter case.
 */
#ifndef COMPAT_CREDENTIALS_H
#define COMPAT_CREDENTIALS_H

#include "conf/result.h"

#define CREDENTIALS_FILE "/etc/ppp/ras/credentials"

/* Where the store is; tests name another place. */
extern const char *credentials_file;

/* struct credentials.have */
enum {
    CREDENTIALS_USER = 1,
    CREDENTIALS_PASSWORD = 2,
    CREDENTIALS_DOMAIN = 4,
    CREDENTIALS_CALLBACK = 8,
    /* IPsec's, for the entry, as a server's, as a demand-dial interface's */
    CREDENTIALS_KEY = 16,
    CREDENTIALS_SERVER_KEY = 32,
    CREDENTIALS_DDM_KEY = 64,
    CREDENTIALS_EAP = 128
};

/* The bytes of EAP data. */
#define CREDENTIALS_EAP_MAX 4096

/* UTF-8; 256 characters, a domain's 15, a number's 128. */
struct credentials {
    unsigned have;
    char user[1025], password[1025], domain[65], callback[513];
    char key[1025], server_key[1025], ddm_key[1025];
    char eap[2 * CREDENTIALS_EAP_MAX + 1];
};

/*
 * Reads what is saved for ENTRY of PHONEBOOK. CONF_NOT_FOUND: nothing is.
 * CONF_OPEN: the store cannot be read by this process. CONF_FORMAT: it is
 * broken, or open to others than its owner. *C is empty then; the caller
 * wipes it in any case.
 */
enum conf_result credentials_read(const char *file, const char *phonebook,
                                  const char *entry, struct credentials *c,
                                  struct conf_problem *p);

/*
 * Saves what C has and forgets what is in CLEAR; the rest stays. CONF_OPEN,
 * CONF_WRITE, CONF_NOMEM, CONF_FORMAT, CONF_LIMIT: nothing was changed.
 */
enum conf_result credentials_save(const char *file, const char *phonebook,
                                  const char *entry,
                                  const struct credentials *c, unsigned clear,
                                  struct conf_problem *p);

/* Forgets all of an entry; CONF_OK also if there was nothing. */
enum conf_result credentials_forget(const char *file, const char *phonebook,
                                    const char *entry, struct conf_problem *p);

/* The entry has another name from now on. */
enum conf_result credentials_rename(const char *file, const char *phonebook,
                                    const char *entry, const char *name,
                                    struct conf_problem *p);

#endif
