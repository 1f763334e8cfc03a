/* main.c - all operations that need no pppd's shape. See operation.h. */
#include "tests/inject/operation.h"

int main(int argc, char **argv)
{
    const struct operation *const lists[] = {conf_operations, compat_operations,
                                             tool_operations, api_operations,
                                             NULL};

    return operations_main(argc, argv, "operations", NULL, lists);
}
