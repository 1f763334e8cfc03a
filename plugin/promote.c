#include "plugin/promote.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/book_edit.h"
#include "plugin/shim.h"

/* How long the child may take, and how often it is asked. */
#define WRITE_SECONDS 30
#define ASK_MS        250

/* What the child says first: it is written, it is not and why. */
enum { WRITTEN = '+', NOT_WRITTEN = '-' };

static struct {
    struct book_number number; /* for the child, which has a copy of the job */
    const char *phonebook;
    char shown[1400]; /* "[Office]: 5551" */
    size_t done;      /* job->promoted that was last written, or tried */
    int news;         /* from the child, -1 = there is none */
    char text[600];
    size_t used;
} promote = {.news = -1};

/* --- the child's rights */

/* Where others may make files, they cannot exchange what is not theirs. */
static bool is_roots(const struct stat *st)
{
    return st->st_uid == 0 &&
           (!(st->st_mode & (S_IWGRP | S_IWOTH)) || st->st_mode & S_ISVTX);
}

/* Of a path without links: each directory down to the file's. */
static bool is_roots_way(const char *path, struct conf_problem *p)
{
    char directory[PATH_MAX];
    const char *end = path;
    struct stat st;

    do {
        int n = end == path ? 1 : (int)(end - path);

        snprintf(directory, sizeof(directory), "%.*s", n, path);
        if (lstat(directory, &st) < 0 || !S_ISDIR(st.st_mode) ||
            !is_roots(&st)) {
            conf_fail(p, CONF_OPEN, "%s: others than root can exchange %s",
                      path, directory);
            return false;
        }
        end = strchr(end + 1, '/');
    } while (end);
    return true;
}

static bool become(uid_t user, struct conf_problem *p)
{
    const struct passwd *who = getpwuid(user);

    if (who && initgroups(who->pw_name, who->pw_gid) == 0 &&
        setgid(who->pw_gid) == 0 && setuid(user) == 0 && geteuid() == user)
        return true;
    conf_fail(p, CONF_OPEN, "%s: it belongs to user %u, whom nobody can become",
              promote.phonebook, (unsigned)user);
    return false;
}

/* FILE becomes what is to be written, with the rights that are left. */
static bool take_rights(char file[PATH_MAX], struct conf_problem *p)
{
    struct stat st;

    if (!realpath(promote.phonebook, file) || stat(file, &st) < 0) {
        conf_fail(p, CONF_OPEN, "%s: %s", promote.phonebook, strerror(errno));
        return false;
    }
    if (geteuid() != 0)
        return true;
    return st.st_uid ? become(st.st_uid, p) : is_roots_way(file, p);
}

static void write_book(int news, int unused)
{
    struct conf_problem p = {""};
    char file[PATH_MAX];
    bool written;

    (void)unused;
    alarm(WRITE_SECONDS);
    written = take_rights(file, &p) &&
              book_promote(file, &promote.number, &p) == CONF_OK;
    (void)dprintf(news, "%c%s", written ? WRITTEN : NOT_WRITTEN, p.text);
}

/* --- in pppd */

static void say_failed(const char *why)
{
    shim_log(SHIM_WARNING, "%s goes first until pppd ends; %s", promote.shown,
             why);
}

static void say(void)
{
    promote.text[promote.used] = '\0';
    if (promote.text[0] == WRITTEN)
        shim_log(SHIM_NOTICE, "%s goes first, and stands so in %s",
                 promote.shown, promote.phonebook);
    else
        say_failed(promote.used > 1 ? promote.text + 1
                                    : "the phonebook could not be written");
}

void promote_forget(void)
{
    if (promote.news >= 0)
        close(promote.news);
    promote.news = -1;
}

static void on_news(void *context)
{
    size_t left = sizeof(promote.text) - 1 - promote.used;
    ssize_t n = read(promote.news, promote.text + promote.used, left);

    (void)context;
    if (n > 0)
        promote.used += (size_t)n;
    if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR))) {
        shim_timer(on_news, ASK_MS);
        return;
    }
    promote_forget();
    say();
}

static void start(void)
{
    int ends[2], child = -1;

    promote.used = 0;
    if (pipe2(ends, O_CLOEXEC) < 0) {
        say_failed(strerror(errno));
        return;
    }
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        child = shim_child("phonebook", ends[1], ends[1], write_book);
    if (child < 0)
        say_failed(strerror(errno));
    else
        close(child); /* pppd reaps it */
    close(ends[1]);
    promote.news = ends[0];
    if (child < 0)
        promote_forget();
    else
        shim_timer(on_news, ASK_MS);
}

/* SharedPhoneNumbers: the numbers stand in the first link, whose they are. */
static const struct entry_media *owner(const struct job *job)
{
    const struct entry_media *first = job->entry->media;
    const struct entry_device *d = entry_dialled_device(first);

    return d && d->numbers == job->device->numbers ? first : job->media;
}

static void describe(const struct job *job, const struct entry_number *n)
{
    const struct entry_media *media = owner(job);
    const struct entry_device *device = entry_dialled_device(media);

    promote.number = (struct book_number){
        .entry = job->entry->name,
        .media = (unsigned)(media - job->entry->media) + 1,
        .device = (unsigned)(device - media->devices) + 1,
        .number = n->number,
        .area_code = n->area_code,
    };
    promote.phonebook = job->phonebook;
    snprintf(promote.shown, sizeof(promote.shown), "[%s]: %s", job->entry->name,
             n->number);
}

void promote_connected(const struct job *job)
{
    const struct entry_number *n;

    if (!job->promoted || job->promoted == promote.done || promote.news >= 0 ||
        !job->phonebook[0] || job->number[0])
        return;
    n = choice_number(job->device, job->promoted);
    if (!n)
        return;
    promote.done = job->promoted;
    describe(job, n);
    if (job->roots_book && shim_user_id() != 0)
        say_failed("only a call of root's changes root's phonebook");
    else if (job->phonebook[0] != '/')
        say_failed("the phonebook's path is not absolute");
    else
        start();
}
