// A small HTTP server to try init and probe with. POST /fail makes it unhealthy, POST /recover healthy again,
// and POST /orphan makes an orphan. It exits on TERM or INT with the code in EXIT_CODE. It listens on HOST
// and PORT; with port 0 the kernel picks one.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace {

constexpr std::size_t connections_max = 16;  // a further client waits until one of them has gone
constexpr std::size_t request_bytes_max = 2048;
constexpr int patience_seconds = 5;  // for one client's whole request
constexpr int orphan_exit_code = 7;  // the line of init shows it, so that the orphan can be recognized

struct Connection {
  int socket = -1;
  bool is_answered = false;
  std::int64_t deadline_seconds = 0;
  std::size_t size = 0;
  char request[request_bytes_max] = {};
};

bool is_failing = false;

std::string_view health() {
  return is_failing
             ? "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 8\r\n\r\nfailing\n"
             : "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nok\n";
}

constexpr std::string_view done = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
constexpr std::string_view not_found =
    "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view failed =
    "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

std::string_view fail() {
  is_failing = true;
  return done;
}

std::string_view recover() {
  is_failing = false;
  return done;
}

/// Makes an orphan: a grandchild that exits when the pipe is closed, which is when its parent has exited. So
/// it is an orphan before it exits, without a delay.
std::string_view orphan() {
  int ends[2];
  if (pipe(ends) != 0) return failed;
  const pid_t parent = fork();
  if (parent == 0) {
    if (fork() != 0) _exit(0);
    close(ends[1]);
    char byte = 0;
    (void)!read(ends[0], &byte, 1);
    _exit(orphan_exit_code);
  }
  const bool is_forked = parent > 0 && waitpid(parent, nullptr, 0) == parent;
  close(ends[0]);
  close(ends[1]);
  return is_forked ? done : failed;
}

struct Route {
  std::string_view request;
  std::string_view (*answer)();
};

constexpr Route routes[] = {
    {"GET /healthz ", health},
    {"POST /fail ", fail},
    {"POST /recover ", recover},
    {"POST /orphan ", orphan},
};

std::string_view answer(std::string_view request) {
  for (const Route& route : routes) {
    if (request.starts_with(route.request)) return route.answer();
  }
  return not_found;
}

void hang_up(Connection& connection) {
  close(connection.socket);
  connection.socket = -1;
}

/// Reads what arrived, and answers once the request's head is complete. Then it waits for the client to
/// close: if the server closed first, the client could lose the answer.
void serve(Connection& connection) {
  if (connection.is_answered) connection.size = 0;
  const std::size_t room = request_bytes_max - connection.size;
  const ssize_t count = recv(connection.socket, connection.request + connection.size, room, MSG_DONTWAIT);
  if (count <= 0) return hang_up(connection);
  connection.size += static_cast<std::size_t>(count);
  const std::string_view request = {connection.request, connection.size};
  const bool is_whole = request.find("\r\n\r\n") != std::string_view::npos;
  if (connection.is_answered || (!is_whole && connection.size < request_bytes_max)) return;
  const std::string_view text = answer(request);
  connection.is_answered = true;
  // The answer is shorter than any socket buffer, so one write sends all of it.
  send(connection.socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  shutdown(connection.socket, SHUT_WR);
}

std::int64_t now_seconds() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

/// Returns the number in an environment variable, 0 to `maximum`, or `otherwise` if it is not set.
long number_of(const char* variable, long maximum, long otherwise) {
  const char* const text = getenv(variable);
  if (text == nullptr || *text == '\0') return otherwise;
  char* end = nullptr;
  const long number = strtol(text, &end, 10);
  if (*end == '\0' && number >= 0 && number <= maximum) return number;
  dprintf(STDERR_FILENO, "server: %s=%s: expected a number up to %ld\n", variable, text, maximum);
  exit(EXIT_FAILURE);
}

/// Listens on HOST and PORT, and prints the address. Returns the socket.
int start_listening() {
  const char* const host = getenv("HOST");
  sockaddr_in address = {};
  socklen_t size = sizeof address;
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(number_of("PORT", 65535, 8080)));
  const bool is_address = inet_pton(AF_INET, host == nullptr ? "127.0.0.1" : host, &address.sin_addr) == 1;
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  constexpr int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  auto* const place = reinterpret_cast<sockaddr*>(&address);
  if (!is_address || bind(listener, place, size) != 0 || listen(listener, connections_max) != 0 ||
      getsockname(listener, place, &size) != 0) {
    perror("server: cannot listen on HOST and PORT");
    exit(EXIT_FAILURE);
  }
  char text[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
  dprintf(STDOUT_FILENO, "listening on %s:%d\n", text, ntohs(address.sin_port));
  return listener;
}

/// Accepts the next client into a free place.
void take_in(int listener, Connection& place) {
  const int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket < 0) return;
  place.socket = socket;
  place.is_answered = false;
  place.size = 0;
  place.deadline_seconds = now_seconds() + patience_seconds;
}

/// Serves until a stop signal can be read. A slow client does not delay the others.
void serve_until(int stop, int listener) {
  static Connection connections[connections_max];
  for (;;) {
    Connection* free_place = nullptr;
    pollfd polled[connections_max + 2];
    pollfd* next = polled;
    for (Connection& connection : connections) {
      if (connection.socket >= 0 && connection.deadline_seconds < now_seconds()) hang_up(connection);
      if (connection.socket < 0) free_place = &connection;
      *next++ = {
          .fd = connection.socket, .events = POLLIN, .revents = 0};  // poll(2) ignores a descriptor of -1
    }
    *next++ = {.fd = free_place != nullptr ? listener : -1, .events = POLLIN, .revents = 0};
    *next = {.fd = stop, .events = POLLIN, .revents = 0};
    poll(polled, connections_max + 2, patience_seconds * 1000);
    if (next->revents != 0) return;
    next = polled;
    for (Connection& connection : connections) {
      if (next++->revents != 0) serve(connection);
    }
    if (next->revents != 0) take_in(listener, *free_place);
  }
}

}  // namespace

int main() {
  const int exit_code = static_cast<int>(number_of("EXIT_CODE", 255, 0));
  // The stop signals are blocked and read from a descriptor: poll(2) waits for them like for a client.
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  sigprocmask(SIG_BLOCK, &stops, nullptr);
  const int stop = signalfd(-1, &stops, SFD_CLOEXEC);
  serve_until(stop, start_listening());
  dprintf(STDOUT_FILENO, "told to stop, leaving with exit code %d\n", exit_code);
  return exit_code;
}
