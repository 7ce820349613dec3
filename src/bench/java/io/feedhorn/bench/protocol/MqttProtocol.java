package io.feedhorn.bench.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** MQTT 3.1.1 in WebSocket frames, with quality of service 0. */
public record MqttProtocol(AtomicInteger clients) implements PeerProtocol {
  private static final int CONNECT = 0x10;
  private static final int PUBLISH = 0x30;
  private static final int SUBSCRIBE = 0x82;

  public MqttProtocol() {
    this(new AtomicInteger());
  }

  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {0, 1});
    for (String topic : topics) {
      writeString(body, topic);
      body.write(0);
    }
    return List.of(
        upgrade(port),
        connect(),
        new HandshakeStep(packet(SUBSCRIBE, body.toByteArray()), "\u0090"));
  }

  @Override
  public List<HandshakeStep> publisher(int port) {
    return List.of(upgrade(port), connect());
  }

  @Override
  public byte[] publish(String topic, String text) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    writeString(body, topic);
    body.writeBytes(text.getBytes(UTF_8));
    return packet(PUBLISH, body.toByteArray());
  }

  @Override
  public int envelopeBytes() {
    return 4 + "b.aat000".length();
  }

  @Override
  public boolean usesWebSocketFrames() {
    return true;
  }

  private static HandshakeStep upgrade(int port) {
    return HttpRequests.upgrade(port, "/mqtt", "Sec-WebSocket-Protocol: mqtt");
  }

  private HandshakeStep connect() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    writeString(body, "MQTT");
    body.writeBytes(new byte[] {4, 2, 0, 0});
    writeString(body, "b" + clients.incrementAndGet());
    return new HandshakeStep(packet(CONNECT, body.toByteArray()), " \u0002");
  }

  private static void writeString(ByteArrayOutputStream into, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    into.write(bytes.length >> 8);
    into.write(bytes.length);
    into.writeBytes(bytes);
  }

  private static byte[] packet(int type, byte[] body) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(type);
    int length = body.length;
    for (; length > 127; length >>= 7) {
      packet.write((length & 127) | 128);
    }
    packet.write(length);
    packet.writeBytes(body);
    return ClientFrame.binary(packet.toByteArray());
  }
}
