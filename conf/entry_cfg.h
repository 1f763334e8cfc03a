/*
 * entry_cfg.h - libconfig settings as a typed entry.
 *
 * Owns the second adapter: the group of settings that pbk_cfg.h describes is
 * checked value by value against the table of keys and becomes struct entry.
 */
#ifndef CONF_ENTRY_CFG_H
#define CONF_ENTRY_CFG_H

#include "conf/cfg_text.h"
#include "conf/entry.h"
#include "conf/result.h"

struct config_setting_t;

/*
 * Reads the group ENTRY. A message names FILE and the setting's line: its
 * hook if it has one, else where libconfig read it. *OUT is NULL on failure:
 * CONF_VALUE, CONF_LIMIT, CONF_NOMEM.
 */
enum conf_result entry_cfg_read(const struct config_setting_t *group,
                                const char *file, struct entry **out,
                                struct conf_problem *p);

/* The same for settings that libconfig read from TEXT: it knows their file. */
enum conf_result entry_cfg_read_text(const struct config_setting_t *group,
                                     const char *file,
                                     const struct cfg_text *text,
                                     struct entry **out,
                                     struct conf_problem *p);

#endif
