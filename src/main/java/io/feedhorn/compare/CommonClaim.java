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
record CommonClaim(String claim, List<String> measured) {
  private static final int HUNDRED = 100;

  /** Those that this run can say something to. */
  static List<CommonClaim> of(Comparison found) {
    List<CommonClaim> sayings = new ArrayList<>();
    add(sayings, "HTTP needs a new connection for each exchange", connections(found));
    add(sayings, "The headers are the overhead", headers(found));
    add(sayings, "A WebSocket's handshake is paid once", handshake(found));
    return List.copyOf(sayings);
  }

  private static void add(List<CommonClaim> sayings, String claim, List<String> measured) {
    if (!measured.isEmpty()) {
      sayings.add(new CommonClaim(claim, measured));
    }
  }

  private static List<String> connections(Comparison found) {
    return found.telling().stream()
        .filter(row -> row.spec().polls() && row.requests() > 0)
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
                    .formatted(
                        row.name(),
                        share(row, ByteCategory.HEADERS),
                        share(row, ByteCategory.FRAMING)))
        .toList();
  }

  private static String share(TransportResult row, ByteCategory part) {
    double all = Math.max(1, row.wire().total() - row.wire().both(ByteCategory.HANDSHAKE));
    return Findings.whole(row.wire().both(part) * HUNDRED / all);
  }

  private static List<String> handshake(Comparison found) {
    Optional<TransportResult> socket = found.row("websocket").filter(TransportResult::tells);
    if (socket.isEmpty()) {
      return List.of();
    }
    TransportResult paid = socket.get();
    List<String> measured = new ArrayList<>();
    measured.add(
        "websocket: %d bytes and %s ms, %d time(s) for %d updates"
            .formatted(
                paid.handshakeBytes(),
                found.grain().text(paid.handshakeMillis()),
                paid.connections(),
                paid.updates()));
    found.telling().stream()
        .filter(row -> row.spec().polls() && row.requests() > 0)
        .map(row -> afterPolls(row, paid.handshakeBytes()))
        .forEach(measured::add);
    return measured;
  }

  private static String afterPolls(TransportResult poller, long bytes) {
    double each = (double) poller.wire().both(ByteCategory.HEADERS) / poller.requests();
    return "%s: %s bytes of headers a request, as much after %s request(s)"
        .formatted(poller.name(), Findings.whole(each), Findings.decimals(bytes / each, 1));
  }
}
