package io.feedhorn.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A port that a process listens on, from Linux's {@code /proc}.
 *
 * @param loopback true if only this machine can reach it
 */
record ListeningPort(int port, boolean loopback) {
  private static final String LISTEN = "0A";
  private static final Set<String> LOOPBACK =
      Set.of(
          "0100007F", // 127.0.0.1
          "0000000000000000FFFF00000100007F", // 127.0.0.1 in an IPv6 socket
          "00000000000000000000000001000000"); // ::1

  /** Returns the TCP ports of a process. */
  static List<ListeningPort> of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Set<String> own;
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      own = open.map(ListeningPort::target).collect(Collectors.toSet());
    }
    return Stream.of("tcp", "tcp6")
        .flatMap(kind -> lines(process.resolve("net").resolve(kind)))
        .filter(columns -> columns[3].equals(LISTEN))
        .filter(columns -> own.contains("socket:[" + columns[9] + "]"))
        .map(columns -> of(columns[1]))
        .toList();
  }

  private static Stream<String[]> lines(Path file) {
    try {
      return Files.readAllLines(file).stream().skip(1).map(line -> line.strip().split("\\s+"));
    } catch (IOException gone) {
      return Stream.empty();
    }
  }

  private static ListeningPort of(String address) {
    int colon = address.indexOf(':');
    return new ListeningPort(
        Integer.parseInt(address.substring(colon + 1), 16),
        LOOPBACK.contains(address.substring(0, colon)));
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
