/*
 * uml-init - process 1 of the laboratory that tests/lab/run starts, in a User
 * Mode Linux guest or in namespaces of the machine's own kernel.
 *
 * A static program rather than a script: starting a process takes 20 to 40 ms
 * under User Mode Linux, and a script would start some sixty of them.
 *
 * Environment: LAB_RUN, the run directory; LAB_MODE=netns when not in UML;
 * LAB_MODULES, another place of kernel modules. The run directory has
 *     argv, env   NUL-terminated strings      cwd, root   a path
 *     writable    directories, one a line     limit       seconds
 *     modules     names, one a line           in, out, err (UML only)
 * and gets: started (empty, just before the command), rc (its status).
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Where the copy-on-write layers of namespaces and of --root live. */
#define LAYERS "/run/lab"

static int run_fd;             /* the run directory, whatever becomes of / */
static bool uml;               /* in a guest kernel of our own */
static char modules[PATH_MAX]; /* the directory with modules.dep */

/* --- small things */

static void complain(const char *what)
{
    fprintf(stderr, "lab: %s: %s\n", what, strerror(errno));
}

static void end(int code)
{
    if (uml) {
        sync();
        reboot(RB_POWER_OFF);
    }
    _exit(code);
}

static void must(int result, const char *what)
{
    if (result < 0) {
        complain(what);
        end(125);
    }
}

static void want(int result, const char *what)
{
    if (result < 0 && errno != EEXIST)
        complain(what);
}

/* A whole file with a NUL behind it, or NULL. */
static char *slurp(int dir, const char *name, size_t *length)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    char *text = NULL;
    size_t n = 0;
    ssize_t got = 1;
    struct stat st;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0)
        text = malloc((size_t)st.st_size + 1);
    while (text && got > 0 && n < (size_t)st.st_size) {
        got = read(fd, text + n, (size_t)st.st_size - n);
        n += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    if (text)
        text[n] = '\0';
    if (length)
        *length = n;
    return text;
}

static char *must_slurp(const char *name, size_t *length)
{
    char *text = slurp(run_fd, name, length);

    must(text ? 0 : -1, name);
    return text;
}

static void spit(const char *name, const char *text)
{
    int fd =
        openat(run_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        complain(name);
    if (fd >= 0)
        close(fd);
}

static void make_directories(const char *path)
{
    char part[PATH_MAX];
    size_t i;

    snprintf(part, sizeof part, "%s", path);
    for (i = 1; part[i]; i++) {
        if (part[i] != '/')
            continue;
        part[i] = '\0';
        mkdir(part, 0755);
        part[i] = '/';
    }
    mkdir(part, 0755);
}

/* --- kernel modules: what modprobe does, without a process for each */

static int insert(const char *relative)
{
    char path[2 * PATH_MAX];
    long result;
    int fd;

    snprintf(path, sizeof path, "%s/%s", modules, relative);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    result = syscall(SYS_finit_module, fd, "", 0);
    close(fd);
    return result < 0 && errno != EEXIST ? -1 : 0;
}

/* The line of modules.dep for a name in which - and _ are the same. */
static const char *find_module(const char *dep, const char *name)
{
    const char *line, *base;
    size_t i, n = strlen(name);

    for (line = dep; *line; line = strchrnul(line, '\n'), line += *line != 0) {
        base = line + strcspn(line, ":\n");
        while (base > line && base[-1] != '/')
            base--;
        for (i = 0; i < n; i++)
            if (base[i] != name[i] &&
                !(strchr("-_", base[i]) && base[i] && strchr("-_", name[i])))
                break;
        if (i == n && !strncmp(base + n, ".ko:", 4))
            return line;
    }
    return NULL;
}

/* modules.dep lists what a module needs behind it, the deepest last. */
static void load(const char *dep, const char *name)
{
    const char *line = find_module(dep, name);
    char *copy, *rest, *word, *list[64];
    size_t n = 0;

    if (!line) {
        fprintf(stderr, "lab: no kernel module %s\n", name);
        return;
    }
    copy = rest = strndup(line, strcspn(line, "\n"));
    while (n < COUNT(list) && (word = strsep(&rest, ": ")))
        if (*word)
            list[n++] = word;
    while (n--)
        want(insert(list[n]), list[n]);
    free(copy);
}

static char *read_modules_dep(void)
{
    const char *tree = getenv("LAB_MODULES");
    struct utsname u;
    char *dep;

    uname(&u);
    snprintf(modules, sizeof modules, "%s/%s",
             tree ? tree : "/usr/lib/uml/modules", u.release);
    must(chdir(modules), modules);
    dep = slurp(AT_FDCWD, "modules.dep", NULL);
    must(dep ? 0 : -1, "modules.dep");
    return dep;
}

static void load_modules(const char *dep)
{
    char *names = must_slurp("modules", NULL), *rest = names, *name;

    while ((name = strsep(&rest, "\n")))
        if (*name)
            load(dep, name);
    free(names);
}

/* The kernel's own requests go to modprobe, which looks in one place only. */
static void show_modules_to_modprobe(void)
{
    char place[PATH_MAX + 32];

    mkdir("/lib/modules", 0755);
    snprintf(place, sizeof place, "/lib/modules%s", strrchr(modules, '/'));
    want(symlink(modules, place), place);
}

/* --- file systems */

static void mount_or_say(const char *source, const char *target,
                         const char *type, unsigned long flags,
                         const char *options)
{
    want(mount(source, target, type, flags, options), target);
}

/* Binds each writable directory over the same path below `root`. */
static void bind_writable(const char *root)
{
    char *list = must_slurp("writable", NULL), *rest = list, *dir;
    char target[2 * PATH_MAX];

    while ((dir = strsep(&rest, "\n"))) {
        if (!*dir)
            continue;
        snprintf(target, sizeof target, "%s%s", root, dir);
        make_directories(target);
        mount_or_say(dir, target, NULL, MS_BIND | MS_REC, NULL);
    }
    free(list);
}

static int overlay(const char *lower, const char *target, const char *layers)
{
    char upper[PATH_MAX], work[PATH_MAX], options[4 * PATH_MAX];

    snprintf(upper, sizeof upper, "%s/upper%s", layers, lower);
    snprintf(work, sizeof work, "%s/work%s", layers, lower);
    make_directories(upper);
    make_directories(work);
    snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s,workdir=%s",
             lower, upper, work);
    return mount("overlay", target, "overlay", 0, options);
}

