#include "compat/mdoc.h"

#include <stdbool.h>
#include <string.h>

#define MANUAL_DATE "November 22, 2026"

/* mandoc(1) complains of lines that are longer than 80 characters. */
#define WIDTH 78

FILE *mdoc_out;

/* --- mdoc: text that nothing in it is taken for a request */

/* Two hyphens would be set as a dash. */
static void put_word(const char *word, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        if (word[i] == '\\')
            fputs("\\e", mdoc_out);
        else if (word[i] == '-' &&
                 (word[i + 1] == '-' || (i > 0 && word[i - 1] == '-')))
            fputs("\\-", mdoc_out);
        else
            fputc(word[i], mdoc_out);
    }
}

/* A word at the start of a line must not look like a request. */
static void begin_line(const char *word)
{
    if (*word == '.' || *word == '\'')
        fputs("\\&", mdoc_out);
}

/* Each sentence begins a line, as mdoc wants it. */
static bool ends_sentence(const char *word, size_t n)
{
    return n > 1 && word[n - 1] == '.';
}

/* TEXT as lines; COLUMN is where the current line is, 0 at its start. */
size_t mdoc_words(const char *text, size_t column)
{
    size_t n;

    for (; *text; text += n) {
        text += strspn(text, " ");
        n = strcspn(text, " ");
        if (column && column + n + 1 > WIDTH) {
            fputc('\n', mdoc_out);
            column = 0;
        } else if (column) {
            fputc(' ', mdoc_out);
            column++;
        }
        if (!column)
            begin_line(text);
        put_word(text, n);
        column += n;
        if (ends_sentence(text, n) && text[n]) {
            fputc('\n', mdoc_out);
            column = 0;
        }
    }
    return column;
}

void mdoc_text(const char *words)
{
    mdoc_words(words, 0);
    fputc('\n', mdoc_out);
}

/* A sentence: the tables have phrases. */
void mdoc_sentence(const char *before, const char *words)
{
    char line[1024];
    size_t n;

    snprintf(line, sizeof(line), "%s%s", before, words);
    n = strlen(line);
    if (line[0] >= 'a' && line[0] <= 'z')
        line[0] = (char)(line[0] - 'a' + 'A');
    if (n && n < sizeof(line) - 1 && line[n - 1] != '.')
        memcpy(line + n, ".", 2);
    mdoc_text(line);
}

/* A request, with ARGUMENT as its one argument. */
void mdoc_request(const char *name, const char *argument)
{
    fprintf(mdoc_out, "%s \\&", name);
    put_word(argument, strlen(argument));
    fputc('\n', mdoc_out);
}

void mdoc_section(const char *name)
{
    fprintf(mdoc_out, ".Sh %s\n", name);
}

void mdoc_paragraphs(const char *const *list, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        fputs(i ? ".Pp\n" : "", mdoc_out);
        mdoc_text(list[i]);
    }
}

void mdoc_head(const char *page, const char *number, const char *name,
               const char *description)
{
    fputs(".\\\" Made by manual from the tables of the program.\n", mdoc_out);
    fprintf(mdoc_out, ".Dd %s\n.Dt %s %s\n.Os\n", MANUAL_DATE, page, number);
    mdoc_section("NAME");
    fprintf(mdoc_out, ".Nm %s\n.Nd %s\n", name, description);
}
