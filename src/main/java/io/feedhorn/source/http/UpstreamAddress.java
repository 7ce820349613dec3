package io.feedhorn.source.http;

/** The part of a URL that errors may show: without user, password, path and query. */
final class UpstreamAddress {
  private UpstreamAddress() {}

  static String of(String url) {
    return url.replaceFirst("^(https?://)([^/@]*@)?([^/?#]*).*$", "$1$3");
  }
}
