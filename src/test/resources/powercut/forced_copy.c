/*
 * Keeps a copy of what a process has forced to the disk: what a power cut would leave of its files.
 *
 *   cc -shared -fPIC -O1 -o forced_copy.so forced_copy.c -ldl -lpthread
 *   FORCED_FROM=/absolute/folder FORCED_TO=/absolute/copy LD_PRELOAD=./forced_copy.so program
 *
 * Writes to files below FORCED_FROM are remembered as ranges. When fsync or fdatasync of the file
 * succeeds, the ranges that were written before the call are copied. What was not forced never
 * reaches the copy. Lengths, new names and removals reach it with the next force of any file, as
 * with the journal of ext4. Memory-mapped writes are not seen: a file that is changed by them stays
 * old in the copy.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct range {
  char path[PATH_MAX];
  off_t from, to;
  struct range *next;
};

struct name_change {
  char from[PATH_MAX], to[PATH_MAX]; /* an empty "to" is a removal */
  struct name_change *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct range *ranges;
static struct name_change *changes, **last_change = &changes;

/* Returns 1 and the path if a descriptor is of a file below FORCED_FROM. */
static int watched_fd(int fd, char *path) {
  const char *root = getenv("FORCED_FROM");
  char link[64];
  struct stat status;
  if (root == NULL || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, root, strlen(root)) == 0;
}

static int watched_path(const char *path) {
  const char *root = getenv("FORCED_FROM");
  return root != NULL && strncmp(path, root, strlen(root)) == 0;
}

static void copy_path(const char *path, char *copy) {
  snprintf(copy, PATH_MAX, "%s%s", getenv("FORCED_TO"), path + strlen(getenv("FORCED_FROM")));
}

static void make_parents(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(path, 0777);
    *slash = '/';
  }
}

static void wrote(int fd, off_t from, ssize_t count) {
  int saved = errno;
  struct range *range = malloc(sizeof *range);
  if (count > 0 && from >= 0 && range != NULL && watched_fd(fd, range->path)) {
    range->from = from;
    range->to = from + count;
    pthread_mutex_lock(&lock);
    range->next = ranges;
    ranges = range;
    pthread_mutex_unlock(&lock);
  } else {
    free(range);
  }
  errno = saved;
}

ssize_t write(int fd, const void *data, size_t size) {
  off_t from = lseek(fd, 0, SEEK_CUR);
  ssize_t count = REAL(write)(fd, data, size);
  wrote(fd, from, count);
  return count;
}

ssize_t writev(int fd, const struct iovec *parts, int number) {
  off_t from = lseek(fd, 0, SEEK_CUR);
  ssize_t count = REAL(writev)(fd, parts, number);
  wrote(fd, from, count);
  return count;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t from) {
  ssize_t count = REAL(pwrite64)(fd, data, size, from);
  wrote(fd, from, count);
  return count;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t from) {
  ssize_t count = REAL(pwrite)(fd, data, size, from);
  wrote(fd, from, count);
  return count;
}

static void renamed(const char *from, const char *to) {
  struct name_change *change = malloc(sizeof *change);
  if (change == NULL) return;
  snprintf(change->from, PATH_MAX, "%s", from);
  snprintf(change->to, PATH_MAX, "%s", to);
  change->next = NULL;
  pthread_mutex_lock(&lock);
  *last_change = change;
  last_change = &change->next;
  for (struct range *each = ranges; each != NULL; each = each->next) {
    if (strcmp(each->path, from) == 0) snprintf(each->path, PATH_MAX, "%s", to);
  }
  pthread_mutex_unlock(&lock);
}

int rename(const char *from, const char *to) {
  int result = REAL(rename)(from, to);
  if (result == 0 && watched_path(from)) renamed(from, to);
  return result;
}

int unlink(const char *path) {
  int result = REAL(unlink)(path);
  if (result == 0 && watched_path(path)) renamed(path, "");
  return result;
}

int remove(const char *path) {
  int result = REAL(remove)(path);
  if (result == 0 && watched_path(path)) renamed(path, "");
  return result;
}

/* Applies new names and removals to the copy. Called with the lock. */
static void apply_changes(void) {
  char from[PATH_MAX], to[PATH_MAX];
  while (changes != NULL) {
    struct name_change *change = changes;
    copy_path(change->from, from);
    if (change->to[0] == 0) {
      REAL(remove)(from);
    } else {
      copy_path(change->to, to);
      make_parents(to);
      REAL(rename)(from, to);
    }
    changes = change->next;
    free(change);
  }
  last_change = &changes;
}

static void copy_range(int source, int target, off_t from, off_t to) {
  char buffer[65536];
  while (from < to) {
    size_t size = to - from < (off_t)sizeof buffer ? (size_t)(to - from) : sizeof buffer;
    ssize_t count = pread(source, buffer, size, from);
    if (count <= 0) return;
    REAL(pwrite64)(target, buffer, count, from);
    from += count;
  }
}

static int forced(int fd, int (*force)(int)) {
  char path[PATH_MAX], copy[PATH_MAX];
  struct range *mine = NULL;
  if (!watched_fd(fd, path)) return force(fd);
  pthread_mutex_lock(&lock);
  for (struct range **each = &ranges; *each != NULL;) {
    struct range *range = *each;
    if (strcmp(range->path, path) == 0) {
      *each = range->next;
      range->next = mine;
      mine = range;
    } else {
      each = &range->next;
    }
  }
  pthread_mutex_unlock(&lock);
  int result = force(fd);
  int saved = errno;
  struct stat status;
  pthread_mutex_lock(&lock);
  apply_changes();
  copy_path(path, copy);
  make_parents(copy);
  int target = open(copy, O_CREAT | O_WRONLY, 0666);
  int source = open(path, O_RDONLY);
  while (mine != NULL) {
    struct range *range = mine;
    if (result == 0) copy_range(source, target, range->from, range->to);
    mine = range->next;
    free(range);
  }
  if (result == 0 && fstat(fd, &status) == 0) ftruncate(target, status.st_size);
  close(source);
  close(target);
  pthread_mutex_unlock(&lock);
  errno = saved;
  return result;
}

int fsync(int fd) { return forced(fd, REAL(fsync)); }

int fdatasync(int fd) { return forced(fd, REAL(fdatasync)); }
