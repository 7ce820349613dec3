package io.feedhorn.source.file;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import java.nio.file.Path;

/**
 * The options of the type {@code file}. Immutable.
 *
 * @param follow true: waits for lines that are added, and reads a file that replaces this one
 * @param loop true: starts again after the last line
 * @param speed the factor by which a replay is faster than the times of its lines; 0: as fast as
 *     possible
 */
public record FileOptions(Path path, Format format, boolean follow, boolean loop, double speed)
    implements ConnectionOptions {
  public static final String TYPE = "file";

  @Override
  public String type() {
    return TYPE;
  }
}
