/*
 * check_entry.h - is an entry what entry.h and the table of keys promise?
 */
#ifndef TESTS_FUZZ_CHECK_ENTRY_H
#define TESTS_FUZZ_CHECK_ENTRY_H

#include "conf/entry.h"

void check_entry(const struct entry *entry);

#endif
