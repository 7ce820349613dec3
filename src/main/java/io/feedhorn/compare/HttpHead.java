package io.feedhorn.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an answer (RFC 9112). Immutable.
 *
 * @param fields by their names in lower case
 */
record HttpHead(int status, Map<String, String> fields) {
  private static final int MAX_FIELDS = 200;

  /** Reads a head; what belongs to an interim answer (1xx) is passed over. */
  static HttpHead read(CountingConnection in, ByteCategory part) throws IOException {
    HttpHead head = one(in, part);
    while (head.status / 100 == 1 && head.status != 101) {
      head = one(in, part);
    }
    return head;
  }

  private static HttpHead one(CountingConnection in, ByteCategory part) throws IOException {
    String[] status = in.line(part).split(" ", 3);
    if (status.length < 2
        || !status[0].startsWith("HTTP/1.")
        || !status[1].matches("[1-5]\\d\\d")) {
      throw new IOException("not an answer of HTTP/1.1: '" + String.join(" ", status) + "'");
    }
    Map<String, String> fields = new HashMap<>();
    for (String line = in.line(part); !line.isEmpty(); line = in.line(part)) {
      int colon = line.indexOf(':');
      if (colon < 1 || fields.size() == MAX_FIELDS) {
        throw new IOException("not a header: '" + line + "'");
      }
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new HttpHead(Integer.parseInt(status[1]), fields);
  }

  HttpHead must(int wanted, String what) throws IOException {
    if (status != wanted) {
      throw new IOException("%s was answered %d, not %d".formatted(what, status, wanted));
    }
    return this;
  }

  boolean isChunked() {
    return "chunked".equalsIgnoreCase(fields.get("transfer-encoding"));
  }

  boolean closes() {
    return "close".equalsIgnoreCase(fields.get("connection"));
  }

  /** The whole body; it counts as framing until updates are found in it. */
  byte[] body(CountingConnection in, ByteCategory part) throws IOException {
    if (isChunked()) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      ChunkedReader chunks = new ChunkedReader(in);
      for (int b = chunks.read(part); b >= 0; b = chunks.read(part)) {
        whole.write(b);
      }
      return whole.toByteArray();
    }
    String length = fields.get("content-length");
    if (length == null && status != 204) {
      throw new IOException("an answer that does not say how long it is");
    }
    return in.take(length == null ? 0 : Integer.parseInt(length), part);
  }
}
