/*
 * mdoc.h - text as mdoc(7), of which nothing is taken for a request.
 *
 * Owns the form of the manual pages that are made from tables.
 */
#ifndef COMPAT_MDOC_H
#define COMPAT_MDOC_H

#include <stddef.h>
#include <stdio.h>

/* Where the page goes. */
extern FILE *mdoc_out;

/* The head of a page, with its NAME. */
void mdoc_head(const char *page, const char *number, const char *name,
               const char *description);

void mdoc_section(const char *name);

/* A request, with ARGUMENT as its one argument. */
void mdoc_request(const char *name, const char *argument);

/* Whole sentences, each on lines of its own. */
void mdoc_text(const char *words);

/* A sentence: the tables have phrases. BEFORE goes before it. */
void mdoc_sentence(const char *before, const char *words);

/* WORDS from COLUMN of the current line on (0: its start); the new column. */
size_t mdoc_words(const char *words, size_t column);

void mdoc_paragraphs(const char *const *list, size_t n);
#define MDOC_PARAGRAPHS(list)                                                  \
    mdoc_paragraphs(list, sizeof(list) / sizeof(*(list)))

#endif
