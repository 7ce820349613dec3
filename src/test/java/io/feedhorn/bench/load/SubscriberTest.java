package io.feedhorn.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmark counts received updates, independent of the division of the stream into reads. */
class SubscriberTest {
  private static final int TOPIC = 7;

  private final Subscriber.Clock clock = new Subscriber.Clock();
  private final DeliveryStats stats = new DeliveryStats();
  private final Subscriber subscriber = new Subscriber(clock, stats, TOPIC, 1, 10);

  @Test
  void aStampIsFoundEvenIfItArrivesInTwoReads() {
    byte[] stream = ("{\"a\":\"" + stamp(1) + "\"}..@12." + stamp(2) + "x").getBytes(US_ASCII);
    for (int cut = 0; cut <= stream.length; cut++) {
      List<Integer> numbers = new ArrayList<>();
      StampScanner scanner = new StampScanner();
      scanner.scan(stream, 0, cut, (due, number, topic) -> numbers.add(number));
      scanner.scan(stream, cut, stream.length, (due, number, topic) -> numbers.add(number));
      assertThat(numbers).as("cut at %d", cut).containsExactly(1, 2);
    }
  }

  @Test
  void framesAreParsedEvenIfTheyArriveInTwoReads() {
    String longer = "y".repeat(300);
    byte[] stream = new byte[2 + 5 + 2 + 1 + 4 + 300];
    System.arraycopy(new byte[] {(byte) 0x81, 5, 'h', 'e', 'l', 'l', 'o'}, 0, stream, 0, 7);
    System.arraycopy(new byte[] {(byte) 0x89, 1, 'p'}, 0, stream, 7, 3);
    System.arraycopy(new byte[] {(byte) 0x81, 126, 1, 44}, 0, stream, 10, 4);
    System.arraycopy(longer.getBytes(US_ASCII), 0, stream, 14, 300);
    for (int cut = 0; cut <= stream.length; cut++) {
      RecordingHandler handler = new RecordingHandler();
      WebSocketFrameParser parser = new WebSocketFrameParser();
      parser.parse(stream, 0, cut, handler);
      parser.parse(stream, cut, stream.length, handler);
      assertThat(handler.text.toString()).as("cut at %d", cut).isEqualTo("hello" + longer);
      assertThat(handler.pings).containsExactly("p");
    }
  }

  @Test
  void missingDuplicateAndReorderedUpdatesAreCounted() {
    for (int number : new int[] {1, 2, 5, 5, 4, 6}) {
      receive(stamp(number));
    }

    assertThat(stats.deliveries).isEqualTo(6);
    assertThat(stats.missed).isEqualTo(2);
    assertThat(stats.duplicates).isEqualTo(1);
    assertThat(stats.reordered).isEqualTo(1);
  }

  @Test
  void anUpdateOfATopicWithoutSubscriptionIsNotCountedAsDelivery() {
    receive(UpdateStamp.text(0, 1, TOPIC + 1, ""));

    assertThat(stats.deliveries).isZero();
    assertThat(stats.reordered).isEqualTo(1);
  }

  @Test
  void latencyIsMeasuredFromTheTimeAtWhichTheUpdateWasDue() {
    clock.nowMicros = 5_000;

    receive(UpdateStamp.text(2_000, 1, TOPIC, ""));

    assertThat(stats.latencyMicros.getMaxValue()).isBetween(2_995L, 3_005L);
  }

  private void receive(String text) {
    subscriber.receive(text.getBytes(US_ASCII), 0, text.length());
  }

  private static String stamp(int number) {
    return UpdateStamp.text(0, number, TOPIC, "");
  }

  private static final class RecordingHandler implements FrameParser.Handler {
    private final StringBuilder text = new StringBuilder();
    private final List<String> pings = new ArrayList<>();

    @Override
    public void payload(byte[] bytes, int from, int to) {
      text.append(new String(bytes, from, to - from, US_ASCII));
    }

    @Override
    public void ping(byte[] payload) {
      pings.add(new String(payload, US_ASCII));
    }

    @Override
    public void close(byte[] payload) {
      throw new AssertionError("unexpected close frame");
    }
  }
}
