/*
 * A minimal server that only delivers: epoll, one thread, and one text frame encoded for each update. Then
 *
 *   floor PORT 0    one send() for each update and subscriber;
 *   floor PORT 10   updates are collected, with one send() for each subscriber every 10 ms.
 *
 * It supports only the benchmark's client: GET /sub?t=a,b subscribes, and frames "topic\ntext" after GET
 * /pub are published. Their masking key must be zero. The accept key of the handshake is a constant, and
 * client frames are not validated. Not for other use.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { BUCKETS = 65536, EVENTS = 1024, READ_BYTES = 65536 };

struct topic;

struct conn {
  int fd, publisher, upgraded, closed, waiting, dirty;
  char *in;
  size_t in_len, in_cap;
  char *out;
  size_t out_len, out_cap;
  struct topic **topics;
  int topic_count;
};

struct topic {
  char *name;
  struct conn **conns;
  int count, cap;
  struct topic *next;
};

static struct topic *buckets[BUCKETS];
static struct conn **dirty;
static int dirty_count, dirty_cap, poll_fd, batch_ms;

static void *grow(void *memory, size_t bytes) {
  void *larger = realloc(memory, bytes);
  if (!larger) {
    perror("realloc");
    exit(1);
  }
  return larger;
}

static struct topic *topic_of(const char *name, size_t len) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < len; i++) hash = (hash ^ (unsigned char)name[i]) * 16777619u;
  struct topic **slot = &buckets[hash % BUCKETS];
  for (struct topic *t = *slot; t; t = t->next)
    if (strlen(t->name) == len && !memcmp(t->name, name, len)) return t;
  struct topic *t = grow(NULL, sizeof *t);
  memset(t, 0, sizeof *t);
  t->name = strndup(name, len);
  t->next = *slot;
  return *slot = t;
}

static void append(char **to, size_t *len, size_t *cap, const char *bytes, size_t count) {
  if (*len + count > *cap) {
    *cap = (*len + count) * 2;
    *to = grow(*to, *cap);
  }
  memcpy(*to + *len, bytes, count);
  *len += count;
}

static void watch(struct conn *c, int writable) {
  struct epoll_event event = {.events = EPOLLIN | (writable ? EPOLLOUT : 0), .data.ptr = c};
  c->waiting = writable;
  epoll_ctl(poll_fd, EPOLL_CTL_MOD, c->fd, &event);
}

static void flush(struct conn *c) {
  ssize_t sent = send(c->fd, c->out, c->out_len, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) sent = 0;
  memmove(c->out, c->out + sent, c->out_len - sent);
  c->out_len -= sent;
  if ((c->out_len > 0) != c->waiting) watch(c, c->out_len > 0);
}

static void deliver(struct conn *c, const char *frame, size_t len) {
  if (c->closed) return;
  if (batch_ms || c->waiting) {
    append(&c->out, &c->out_len, &c->out_cap, frame, len);
    if (!c->waiting && !c->dirty) {
      if (dirty_count == dirty_cap) {
        dirty_cap = dirty_cap ? dirty_cap * 2 : 1024;
        dirty = grow(dirty, dirty_cap * sizeof *dirty);
      }
      c->dirty = 1;
      dirty[dirty_count++] = c;
    }
    return;
  }
  ssize_t sent = send(c->fd, frame, len, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent == (ssize_t)len) return;
  if (sent < 0 && errno != EAGAIN) return;
  if (sent < 0) sent = 0;
  append(&c->out, &c->out_len, &c->out_cap, frame + sent, len - sent);
  watch(c, 1);
}

static void flush_dirty(void) {
  for (int i = 0; i < dirty_count; i++) {
    dirty[i]->dirty = 0;
    if (!dirty[i]->closed) flush(dirty[i]);
  }
  dirty_count = 0;
}

static void publish(const char *text, size_t len) {
  const char *line = memchr(text, '\n', len);
  if (!line) return;
  struct topic *t = topic_of(text, line - text);
  size_t payload = len - (line - text) - 1;
  char frame[READ_BYTES];
  size_t head = payload < 126 ? 2 : 4;
  if (payload > READ_BYTES - 4) return;
  frame[0] = (char)0x81;
  frame[1] = payload < 126 ? (char)payload : 126;
  if (head == 4) {
    frame[2] = (char)(payload >> 8);
    frame[3] = (char)payload;
  }
  memcpy(frame + head, line + 1, payload);
  for (int i = 0; i < t->count; i++) deliver(t->conns[i], frame, head + payload);
}

static void subscribe(struct conn *c, char *list) {
  for (char *rest, *name = strtok_r(list, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
    struct topic *t = topic_of(name, strlen(name));
    if (t->count == t->cap) {
      t->cap = t->cap ? t->cap * 2 : 4;
      t->conns = grow(t->conns, t->cap * sizeof *t->conns);
    }
    t->conns[t->count++] = c;
    c->topics = grow(c->topics, (c->topic_count + 1) * sizeof *c->topics);
    c->topics[c->topic_count++] = t;
  }
}

static size_t upgrade(struct conn *c) {
  char *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
  if (!end) return 0;
  char *path = memchr(c->in, ' ', end - c->in);
  char *space = path ? memchr(path + 1, ' ', end - path - 1) : NULL;
  if (space) {
    *space = 0;
    if (!strncmp(path + 1, "/sub?t=", 7)) subscribe(c, path + 8);
    c->publisher = !strcmp(path + 1, "/pub");
  }
  static const char response[] =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
  send(c->fd, response, sizeof response - 1, MSG_NOSIGNAL);
  c->upgraded = 1;
  return end + 4 - c->in;
}

static size_t parse_frame(struct conn *c, const char *in, size_t len) {
  if (len < 6) return 0;
  size_t payload = in[1] & 0x7f, head = 6;
  if (payload == 126) {
    if (len < 8) return 0;
    payload = (unsigned char)in[2] << 8 | (unsigned char)in[3];
    head = 8;
  }
  if (len < head + payload) return 0;
  if (c->publisher && (in[0] & 0x0f) == 1) publish(in + head, payload);
  return head + payload;
}

static void close_conn(struct conn *c) {
  c->closed = 1;
  for (int i = 0; i < c->topic_count; i++) {
    struct topic *t = c->topics[i];
    for (int k = 0; k < t->count; k++)
      if (t->conns[k] == c) {
        t->conns[k] = t->conns[--t->count];
        break;
      }
  }
  flush_dirty();
  close(c->fd);
  free(c->in);
  free(c->out);
  free(c->topics);
  c->in = c->out = NULL;
  c->topics = NULL;
}

static int read_from(struct conn *c) {
  static char bytes[READ_BYTES];
  ssize_t count = recv(c->fd, bytes, sizeof bytes, MSG_DONTWAIT);
  if (count <= 0) return count < 0 && errno == EAGAIN;
  append(&c->in, &c->in_len, &c->in_cap, bytes, count);
  size_t used = c->upgraded ? 0 : upgrade(c);
  if (c->upgraded)
    for (size_t more; (more = parse_frame(c, c->in + used, c->in_len - used)) > 0;) used += more;
  memmove(c->in, c->in + used, c->in_len - used);
  c->in_len -= used;
  return 1;
}

static void accept_all(int listen_fd) {
  for (int fd; (fd = accept4(listen_fd, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct conn *c = grow(NULL, sizeof *c);
    memset(c, 0, sizeof *c);
    c->fd = fd;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
  }
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 4096)) {
    perror("floor: cannot listen");
    exit(1);
  }
  return fd;
}

static int create_timer(void) {
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct timespec every = {.tv_nsec = batch_ms * 1000000L};
  struct itimerspec spec = {.it_interval = every, .it_value = every};
  timerfd_settime(fd, 0, &spec, NULL);
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "floor PORT BATCH_MS\n");
    return 2;
  }
  batch_ms = atoi(argv[2]);
  signal(SIGPIPE, SIG_IGN);
  poll_fd = epoll_create1(0);
  struct conn listener = {.fd = listen_on(atoi(argv[1]))}, flush_timer = {.fd = -1};
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = &listener};
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener.fd, &event);
  if (batch_ms) {
    flush_timer.fd = create_timer();
    event.data.ptr = &flush_timer;
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, flush_timer.fd, &event);
  }
  static struct epoll_event events[EVENTS];
  for (;;) {
    int count = epoll_wait(poll_fd, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      struct conn *c = events[i].data.ptr;
      uint64_t ticks;
      if (c == &listener) {
        accept_all(listener.fd);
      } else if (c == &flush_timer) {
        if (read(flush_timer.fd, &ticks, sizeof ticks) > 0) flush_dirty();
      } else if ((events[i].events & EPOLLOUT) && !c->closed) {
        flush(c);
      } else if (!c->closed && !read_from(c)) {
        close_conn(c);
      }
    }
  }
}
