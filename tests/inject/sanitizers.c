/*
 * sanitizers.c - what the sanitizers are told by the programs of tests/inject:
 * a report ends with a status that nothing else has, and memory that there is
 * not is no report. A program, or a test, may have its own word on leaks.
 */
#pragma GCC visibility push(default)
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "exitcode=86:allocator_may_return_null=1";
}

const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
    return "exitcode=86:print_stacktrace=1";
}

/* libconfig 1.5 loses the text that it reads when it meets an error. */
const char *__lsan_default_suppressions(void) __attribute__((weak));
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig.so\n";
}
#pragma GCC visibility pop
