package io.feedhorn.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the server's own pages. Immutable.
 *
 * @param lab true if they may also use the server by another port of this machine, as the page of
 *     the latency laboratory does
 * @param webroot a folder of pages, read again for each request; null for the pages in the jar
 */
public record PageOptions(boolean lab, @Nullable Path webroot) {
  /** The pages in the jar, without the latency laboratory. */
  public static final PageOptions DEFAULT = new PageOptions(false, null);
}
