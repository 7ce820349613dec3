package io.feedhorn.source.http;

import java.util.concurrent.TimeoutException;

/** The part of an address, and of an error, that all readers of a source's state may see. */
final class UpstreamAddress {
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
        : String.valueOf(failure.getMessage());
  }
}
