package io.feedhorn.reader;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.Future;
import java.util.List;

/** The readers of a server (port). Called on the writer's event loop only. */
interface Readers {
  /** Returns the state of a reader; fails with {@link ErrorCode#NOT_FOUND} if there is none. */
  Future<ReaderState> find(ReaderName name);

  /** Creates a reader if it does not exist, and adds patterns. Completes when that is stored. */
  Future<ReaderState> open(ReaderName name, List<TopicPattern> patterns);

  /**
   * Moves the cursor forward in each feed, and acknowledges updates after it one by one. Completes
   * when that is stored.
   */
  Future<ReaderState> acknowledge(ReaderName name, Acknowledgement move);

  /** Removes a reader. Completes when that is stored. */
  Future<Void> remove(ReaderName name);

  /** Removes the readers that were not used for the maximum age. */
  void removeUnused();

  /** Returns a page of all readers. */
  ReaderPage list(ReaderQuery query);

  ReaderStatus status(ReaderState state);

  /** Returns the position from which a reader gets the updates of patterns. */
  Cursor start(ReaderState state, List<TopicPattern> patterns);

  static FeedException notFound(ReaderName name) {
    return new FeedException(
        ErrorCode.NOT_FOUND, "There is no reader '%s'.".formatted(name.text()));
  }
}
