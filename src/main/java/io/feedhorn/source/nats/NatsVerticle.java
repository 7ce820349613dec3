package io.feedhorn.source.nats;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.Backoff;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.UnreadableText;
import io.feedhorn.source.format.BodyParser;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A source that reads NATS. The client blocks, so a worker thread reads, one batch at a time. A
 * message of a stream is acknowledged after its updates have their receipts.
 */
public final class NatsVerticle extends VerticleBase {
  private static final char REPLACEMENT = '\uFFFD';

  private static final Duration MAX_FLUSH = Duration.ofSeconds(1);

  private final SourceOptions options;
  private final NatsOptions nats;
  private final SourceMetrics metrics;
  private final Deliveries deliveries = new Deliveries();
  private SourceIntake intake;
  private Backoff backoff;
  private WorkerExecutor worker;
  private Context eventLoop;
  private volatile @Nullable Connection connection;

  /** True if the subscription must be opened again, because the connection was interrupted. */
  private boolean interrupted;

  private boolean stopped;

  @SuppressWarnings("NullAway.Init") // Set in start().
  public NatsVerticle(SourceOptions options, NatsOptions nats, SourceMetrics metrics) {
    this.options = options;
    this.nats = nats;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    intake = new SourceIntake(vertx, options, metrics);
    backoff = intake.newBackoff();
    eventLoop = vertx.getOrCreateContext();
    worker = vertx.createSharedWorkerExecutor("feedhorn-source-" + options.name(), 1);
    open();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return intake
        .end()
        .compose(
            ended ->
                worker.<Void>executeBlocking(
                    () -> {
                      flush();
                      closeConnection();
                      return null;
                    }))
        .eventually(worker::close);
  }

  private void open() {
    interrupted = false;
    worker
        .executeBlocking(this::connect)
        .onSuccess(
            reader -> {
              backoff.reset();
              deliveries.begin();
              intake.live();
              read(reader);
            })
        .onFailure(this::failed);
  }

  private NatsReader connect() throws Exception {
    closeConnection();
    Options client =
        new Options.Builder()
            .servers(nats.url().split(","))
            .connectionName("feedhorn-" + options.name())
            .supportUTF8Subjects() // By default each byte is a character.
            .maxReconnects(-1)
            .connectionTimeout(nats.timeout())
            // A server that does not answer is found after twice this time, by default 4 min.
            .pingInterval(nats.timeout())
            .maxPingsOut(1)
            .connectionListener(this::onConnection)
            .errorListener(new ErrorListener() {}) // The default one prints to the console.
            .build();
    Connection open = Nats.connect(client);
    connection = open;
    String stream = nats.stream();
    if (stream == null) {
      return new CoreReader(open, nats.subject(), nats.group());
    }
    String base = nats.group() == null ? "feedhorn-" + options.name() : nats.group();
    int pending = Math.max(1_000, 4 * options.inFlight());
    return StreamReader.open(open, stream, nats.subject(), base, pending);
  }

  /** Sends the last acknowledgements: the client only puts them in its buffer. */
  private void flush() throws InterruptedException {
    Connection open = connection;
    if (open != null && open.getStatus() == Connection.Status.CONNECTED) {
      try {
        open.flush(MAX_FLUSH);
      } catch (TimeoutException late) {
        // Their messages arrive again.
      }
    }
  }

  private void closeConnection() throws InterruptedException {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  private void onConnection(Connection changed, ConnectionListener.Events event) {
    if (event == ConnectionListener.Events.DISCONNECTED) {
      eventLoop.runOnContext(
          run -> {
            if (changed == connection && !stopped) {
              interrupted = true;
              intake.failing("the connection to NATS is interrupted");
            }
          });
    }
  }

  private void read(NatsReader reader) {
    if (stopped) {
      return;
    }
    if (interrupted) {
      vertx.setTimer(backoff.nextMillis(), timer -> openUnlessStopped());
      return;
    }
    worker
        .executeBlocking(() -> reader.next(options.inFlight()))
        .onSuccess(messages -> accept(reader, messages))
        .onFailure(this::failed);
  }

  private void accept(NatsReader reader, List<Message> messages) {
    if (stopped) {
      return; // Not acknowledged: they arrive again.
    }
    for (Message message : messages) {
      String position = reader.position(message);
      if (position == null) {
        accept(message, null);
      } else if (isNew(position, message)) {
        accept(message, position);
        intake.published().onSuccess(published -> acknowledge(position));
      }
    }
    long lost = reader.lost();
    if (lost > 0) {
      intake.reportGap(
          "gap: the client's buffer was full, %d messages are lost".formatted(lost), "");
    }
    intake.ready().onSuccess(ready -> read(reader));
  }

  private void accept(Message message, @Nullable String position) {
    Map<String, @Nullable Object> attributes = Map.of("subject", subject(message.getSubject()));
    if (BucketMarkers.isMarker(message)) {
      intake.accept(SourceMessage.deletion(position, attributes));
    } else {
      BodyParser.accept(intake, nats.format(), message.getData(), position, attributes);
    }
  }

  /** Returns the value of the variable. The client has replaced what is not UTF-8. */
  private static Object subject(String subject) {
    return subject.indexOf(REPLACEMENT) < 0
        ? subject
        : new UnreadableText("the subject '%s' is not text in UTF-8".formatted(subject));
  }

  private boolean isNew(String position, Message message) {
    try {
      return deliveries.add(position, message);
    } catch (IllegalStateException closed) {
      interrupted = true;
      return false;
    }
  }

  private void acknowledge(String position) {
    try {
      deliveries.acknowledge(position);
    } catch (IllegalStateException closed) {
      // The connection has ended: the message arrives again, and has the same key.
      interrupted = true;
    }
  }

  private void failed(Throwable failure) {
    if (stopped) {
      return;
    }
    intake.failing(String.valueOf(failure.getMessage()));
    vertx.setTimer(backoff.nextMillis(), timer -> openUnlessStopped());
  }

  private void openUnlessStopped() {
    if (!stopped) {
      open();
    }
  }
}
