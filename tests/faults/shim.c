/* Put before the C library, lets the n-th call on files fail, or the process die before it.
 * What the program calls for itself, past the library (exchange, sync of a file system), is
 * not seen here; tests inside the program let those fail.
 *
 *   FAULT_CALLS   which calls count: letters of w (what changes the disk), o (opening),
 *                 r (reading contents, names and kinds)
 *   FAULT_FROM    the first call that fails, counted from 1
 *   FAULT_UNTIL   the last one
 *   FAULT_ERRNO   what they fail with; 0: the process is killed at the first
 *   FAULT_COUNTED where to write how many calls there were, at the end
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long taken;
static long first, last;
static int error;
static const char *calls = "";

__attribute__((constructor)) static void begin(void) {
  const char *text;
  if ((text = getenv("FAULT_FROM"))) first = atol(text);
  if ((text = getenv("FAULT_UNTIL"))) last = atol(text);
  if ((text = getenv("FAULT_ERRNO"))) error = atoi(text);
  if ((text = getenv("FAULT_CALLS"))) calls = text;
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAULT_COUNTED");
  if (!path) return;
  char text[32];
  int length = snprintf(text, sizeof text, "%ld", atomic_load(&taken));
  long file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file >= 0) syscall(SYS_write, file, text, (size_t)length);
}

/* True where this call is to fail. */
static int fails(char kind) {
  if (!strchr(calls, kind)) return 0;
  long n = atomic_fetch_add(&taken, 1) + 1;
  if (n < first || n > last) return 0;
  if (!error) kill(getpid(), SIGKILL);
  errno = error;
  return 1;
}

static int on_disk(int file) {
  struct stat meta;
  return syscall(SYS_fstat, file, &meta) == 0 && S_ISREG(meta.st_mode);
}

/* The system's own files are not part of any project. */
static int apart(const char *path) {
  return path && (!strncmp(path, "/proc", 5) || !strncmp(path, "/sys", 4) || !strncmp(path, "/dev/null", 9) ||
                  !strncmp(path, "/etc", 4) || !strncmp(path, "/usr", 4) || !strncmp(path, "/lib", 4));
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

#define OPENING(flags) (((flags) & (O_WRONLY | O_RDWR | O_CREAT)) ? fails('w') || fails('o') : fails('o'))

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int, name, const char *, int, ...); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    if (!apart(path) && OPENING(flags)) return -1; \
    return real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    REAL(int, name, int, const char *, int, ...); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    if (!apart(path) && OPENING(flags)) return -1; \
    return real(folder, path, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)

DIR *opendir(const char *path) {
  REAL(DIR *, opendir, const char *);
  return !apart(path) && fails('o') ? NULL : real(path);
}

#define READDIR(name, entry) \
  struct entry *name(DIR *folder) { \
    REAL(struct entry *, name, DIR *); \
    return fails('r') ? NULL : real(folder); \
  }
READDIR(readdir, dirent)
READDIR(readdir64, dirent64)

ssize_t read(int file, void *bytes, size_t length) {
  REAL(ssize_t, read, int, void *, size_t);
  return on_disk(file) && fails('r') ? -1 : real(file, bytes, length);
}

ssize_t write(int file, const void *bytes, size_t length) {
  REAL(ssize_t, write, int, const void *, size_t);
  return on_disk(file) && fails('w') ? -1 : real(file, bytes, length);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  REAL(ssize_t, writev, int, const struct iovec *, int);
  return on_disk(file) && fails('w') ? -1 : real(file, parts, count);
}

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t length, unsigned flags) {
  REAL(ssize_t, copy_file_range, int, off64_t *, int, off64_t *, size_t, unsigned);
  return fails('w') ? -1 : real(from, at, to, there, length, flags);
}

/* Calls with nothing special about them. */
#define CALL(kind, name, types, arguments) \
  int name types { \
    static int(*real) types; \
    if (!real) real = (int(*) types)dlsym(RTLD_NEXT, #name); \
    return fails(kind) ? -1 : real arguments; \
  }
#define STAT(name, meta) \
  int name(const char *path, struct meta *into) { \
    REAL(int, name, const char *, struct meta *); \
    return !apart(path) && fails('r') ? -1 : real(path, into); \
  }
STAT(stat, stat)
STAT(lstat, stat)
STAT(stat64, stat64)
STAT(lstat64, stat64)
int statx(int folder, const char *restrict path, int flags, unsigned mask, struct statx *restrict into) {
  REAL(int, statx, int, const char *, int, unsigned, struct statx *);
  return !apart(path) && fails('r') ? -1 : real(folder, path, flags, mask, into);
}

CALL('w', mkdir, (const char *path, mode_t mode), (path, mode))
CALL('w', rmdir, (const char *path), (path))
CALL('w', unlink, (const char *path), (path))
CALL('w', unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
CALL('w', rename, (const char *from, const char *to), (from, to))
CALL('w', renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
CALL('w', link, (const char *from, const char *to), (from, to))
CALL('w', linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
CALL('w', symlink, (const char *from, const char *to), (from, to))
CALL('w', chmod, (const char *path, mode_t mode), (path, mode))
CALL('w', fchmod, (int file, mode_t mode), (file, mode))
CALL('w', ftruncate, (int file, off_t length), (file, length))
CALL('w', ftruncate64, (int file, off64_t length), (file, length))
CALL('w', fsync, (int file), (file))
CALL('w', fdatasync, (int file), (file))
CALL('w', futimens, (int file, const struct timespec times[2]), (file, times))
CALL('w', utimensat, (int folder, const char *path, const struct timespec times[2], int flags), (folder, path, times, flags))
