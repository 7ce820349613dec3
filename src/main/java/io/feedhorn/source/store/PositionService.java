package io.feedhorn.source.store;

import io.feedhorn.publish.WriterService;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The positions of all sources. Without a store they are in memory alone. Owned by the writer's
 * event loop.
 */
public final class PositionService implements WriterService {
  static final String ADDRESS = "feedhorn.sources.positions";
  static final String SOURCE = "source";
  static final String POSITION = "position";

  /** No reader has such a name. */
  private static final String STORED_PREFIX = "source/";

  private final StoreWriter store;
  private final Map<String, String> positions = new HashMap<>();

  /**
   * @param stored the positions that the store has
   */
  public PositionService(StoreWriter store, Collection<StoredReader> stored) {
    this.store = store;
    for (StoredReader record : stored) {
      positions.put(record.name().substring(STORED_PREFIX.length()), record.state().toString());
    }
  }

  /** Returns true for the name of a record in the store that is the position of a source. */
  public static boolean isStored(String name) {
    return name.startsWith(STORED_PREFIX);
  }

  @Override
  public Future<?> start(Vertx vertx) {
    return vertx.eventBus().<JsonObject>localConsumer(ADDRESS, this::execute).completion();
  }

  private void execute(Message<JsonObject> message) {
    String source = message.body().getString(SOURCE);
    String position = message.body().getString(POSITION);
    if (position == null) {
      message.reply(positions.get(source));
      return;
    }
    store
        .write(List.of(new StoredReader(STORED_PREFIX + source, Buffer.buffer(position))))
        .onSuccess(
            stored -> {
              positions.put(source, position);
              message.reply(position);
            })
        .onFailure(failure -> message.fail(503, failure.getMessage()));
  }
}
