package io.feedhorn.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A common claim about transports, with the measurements. Immutable.
 *
 * @param claim the claim, as it is usually worded
 * @param measured the measurements, one for each row
 */
record CommonClaim(String claim, List<String> measured) {
  private static final int HUNDRED = 100;

  /** Returns the claims for which there are measurements. */
  static List<CommonClaim> of(Comparison comparison) {
    List<CommonClaim> sayings = new ArrayList<>();
    add(sayings, "HTTP needs a new connection for each exchange", connections(comparison));
    add(sayings, "The headers are the overhead", headers(comparison));
    add(sayings, "A WebSocket's handshake is paid once", handshake(comparison));
    return List.copyOf(sayings);
  }

  private static void add(List<CommonClaim> sayings, String claim, List<String> measured) {
    if (!measured.isEmpty()) {
      sayings.add(new CommonClaim(claim, measured));
    }
  }

  private static List<String> connections(Comparison comparison) {
    return comparison.significantRows().stream()
        .filter(row -> row.spec().polls() && row.requests() > 0)
        .map(
            row ->
                "%s: %d connections for %d requests"
                    .formatted(row.name(), row.connections(), row.requests()))
        .toList();
  }

  private static List<String> headers(Comparison comparison) {
    return comparison.significantRows().stream()
        .map(
            row ->
                "%s: %s %% of the bytes are headers, %s %% are framing"
                    .formatted(
                        row.name(),
                        share(row, ByteCategory.HEADERS),
                        share(row, ByteCategory.FRAMING)))
        .toList();
  }

  private static String share(TransportResult row, ByteCategory category) {
    double all = Math.max(1, row.traffic().total() - row.traffic().both(ByteCategory.HANDSHAKE));
    return Findings.whole(row.traffic().both(category) * HUNDRED / all);
  }

  private static List<String> handshake(Comparison comparison) {
    Optional<TransportResult> socket =
        comparison.row("websocket").filter(TransportResult::isSignificant);
    if (socket.isEmpty()) {
      return List.of();
    }
    TransportResult paid = socket.get();
    List<String> measured = new ArrayList<>();
    measured.add(
        "websocket: %d bytes and %s ms, for %d connection(s) and %d updates"
            .formatted(
                paid.handshakeBytes(),
                comparison.resolution().text(paid.handshakeMillis()),
                paid.connections(),
                paid.updates()));
    comparison.significantRows().stream()
        .filter(row -> row.spec().polls() && row.requests() > 0)
        .map(row -> afterPolls(row, paid.handshakeBytes()))
        .forEach(measured::add);
    return measured;
  }

  private static String afterPolls(TransportResult poller, long bytes) {
    double each = (double) poller.traffic().both(ByteCategory.HEADERS) / poller.requests();
    return "%s: %s bytes of headers for each request, as many bytes after %s request(s)"
        .formatted(poller.name(), Findings.whole(each), Findings.decimals(bytes / each, 1));
  }
}