static void make_uml_root(void)
{
    /* Nothing has been mounted yet: / is the host's, through hostfs. */
    must(mount("tmpfs", "/mnt", "tmpfs", 0, "mode=755"), "/mnt");
    must(mkdir("/mnt/root", 0755), "/mnt/root");
    must(overlay("/", "/mnt/root", "/mnt"), "overlay");
    bind_writable("/mnt/root");
    mount_or_say("/dev", "/mnt/root/dev", NULL, MS_MOVE, NULL);
    must(chdir("/mnt/root"), "chdir");
    must(mount(".", "/", NULL, MS_MOVE, NULL), "move root");
    must(chroot("."), "chroot");
    must(chdir("/"), "chdir");
    mount_or_say("sysfs", "/sys", "sysfs", 0, NULL);
}

static void make_uml_dev(void)
{
    static const char *const links[][2] = {
        {"/proc/self/fd", "/dev/fd"},
        {"/proc/self/fd/0", "/dev/stdin"},
        {"/proc/self/fd/1", "/dev/stdout"},
        {"/proc/self/fd/2", "/dev/stderr"},
    };
    size_t i;

    mkdir("/dev/pts", 0755);
    mkdir("/dev/shm", 0755);
    mount_or_say("devpts", "/dev/pts", "devpts", 0,
                 "gid=5,mode=620,ptmxmode=666");
    mount_or_say("tmpfs", "/dev/shm", "tmpfs", 0, "mode=1777");
    for (i = 0; i < COUNT(links); i++)
        want(symlink(links[i][0], links[i][1]), links[i][1]);
}

static void make_run(void)
{
    mount_or_say("tmpfs", "/run", "tmpfs", 0, "mode=755");
    mkdir("/run/lock", 0755);
    chmod("/run/lock", 01777);
    mkdir("/run/netns", 0755);
    mkdir(LAYERS, 0755);
}

/*
 * Namespaces: layers over what tests and maintainer scripts may write to. A
 * directory that cannot have one (no overlayfs in this kernel) is shown.
 * The writable directories are held open, or the layers would hide them.
 */
static void make_netns_root(void)
{
    static const char *const copied[] = {"/etc", "/home", "/root", "/srv",
                                         "/tmp", "/usr",  "/var"};
    char *list = must_slurp("writable", NULL), *rest = list, *dir;
    char held[64][64], *paths[64];
    size_t i, n = 0;

    while ((dir = strsep(&rest, "\n")) && n < COUNT(paths)) {
        int fd = *dir ? open(dir, O_PATH | O_CLOEXEC) : -1;

        snprintf(held[n], sizeof held[n], "/proc/self/fd/%d", fd);
        if (fd >= 0)
            paths[n++] = dir;
    }
    make_run();
    for (i = 0; i < COUNT(copied); i++)
        want(overlay(copied[i], copied[i], LAYERS), copied[i]);
    for (i = 0; i < n; i++) {
        make_directories(paths[i]);
        mount_or_say(held[i], paths[i], NULL, MS_BIND | MS_REC, NULL);
    }
    free(list);
}

