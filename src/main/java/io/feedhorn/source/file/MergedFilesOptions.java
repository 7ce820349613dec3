package io.feedhorn.source.file;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of the type {@code file} with several files, whose lines are published in the order
 * of their times. Immutable.
 *
 * @param paths the files; the name of one, but not its folder, may have the wildcards {@code *} and
 *     {@code ?}
 * @param format the format of all files; null for that of each name
 * @param loop true: starts again when all files have been read
 * @param speed the factor by which a replay is faster than the times of its lines; 0: as fast as
 *     possible
 */
public record MergedFilesOptions(
    List<String> paths, @Nullable Format format, boolean loop, double speed)
    implements ConnectionOptions {
  @Override
  public String type() {
    return FileOptions.TYPE;
  }
}
