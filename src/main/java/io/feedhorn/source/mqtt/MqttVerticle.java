package io.feedhorn.source.mqtt;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.Backoff;
import io.feedhorn.source.PositionTracker;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.format.BodyParser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.MqttSubAckMessage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source that reads topics of an MQTT broker, in a session that the broker keeps. A message is
 * acknowledged after its updates have their receipts. The filters of the session are stored as the
 * position of the source, so that those that leave the settings are unsubscribed.
 */
public final class MqttVerticle extends VerticleBase {
  private static final int QOS = 1;
  private static final int REFUSED = 0x80;

  private static final long MAX_FLUSH_MILLIS = 2_000;

  /** The maximum number of messages of QoS 0 that wait for the writer; more are lost. */
  private static final int MAX_WAITING = 10_000;

  private final SourceOptions options;
  private final MqttOptions mqtt;
  private final SourceMetrics metrics;
  private final PositionTracker position;
  private SourceIntake intake;
  private Backoff backoff;
  private @Nullable MqttClient client;
  private List<String> earlier = List.of();

  /** True after the filters were subscribed to by this process. */
  private boolean subscribed;

  /** The number of the current connection: events of earlier ones have no effect. */
  private int number;

  private boolean stopped;
  private int waiting;
  private long lost;

  @SuppressWarnings("NullAway.Init") // Set in start().
  public MqttVerticle(
      SourceOptions options, MqttOptions mqtt, SourceMetrics metrics, PositionTracker position) {
    this.options = options;
    this.mqtt = mqtt;
    this.metrics = metrics;
    this.position = position;
  }

  @Override
  public Future<?> start() {
    intake = new SourceIntake(vertx, options, metrics);
    backoff = intake.newBackoff();
    return position
        .load()
        .map(TopicFilters::ofText)
        .onSuccess(
            stored -> {
              earlier = stored;
              open();
            });
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return intake
        .end()
        .compose(ended -> position.close())
        .eventually(this::flush)
        .eventually(this::disconnect);
  }

  /**
   * Waits until the broker has the last acknowledgements: it loses those that it has not read when
   * a connection is closed on which it has sent more messages.
   */
  private Future<Void> flush() {
    MqttClient open = client;
    if (open == null || !open.isConnected()) {
      return Future.succeededFuture();
    }
    Promise<Void> answered = Promise.promise();
    long late = vertx.setTimer(MAX_FLUSH_MILLIS, due -> answered.tryComplete());
    open.pingResponseHandler(
        answer -> {
          vertx.cancelTimer(late);
          answered.tryComplete();
        });
    open.ping();
    return answered.future();
  }

  private Future<Void> disconnect() {
    number++;
    return client == null ? Future.succeededFuture() : client.disconnect();
  }

  private void open() {
    int opened = ++number;
    MqttClient next = MqttClient.create(vertx, mqtt.client());
    client = next;
    long timer =
        vertx.setTimer(
            mqtt.timeout().toMillis(), late -> failed(opened, "the broker does not answer"));
    // The broker sends what the session has before anything else.
    next.publishHandler(message -> accept(opened, message));
    next.closeHandler(closed -> failed(opened, "the connection has ended"));
    next.exceptionHandler(failure -> failed(opened, String.valueOf(failure.getMessage())));
    next.connect(mqtt.port(), mqtt.host())
        .compose(accepted -> subscribe(next, accepted.isSessionPresent()))
        .onComplete(
            connected -> {
              vertx.cancelTimer(timer);
              if (connected.failed()) {
                failed(opened, String.valueOf(connected.cause().getMessage()));
              } else if (opened == number) {
                intake.live();
                backoff.reset();
              }
            });
  }

  /**
   * Subscribes unless the session already has these filters. Each subscription makes the broker
   * send the retained messages again.
   */
  private Future<Void> subscribe(MqttClient open, boolean sessionPresent) {
    if (!sessionPresent && !earlier.isEmpty()) {
      intake.reportGap(
          "gap: the broker has no session '%s' any more, messages may be lost"
              .formatted(mqtt.clientId()),
          "");
    }
    if (sessionPresent && subscribed) {
      return Future.succeededFuture();
    }
    List<String> removed =
        earlier.stream()
            .filter(filter -> sessionPresent && !mqtt.filters().contains(filter))
            .toList();
    removed.forEach(open::unsubscribe);
    Map<String, Integer> filters = new LinkedHashMap<>();
    mqtt.filters().forEach(filter -> filters.put(filter, QOS));
    // The future of subscribe() completes before the broker has answered.
    Promise<MqttSubAckMessage> answer = Promise.promise();
    open.subscribeCompletionHandler(answer::tryComplete);
    return open.subscribe(filters)
        .compose(sent -> answer.future())
        .compose(
            granted -> {
              List<Integer> levels = granted.grantedQoSLevels();
              int refused = levels.indexOf(REFUSED);
              if (refused >= 0) {
                return Future.failedFuture(
                    "the broker refuses the subscription to '%s'"
                        .formatted(List.copyOf(filters.keySet()).get(refused)));
              }
              subscribed = true;
              earlier = mqtt.filters();
              position.save(TopicFilters.toText(earlier));
              return Future.succeededFuture();
            });
  }

  private void accept(int opened, MqttPublishMessage message) {
    if (opened != number || stopped) {
      return; // Not acknowledged: it arrives again.
    }
    boolean acknowledged = message.messageId() > 0; // A message of QoS 0 has no identifier.
    if (!acknowledged && waiting >= MAX_WAITING) {
      lost++;
      return;
    }
    Map<String, @Nullable Object> attributes = new HashMap<>();
    attributes.put("topic", message.topicName());
    attributes.put("retained", message.isRetain());
    waiting++;
    BodyParser.accept(intake, mqtt.format(), message.payload().getBytes(), null, attributes);
    intake
        .published()
        .onSuccess(
            published -> {
              waiting--;
              reportLost();
              if (acknowledged && opened == number) {
                message.ack();
              }
            });
  }

  private void reportLost() {
    if (lost > 0) {
      long reported = lost;
      lost = 0;
      intake.reportGap(
          "gap: %d messages of QoS 0 are lost, because %d were waiting"
              .formatted(reported, MAX_WAITING),
          "");
    }
  }

  private void failed(int opened, String reason) {
    if (opened != number || stopped) {
      return;
    }
    number++;
    intake.failing(reason);
    MqttClient failed = client;
    if (failed != null) {
      failed.disconnect();
    }
    vertx.setTimer(
        backoff.nextMillis(),
        timer -> {
          if (!stopped) {
            open();
          }
        });
  }
}
