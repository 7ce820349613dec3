package io.feedhorn.source.file;

import io.feedhorn.source.format.Format;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file, from a position. Followed, it goes on with a file that replaces this one,
 * and starts again with one that has become shorter. A name that ends with {@code .gz} is unpacked,
 * and cannot be followed. A relative path that does not exist may be that of a file in the jar.
 * Used on one worker thread at a time.
 */
final class FileLines implements LineSource {
  /**
   * The number of reads at the end of a file that was replaced, before the next file is read: a
   * program may write to a renamed file until it is told to open the new one.
   */
  static final int READS_OF_REPLACED_FILE = 4;

  /** The start of the identity of a file in the jar, in positions. */
  private static final String RESOURCE = "jar-";

  private final FileOptions options;
  private final String suffix;
  private @Nullable FilePosition position;
  private @Nullable LineSplitter splitter;
  private @Nullable InputStream stream;
  private List<Line> header = List.of();
  private boolean started;
  private int readsAfterReplacement;
  private boolean ended;

  /**
   * @param position the position from which to read; null for the start
   */
  FileLines(FileOptions options, @Nullable FilePosition position) {
    this(options, position, "");
  }

  /**
   * @param position the position from which to read; null for the start
   * @param suffix the end of the file's identity in positions
   */
  FileLines(FileOptions options, @Nullable FilePosition position, String suffix) {
    this.options = options;
    this.suffix = suffix;
    this.position = position;
  }

  @Override
  public List<Line> next(int max) throws IOException {
    List<Line> lines = new ArrayList<>();
    try {
      read(max, lines);
    } catch (IOException failure) {
      if (isPacked()) {
        openAgain();
      }
      if (lines.isEmpty()) {
        throw failure;
      }
      // The next call fails, after these lines.
    }
    return lines;
  }

  /** Lets the next call open the file: it may have been replaced by a complete one. */
  private void openAgain() throws IOException {
    if (splitter != null) {
      position = Objects.requireNonNull(position).at(splitter.start());
      close();
    }
  }

  private void read(int max, List<Line> lines) throws IOException {
    if (splitter == null) {
      open();
    }
    lines.addAll(header);
    header = List.of();
    while (lines.size() < max && splitter != null) {
      LineSplitter.Split split = splitter.next();
      if (split != null) {
        lines.add(line(split));
      } else if (!lines.isEmpty() || !atEnd(lines)) {
        break;
      }
    }
  }

  private Line line(LineSplitter.Split split) {
    FilePosition file = Objects.requireNonNull(position);
    boolean keyed = !options.loop();
    return new Line(
        split.text(),
        keyed ? file.at(split.start()).text() : null,
        keyed ? file.at(split.end()).text() : null,
        split.start() == 0,
        split.fault());
  }

  private void open() throws IOException {
    Path path = options.path();
    boolean exists = Files.exists(path);
    if (!exists && resource() == null) {
      throw new NoSuchFileException(path.toString(), null, "the file does not exist");
    }
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "must be a file, not a directory");
    }
    String file = identity(path) + suffix;
    FilePosition from = position;
    if (from == null) {
      from = new FilePosition(file, 0, 0);
    } else if (!from.file().equals(file)) {
      from = from.replacedBy(file);
    } else if (exists && !isPacked() && Files.size(path) < from.offset()) {
      from = from.replacedBy(file);
    }
    position = from;
    try {
      stream = newStream(path);
      LineSplitter opened = new LineSplitter(stream, 0);
      if (from.offset() > 0) {
        header = started ? List.of() : header(opened, from.offset());
        stream.close();
        stream = newStream(path);
        stream.skipNBytes(from.offset());
        opened = new LineSplitter(stream, from.offset());
      }
      splitter = opened;
      started = true;
    } catch (IOException failure) {
      header = List.of();
      close(); // The next call opens the file again.
      throw failure;
    }
  }

  /**
   * Returns the identity of a file, or of one in the jar if it does not exist.
   *
   * @throws IOException if the file cannot be read
   */
  static String identity(Path path) throws IOException {
    return Files.exists(path)
        ? FilePosition.identity(path)
        : RESOURCE + path.toString().replaceAll("[^A-Za-z0-9]+", "-");
  }

  /** Returns the lines of the header, which a parser of CSV needs also in the middle of a file. */
  private List<Line> header(LineSplitter start, long end) throws IOException {
    CsvHeader found = new CsvHeader();
    while (options.format() == Format.CSV && !found.isComplete() && start.offset() < end) {
      LineSplitter.Split split = start.next();
      if (split == null) {
        break;
      }
      found.add(new Line(split.text(), null, null, split.start() == 0, split.fault()));
    }
    return found.lines().stream().map(Line::again).toList();
  }

  private @Nullable URL resource() {
    return options.path().isAbsolute()
        ? null
        : FileLines.class.getResource("/" + options.path().toString().replace('\\', '/'));
  }

  private InputStream newStream(Path path) throws IOException {
    URL resource = Files.exists(path) ? null : resource();
    InputStream plain = resource == null ? Files.newInputStream(path) : resource.openStream();
    if (!isPacked()) {
      return plain;
    }
    try {
      return new GZIPInputStream(plain, 64 * 1024);
    } catch (IOException notPacked) {
      plain.close();
      throw notPacked;
    }
  }

  private boolean isPacked() {
    return options.path().toString().endsWith(".gz");
  }

  /** Returns true if there may be more lines now. */
  private boolean atEnd(List<Line> lines) throws IOException {
    LineSplitter open = Objects.requireNonNull(splitter);
    FilePosition file = Objects.requireNonNull(position);
    if (!options.follow()) {
      LineSplitter.Split rest = open.rest();
      if (rest != null) {
        lines.add(line(rest));
      }
      close();
      ended = !options.loop();
      position = null;
      return false;
    }
    if (!Files.exists(options.path())) {
      return false; // Between the two steps of a rotation.
    }
    boolean replaced = !(identity(options.path()) + suffix).equals(file.file());
    boolean shorter = !replaced && Files.size(options.path()) < open.offset();
    readsAfterReplacement = replaced ? readsAfterReplacement + 1 : 0;
    if (!shorter && readsAfterReplacement < READS_OF_REPLACED_FILE) {
      return false;
    }
    readsAfterReplacement = 0;
    LineSplitter.Split rest = open.rest();
    if (rest != null && replaced) {
      lines.add(line(rest));
    }
    close();
    position = file.at(open.offset());
    open();
    return true;
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
    stream = null;
    splitter = null;
  }
}
