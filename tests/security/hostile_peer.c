/*
 * hostile_peer - answers a call, on stdin and stdout, as tests/security/talk.h
 * says. Each call is another round:
 *
 *     hostile_peer SEED FILE      FILE counts the calls
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/security/generate.h"
#include "tests/security/talk.h"

enum { QUIET_MS = 400 };

static unsigned next_round(const char *file)
{
    int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    char text[16] = "";
    unsigned round = 0;

    if (fd < 0 || flock(fd, LOCK_EX) < 0)
        return 0;
    if (read(fd, text, sizeof(text) - 1) > 0)
        round = (unsigned)strtoul(text, NULL, 10);
    (void)lseek(fd, 0, SEEK_SET);
    dprintf(fd, "%u\n", round + 1);
    close(fd);
    return round;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    generate_begin(strtoul(argv[1], NULL, 10), 50, next_round(argv[2]));
    talk(0, 1, QUIET_MS);
    return 0;
}
