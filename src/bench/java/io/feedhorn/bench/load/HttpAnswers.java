package io.feedhorn.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/**
 * An incremental parser of the HTTP answers on one connection. Answers must have a content length.
 * Not thread-safe: each connection has its own.
 */
final class HttpAnswers {
  private static final String LENGTH = "\r\ncontent-length:";
  private static final int MAX_HEADER_BYTES = 8_192;
  private static final byte[] END = "\r\n\r\n".getBytes(US_ASCII);

  private final byte[] refusal;
  private final byte[] header = new byte[MAX_HEADER_BYTES];
  private int headerBytes;
  private int endMatched;
  private int bodyRemaining;
  private int refusalMatched;
  private long refused;

  /**
   * @param refusal the bytes that a body contains once for each refused update
   */
  HttpAnswers(byte[] refusal) {
    this.refusal = refusal;
  }

  /** Returns the number of refused updates and failed requests. */
  long refused() {
    return refused;
  }

  /** Parses received bytes and returns the number of answers that are complete with them. */
  int parse(byte[] bytes, int to) {
    int complete = 0;
    int i = 0;
    while (i < to) {
      boolean inHeader = bodyRemaining == 0;
      i = inHeader ? header(bytes, i, to) : body(bytes, i, to);
      complete += bodyRemaining == 0 && headerBytes == 0 ? 1 : 0;
    }
    return complete;
  }

  private int header(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && endMatched < END.length) {
      byte b = bytes[i++];
      header[headerBytes++] = b;
      endMatched = b == END[endMatched] ? endMatched + 1 : b == END[0] ? 1 : 0;
    }
    if (endMatched == END.length) {
      String text = new String(header, 0, headerBytes, US_ASCII);
      headerBytes = 0;
      endMatched = 0;
      refusalMatched = 0;
      refused += text.startsWith("HTTP/1.1 2") ? 0 : 1;
      bodyRemaining = length(text);
    }
    return i;
  }

  private int body(byte[] bytes, int from, int to) {
    int end = from + Math.min(bodyRemaining, to - from);
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      refusalMatched = b == refusal[refusalMatched] ? refusalMatched + 1 : b == refusal[0] ? 1 : 0;
      if (refusalMatched == refusal.length) {
        refused++;
        refusalMatched = 0;
      }
    }
    bodyRemaining -= end - from;
    return end;
  }

  private static int length(String header) {
    int at = header.toLowerCase(Locale.ROOT).indexOf(LENGTH);
    if (at < 0) {
      throw new IllegalStateException("an answer has no content length: " + header.strip());
    }
    int from = at + LENGTH.length();
    return Integer.parseInt(header.substring(from, header.indexOf('\r', from)).strip());
  }
}
