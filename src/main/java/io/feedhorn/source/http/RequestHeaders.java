package io.feedhorn.source.http;

import io.vertx.core.MultiMap;
import java.util.List;

/** Headers of the settings, each {@code Name: value}. */
final class RequestHeaders {
  private RequestHeaders() {}

  static MultiMap of(List<String> lines) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("User-Agent", "feedhorn");
    for (String line : lines) {
      int colon = line.indexOf(':');
      headers.set(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return headers;
  }
}
