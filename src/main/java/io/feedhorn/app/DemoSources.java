package io.feedhorn.app;

import io.feedhorn.app.settings.PackagedSources;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.file.FileOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The demo feeds: the sources of {@code conf/demo/feeds.yaml}, with the numbers of topics and the
 * rates of the settings.
 */
final class DemoSources {
  private static final String FILE = "/conf/demo/feeds.yaml";

  /** The rates of the recordings at the speeds of the file, in updates per second of each topic. */
  private static final double PRICES_RATE = 4;

  private static final double SCORES_RATE = 0.2;

  /** The numbers of topics that the recordings have. */
  private static final int INSTRUMENTS = 12;

  private static final int MATCHES = 10;

  /**
   * The items of a row: none if its number is too high, copies under further topics if more are
   * wanted than the recording has. The parameters are the wanted and the recorded number.
   */
  private static final String INSTRUMENT_ITEMS =
      """
      ($row := $; [0..$floor((%d - n) / %d)].($ = 0 ? $row : $merge([$row, \
      {'symbol': $row.symbol & '-' & ($ + 1), 'name': $row.name & ' (' & ($ + 1) & ')'}])))""";

  private static final String MATCH_ITEMS =
      """
      ($row := $; $exists(n) ? [0..$floor((%1$d - n) / %2$d)].($ = 0 ? $row : $merge([$row, \
      {'topic': 'match-' & ($row.n + %2$d * $)}])) : $row)""";

  private DemoSources() {}

  private static String feed(SourceOptions source) {
    return source.mapping().topic().split("\\.", 2)[0];
  }

  /** Returns the sources, without those of which nothing is wanted. Blocks. */
  static List<SourceOptions> of(DemoOptions demo) {
    if (!demo.enabled()) {
      return List.of();
    }
    return PackagedSources.read(FILE).stream()
        .map(source -> feed(source).equals("scores") ? scores(source, demo) : prices(source, demo))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<SourceOptions> prices(SourceOptions source, DemoOptions demo) {
    int topics = demo.pricesTopics();
    return topics == 0 || demo.pricesRate() == 0
        ? Optional.empty()
        : Optional.of(
            fitted(
                source,
                demo.pricesRate() / PRICES_RATE,
                topics == INSTRUMENTS ? null : INSTRUMENT_ITEMS.formatted(topics, INSTRUMENTS)));
  }

  private static Optional<SourceOptions> scores(SourceOptions source, DemoOptions demo) {
    int topics = demo.scoresTopics();
    return topics == 0 || demo.scoresRate() == 0
        ? Optional.empty()
        : Optional.of(
            fitted(
                source, demo.scoresRate() / SCORES_RATE, MATCH_ITEMS.formatted(topics, MATCHES)));
  }

  private static SourceOptions fitted(SourceOptions source, double factor, @Nullable String items) {
    MappingOptions mapping = source.mapping();
    FileOptions file = (FileOptions) source.connection();
    return new SourceOptions(
        source.name(),
        new MappingOptions(
            items,
            mapping.filter(),
            mapping.delete(),
            mapping.topic(),
            mapping.data(),
            mapping.key(),
            mapping.time(),
            mapping.changes()),
        new FileOptions(
            file.path(), file.format(), file.follow(), file.loop(), file.speed() * factor),
        source.inFlight(),
        source.minBackoff(),
        source.maxBackoff());
  }
}
