package io.feedhorn.source.mqtt;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A client that publishes messages of QoS 1, one after the other. */
final class MqttPublisher implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final MqttClient client = MqttClient.create(vertx);
  private final Map<Integer, Promise<Void>> accepted = new ConcurrentHashMap<>();

  MqttPublisher(int port) {
    client.publishCompletionHandler(packet -> promise(packet).tryComplete());
    client.connect(port, "127.0.0.1").await();
  }

  private Promise<Void> promise(Integer packet) {
    return accepted.computeIfAbsent(packet, id -> Promise.promise());
  }

  /** Publishes a message and waits until the broker has it. */
  void publish(String topic, String message, boolean retain) {
    client
        .publish(topic, Buffer.buffer(message), MqttQoS.AT_LEAST_ONCE, false, retain)
        .compose(packet -> promise(packet).future())
        .await();
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
