package io.feedhorn.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is usually said of these transports, beside what was measured. Immutable.
 *
 * @param claim as people say it
 * @param measured what the run has to say to it, one thing a row
 */
record Saying(String claim, List<String> measured) {
  private static final int HUNDRED = 100;

  /** Those that this run can say something to. */
  static List<Saying> of(Comparison found) {
    List<Saying> sayings = new ArrayList<>();
    add(sayings, "HTTP needs a new connection for each exchange", connections(found));
    add(sayings, "The headers are the overhead", headers(found));
    add(sayings, "A WebSocket's handshake is paid once", handshake(found));
    return List.copyOf(sayings);
  }

  private static void add(List<Saying> sayings, String claim, List<String> measured) {
    if (!measured.isEmpty()) {
      sayings.add(new Saying(claim, measured));
    }
  }

  private static List<String> connections(Comparison found) {
    return found.telling().stream()
        .filter(row -> row.row().polls() && row.requests() > 0)
        .map(
            row ->
                "%s: %d connections for %d requests"
                    .formatted(row.name(), row.connections(), row.requests()))
        .toList();
  }

  private static List<String> headers(Comparison found) {
    return found.telling().stream()
        .map(
            row ->
                "%s: %s %% headers, %s %% framing"
                    .formatted(row.name(), share(row, Part.HEADERS), share(row, Part.FRAMING)))
        .toList();
  }

  private static String share(Figures row, Part part) {
    double all = Math.max(1, row.wire().total() - row.wire().both(Part.HANDSHAKE));
    return Verdict.whole(row.wire().both(part) * HUNDRED / all);
  }

  private static List<String> handshake(Comparison found) {
    Optional<Figures> socket = found.row("websocket").filter(Figures::tells);
    if (socket.isEmpty()) {
      return List.of();
    }
    Figures paid = socket.get();
    List<String> measured = new ArrayList<>();
    measured.add(
        "websocket: %d bytes and %s ms, %d time(s) for %d updates"
            .formatted(
                paid.handshakeBytes(),
                found.grain().text(paid.handshakeMillis()),
                paid.connections(),
                paid.updates()));
    found.telling().stream()
        .filter(row -> row.row().polls() && row.requests() > 0)
        .map(row -> afterPolls(row, paid.handshakeBytes()))
        .forEach(measured::add);
    return measured;
  }

  private static String afterPolls(Figures poller, long bytes) {
    double each = (double) poller.wire().both(Part.HEADERS) / poller.requests();
    return "%s: %s bytes of headers a request, as much after %s request(s)"
        .formatted(poller.name(), Verdict.whole(each), Verdict.decimals(bytes / each, 1));
  }
}
