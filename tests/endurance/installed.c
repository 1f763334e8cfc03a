#include "tests/endurance/installed.h"

#include <stdio.h>

#include "tests/link/scene.h"

#define HOME    "/usr/lib/ppp-rasdial"
#define SECRETS "alice * s3cret\n"

bool installed_shell(const char *command)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    return scene_wait(scene_spawn(argv, NULL), 20) == 0;
}

static bool copy_files(void)
{
    char command[2400];

    snprintf(command, sizeof(command),
             "set -e; umask 022; d=$(echo /usr/lib/pppd/*.*.*); "
             "mkdir -p /etc/ppp/ras " HOME "/dialers; cp %s $d/rasdial.so; "
             "cp %s " INSTALLED_DIALER "; cp %s %s " HOME "; "
             "chmod -R go-w " HOME,
             scene_build("rasdial.so"), scene_build("tests/dialers/unruly.so"),
             scene_build("ras-custom-dial"), scene_build("librasapi.so.0"));
    return installed_shell(command);
}

bool installed_make(const char *options)
{
    char text[400];

    if (!copy_files())
        return false;
    snprintf(text, sizeof(text),
             "plugin rasdial.so\nlcp-restart 1\nlcp-max-terminate 1\n"
             "child-timeout 1\nconnect-delay 100\n%s",
             options);
    scene_write("/etc/ppp/peers/rasdial", text, 0644);
    scene_write("/etc/ppp/pap-secrets", SECRETS, 0600);
    scene_write("/etc/ppp/chap-secrets", SECRETS, 0600);
    return true;
}
