package io.feedhorn.http;

import java.util.List;

/**
 * The pages of other origins that may use the server. Immutable.
 *
 * @param origins their origins
 * @param headers request headers that they may send in addition to the usual ones
 */
public record CorsOptions(List<String> origins, List<String> headers) {
  /** No pages of other origins. */
  public static final CorsOptions NONE = new CorsOptions(List.of(), List.of());

  public CorsOptions {
    origins = List.copyOf(origins);
    headers = List.copyOf(headers);
  }
}
