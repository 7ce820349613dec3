package io.feedhorn.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The status and header fields of a response (RFC 9112). Immutable.
 *
 * @param fields by name, in lower case
 */
record HttpHead(int status, Map<String, String> fields) {
  private static final int MAX_FIELDS = 200;

  /** Reads a response up to its body; interim responses (1xx) are skipped. */
  static HttpHead read(CountingConnection in, ByteCategory category) throws IOException {
    HttpHead head = one(in, category);
    while (head.status / 100 == 1 && head.status != 101) {
      head = one(in, category);
    }
    return head;
  }

  private static HttpHead one(CountingConnection in, ByteCategory category) throws IOException {
    String[] status = in.line(category).split(" ", 3);
    if (status.length < 2
        || !status[0].startsWith("HTTP/1.")
        || !status[1].matches("[1-5]\\d\\d")) {
      throw new IOException("not an HTTP/1.1 response: '" + String.join(" ", status) + "'");
    }
    Map<String, String> fields = new HashMap<>();
    for (String line = in.line(category); !line.isEmpty(); line = in.line(category)) {
      int colon = line.indexOf(':');
      if (colon < 1 || fields.size() == MAX_FIELDS) {
        throw new IOException("not a header field: '" + line + "'");
      }
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new HttpHead(Integer.parseInt(status[1]), fields);
  }

  HttpHead requireStatus(int wanted, String what) throws IOException {
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

  /** Reads the complete body. */
  byte[] body(CountingConnection in, ByteCategory category) throws IOException {
    if (isChunked()) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      ChunkedReader chunks = new ChunkedReader(in);
      for (int b = chunks.read(category); b >= 0; b = chunks.read(category)) {
        whole.write(b);
      }
      return whole.toByteArray();
    }
    String length = fields.get("content-length");
    if (length == null && status != 204) {
      throw new IOException("a response without Content-Length that is not chunked");
    }
    return in.take(length == null ? 0 : Integer.parseInt(length), category);
  }
}
