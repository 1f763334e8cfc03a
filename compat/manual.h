/*
 * manual.h - the manual pages that have a source of their own.
 */
#ifndef COMPAT_MANUAL_H
#define COMPAT_MANUAL_H

/* ras.conf(5). */
void manual_conf_page(void);

#endif
