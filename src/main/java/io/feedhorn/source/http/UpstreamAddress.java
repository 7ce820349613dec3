package io.feedhorn.source.http;

import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** The part of an address, and of an error, that all readers of a source's state may see. */
final class UpstreamAddress {
  /** The prefix of Netty's native transports: {@code finishConnect(..) failed with error(-1): }. */
  private static final Pattern SYSTEM_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed[^:]*: ");

  private UpstreamAddress() {}

  /** Returns a URL without user, password, path and query, which can have secrets. */
  static String of(String url) {
    return url.replaceFirst("^(https?://)([^/@]*@)?([^/?#]*).*$", "$1$3");
  }

  /** Returns the reason of a failed request. */
  static String reason(Throwable failure) {
    // The message of Vert.x has the path and the query.
    return failure instanceof TimeoutException
        ? "no complete answer in time (timeout)"
        : SYSTEM_CALL.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
  }
}
