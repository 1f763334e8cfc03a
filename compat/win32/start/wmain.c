/*
 * wmain.c - the main() of a program that has a wmain(). librasapi_main.a holds
 * nothing else; the linker takes it for a program without a main() only.
 *
 * In C++ wmain is an ordinary function, whose name tells its parameters: each
 * form is asked for weakly, and the one that the program has is called.
 */
#include <windows.h>

#define WMAIN(symbol)                                                          \
    int wmain_##symbol(int argc, WCHAR **argv, WCHAR **envp) __asm__(#symbol)  \
        __attribute__((weak))

WMAIN(wmain);
WMAIN(_Z5wmainv);
WMAIN(_Z5wmainiPPw);
WMAIN(_Z5wmainiPPKw);
WMAIN(_Z5wmainiPKPw);
WMAIN(_Z5wmainiPKPKw);
WMAIN(_Z5wmainiPPwS0_);

typedef int wmain_form(int argc, WCHAR **argv, WCHAR **envp);

static wmain_form *find_wmain(void)
{
    /* A caller cleans up what a callee does not take: one call suits all. */
    wmain_form *const forms[] = {
        wmain_wmain,           wmain__Z5wmainv,     wmain__Z5wmainiPPw,
        wmain__Z5wmainiPPKw,   wmain__Z5wmainiPKPw, wmain__Z5wmainiPKPKw,
        wmain__Z5wmainiPPwS0_,
    };
    size_t i;

    for (i = 0; i < ARRAYSIZE(forms); i++)
        if (forms[i])
            return forms[i];
    return NULL;
}

static WCHAR *wide(const char *text)
{
    int n = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
    WCHAR *to = n > 0 ? calloc((size_t)n, sizeof(*to)) : NULL;

    if (to)
        MultiByteToWideChar(CP_UTF8, 0, text, -1, to, n);
    return to;
}

static void free_list(WCHAR **list)
{
    size_t i;

    for (i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

static WCHAR **wide_list(char **list)
{
    WCHAR **to;
    size_t n = 0, i;

    while (list[n])
        n++;
    to = calloc(n + 1, sizeof(*to));
    for (i = 0; to && i < n; i++) {
        to[i] = wide(list[i]);
        if (!to[i]) {
            free_list(to);
            return NULL;
        }
    }
    return to;
}

int main(int argc, char **argv, char **envp);

int main(int argc, char **argv, char **envp)
{
    WCHAR **arguments = wide_list(argv), **environment = wide_list(envp);
    wmain_form *wmain = find_wmain();

    if (!arguments || !environment) {
        free_list(arguments);
        free_list(environment);
        fputs("No memory for the arguments.\n", stderr);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (!wmain) {
        fputs("The program has neither main nor wmain.\n", stderr);
        return ERROR_PROC_NOT_FOUND;
    }
    /* They stay for the life of the program, like argv itself. */
    return wmain(argc, arguments, environment);
}