/* Another Debian tree: also a layer, so that the tree itself stays clean. */
static void enter_root(const char *tree)
{
    static const char *const shared[] = {"/proc", "/sys", "/dev"};
    char target[PATH_MAX];
    size_t i;

    must(mkdir(LAYERS "/tree", 0755), LAYERS "/tree");
    must(overlay(tree, LAYERS "/tree", LAYERS), tree);
    for (i = 0; i < COUNT(shared); i++) {
        snprintf(target, sizeof target, LAYERS "/tree%s", shared[i]);
        mount_or_say(shared[i], target, NULL, MS_BIND | MS_REC, NULL);
    }
    /* Without what is mounted below it, which is this very tree. */
    mount_or_say("/run", LAYERS "/tree/run", NULL, MS_BIND, NULL);
    bind_writable(LAYERS "/tree");
    must(chroot(LAYERS "/tree"), tree);
    must(chdir("/"), tree);
}

static void raise_loopback(void)
{
    struct ifreq q = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    want(fd < 0 ? -1 : ioctl(fd, SIOCSIFFLAGS, &q), "lo");
    if (fd >= 0)
        close(fd);
}

static void set_up(void)
{
    char *dep = NULL, *root;

    if (uml) {
        dep = read_modules_dep();
        load(dep, "overlay");
        make_uml_root();
        mount_or_say("proc", "/proc", "proc", 0, NULL);
        make_uml_dev();
        make_run();
        show_modules_to_modprobe();
        load_modules(dep);
        want(sethostname("lab", 3), "hostname");
    } else {
        make_netns_root();
        mount_or_say("proc", "/proc", "proc", 0, NULL);
        mount_or_say("sysfs", "/sys", "sysfs", 0, NULL);
    }
    raise_loopback();
    root = must_slurp("root", NULL);
    if (*root)
        enter_root(root);
    free(root);
    free(dep);
}

/* --- the command */

/* The strings of a NUL-terminated list. */
static char **read_list(const char *name)
{
    size_t length, i, n = 0;
    char *text = must_slurp(name, &length), **list;

    for (i = 0; i < length; i++)
        n += text[i] == '\0';
    list = calloc(n + 1, sizeof *list);
    must(list ? 0 : -1, name);
    for (i = n = 0; i < length; i += strlen(text + i) + 1)
        list[n++] = text + i;
    return list;
}

static void set_environment(void)
{
    static char path[8192];
    char **list = read_list("env");

    environ = list;
    snprintf(path, sizeof path, "%s:/usr/local/sbin:/usr/sbin:/sbin",
             getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
    must(setenv("PATH", path, 1), "PATH");
}

/* A guest's files stand for the standard streams; namespaces inherit them. */
static void open_streams(void)
{
    static const char *const names[] = {"in", "out", "err"};
    int i, fd;

    for (i = 0; uml && i < 3; i++) {
        fd = openat(run_fd, names[i],
                    O_CLOEXEC | (i ? O_WRONLY | O_APPEND : O_RDONLY));
        if (fd < 0 || dup2(fd, i) < 0)
            _exit(125);
    }
}

static void become(char **argv, const char *cwd)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    open_streams();
    setsid();
    if (chdir(cwd) < 0) {
        complain(cwd);
        _exit(125);
    }
    execvp(argv[0], argv);
    complain(argv[0]);
    _exit(errno == ENOENT ? 127 : 126);
}

/* Reaps everybody's orphans until the command ends or the time is up. */
static int wait_for(pid_t command, long seconds)
{
    struct timespec from, now, left = {0, 0};
    int status = 0;
    sigset_t set;
    pid_t pid;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (;;) {
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0 && pid != command)
            ;
        if (pid == command)
            return WIFEXITED(status) ? WEXITSTATUS(status)
                                     : 128 + WTERMSIG(status);
        clock_gettime(CLOCK_MONOTONIC, &now);
        left.tv_sec = seconds - (now.tv_sec - from.tv_sec);
        if (left.tv_sec <= 0)
            return 124;
        (void)sigtimedwait(&set, NULL, &left);
    }
}

static int run_command(void)
{
    char **argv = read_list("argv"), *cwd = must_slurp("cwd", NULL);
    char *limit = must_slurp("limit", NULL);
    sigset_t set;
    pid_t pid;

    set_environment();
    /* Before fork(): a command that ends at once must not go unnoticed. */
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    spit("started", "");
    pid = fork();
    must(pid, "fork");
    if (pid == 0)
        become(argv, cwd);
    return wait_for(pid, strtol(limit, NULL, 10));
}

int main(void)
{
    const char *run = getenv("LAB_RUN"), *mode = getenv("LAB_MODE");
    char text[16];
    int rc;

    if (!run || getpid() != 1) {
        fprintf(stderr, "lab: tests/lab/run starts this program\n");
        return 2;
    }
    uml = !mode || strcmp(mode, "netns");
    run_fd = open(run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(run_fd, run);
    set_up();
    rc = run_command();
    kill(-1, SIGTERM);
    usleep(50000);
    kill(-1, SIGKILL);
    snprintf(text, sizeof text, "%d\n", rc);
    spit("rc", text);
    end(rc);
}
