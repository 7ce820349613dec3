package io.feedhorn.reader;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.store.StoredReader;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of the readers' states in a cluster, {@code sys.states.NAME}: the newest update of
 * each is the state of a reader. The topic of a removed reader is deleted.
 */
final class StateTopic {
  private static final Logger LOG = LoggerFactory.getLogger(StateTopic.class);
  private static final String PREFIX = Topic.SYSTEM_FEED + ".states.";
  private static final TopicPattern ALL = TopicPattern.parse(PREFIX + ">");

  /** The newest state of a reader, null for none, with the seq of its update, 0 for none. */
  record Newest(long seq, @Nullable ReaderState state) {}

  private StateTopic() {}

  /** Returns the topic of a reader, which is not longer than that of its moves. */
  static Topic of(ReaderName name) {
    return Topic.parse(PREFIX + name.text());
  }

  /** Returns the data of an update. */
  static Buffer data(ReaderState state) {
    return state.toStored().state();
  }

  static Newest newest(FeedRegistry feeds, ReaderName name) {
    FeedLog log = feeds.log(Topic.SYSTEM_FEED);
    Update update = log == null ? null : log.newest(of(name).name());
    return update == null || update.isDeletion()
        ? new Newest(0, null)
        : new Newest(update.seq(), state(name, update));
  }

  private static @Nullable ReaderState state(ReaderName name, Update update) {
    try {
      return ReaderState.of(new StoredReader(name.text(), update.data()));
    } catch (RuntimeException damaged) {
      LOG.error("The state of reader {} cannot be read; it starts again", name.text());
      LOG.debug("The state of reader {}", name.text(), damaged);
      return null;
    }
  }

  /** Returns the newest updates of all readers that are not removed. */
  static List<Update> readers(FeedLog log) {
    return log.topicNames(ALL).stream()
        .map(log::newest)
        .filter(update -> update != null && !update.isDeletion())
        .toList();
  }

  static ReaderName name(Update update) {
    return ReaderName.parse(update.topic().name().substring(PREFIX.length()));
  }
}
