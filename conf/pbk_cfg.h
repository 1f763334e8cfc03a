/*
 * pbk_cfg.h - an entry of a PBK as libconfig settings.
 *
 * Owns the first adapter: lines of text become a group of settings, which is
 * the one form that entry_cfg.h reads, whatever the phonebook's form:
 *
 *     name = "Branch Office"; Type = 1; RedialAttempts = 3; ...
 *     netcomponents = ({ id = "ms_server"; enabled = true; }, ...);
 *     media = ({ type = "serial"; Port = "COM1"; ...
 *         devices = ({ type = "modem"; Speaker = 1; ...
 *             numbers = ({ PhoneNumber = "5550101"; ... }, ...); }); });
 */
#ifndef CONF_PBK_CFG_H
#define CONF_PBK_CFG_H

#include "conf/entry.h"
#include "conf/pbk.h"
#include "conf/result.h"

/* Groups of one kind that an entry may have: far above what Windows writes. */
#define PBK_GROUPS_MAX 256

struct config_setting_t;

/*
 * Adds the entry's settings to the empty group GROUP. Each setting's hook is
 * its line number. CONF_LIMIT, CONF_NOMEM.
 */
enum conf_result pbk_cfg_build(const struct pbk_entry *source,
                               struct config_setting_t *group,
                               struct conf_problem *p);

/* Builds, reads with entry_cfg_read(), and forgets the settings. */
enum conf_result pbk_cfg_load(const struct pbk_entry *source,
                              struct entry **entry, struct conf_problem *p);

#endif
