package io.feedhorn.source.file;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;

/**
 * The options of the type {@code stdin}. Immutable.
 *
 * @param speed the factor by which a replay is faster than the times of its lines; 0: as fast as
 *     possible
 */
public record StdinOptions(Format format, double speed) implements ConnectionOptions {
  public static final String TYPE = "stdin";

  @Override
  public String type() {
    return TYPE;
  }
}
