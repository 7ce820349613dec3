package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransportStatsTest {
  private final RunFixture fixture = new RunFixture(Duration.ofSeconds(10));
  private final TransportStats stats = fixture.stats;

  private TopicStats topic() {
    return stats.topics().getOrDefault("a.b", new TopicStats());
  }

  @Test
  void updatesFromOutsideTheWindowAreNotCounted() {
    fixture.receive("a.b", 7, 0, 10);
    fixture.begin(RunFixture.SECOND);
    fixture.receive("a.b", 8, 2 * RunFixture.SECOND, 3_000);
    fixture.receive("a.b", 9, 11 * RunFixture.SECOND, 3_000);
    stats.close();

    assertThat(stats.updates()).isEqualTo(1);
    assertThat(stats.meanAge()).isEqualTo(3_000);
    assertThat(topic().seq()).isEqualTo(8);
    assertThat(topic().lost()).isZero();
  }

  @Test
  void aLateUpdateOfTheWindowIsCounted() {
    fixture.begin(0);
    fixture.receive("a.b", 1, 9 * RunFixture.SECOND, 5 * RunFixture.SECOND);
    stats.close();

    assertThat(stats.updates()).isEqualTo(1);
    assertThat(stats.meanAge()).isEqualTo(5.0 * RunFixture.SECOND);
  }

  @Test
  void aGapWithinAConnectionIsConflationAndOneBetweenConnectionsIsALoss() {
    fixture.begin(0);
    fixture.receive("a.b", 1, 1_000, 1);
    fixture.receive("a.b", 5, 2_000, 1);
    stats.connectionLost();
    fixture.receive("a.b", 7, 3_000, 1);
    fixture.receive("a.b", 8, 4_000, 1);
    stats.close();

    assertThat(topic().conflated()).isEqualTo(3);
    assertThat(topic().lost()).isEqualTo(1);
    assertThat(stats.updates()).isEqualTo(4);
  }

  @Test
  void aDuplicateUpdateIsCountedOnce() {
    fixture.begin(0);
    fixture.receive("a.b", 1, 1_000, 1);
    stats.connectionLost();
    fixture.receive("a.b", 1, 1_000, 500);
    stats.close();

    assertThat(stats.updates()).isEqualTo(1);
    assertThat(topic().lost()).isZero();
  }

  @Test
  void updatesOfANewEpochAreCounted() {
    fixture.begin(0);
    fixture.receive("a.b", 90, 1_000, 1);
    stats.connectionLost();
    fixture.receive("a.b", 1, 2_000, 1);
    stats.close();

    assertThat(stats.updates()).isEqualTo(2);
  }

  @Test
  void jitterIsTheMeanDifferenceOfConsecutiveAges() {
    fixture.begin(0);
    fixture.receive("a.b", 1, 10_000, 100);
    fixture.receive("a.b", 2, 20_000, 400);
    fixture.receive("a.b", 3, 30_000, 300);
    stats.close();

    assertThat(stats.jitter()).isEqualTo(200);
  }

  @Test
  void theDisplayedAgeIsAveragedOverTime() {
    fixture.receive("a.b", 1, 0, 0);
    fixture.begin(0);
    // An update each second has a mean displayed age of 500 ms; with a delay of 200 ms, of 700 ms.
    for (int i = 1; i < 10; i++) {
      fixture.receive("a.b", i + 1, i * RunFixture.SECOND, 200_000);
    }
    stats.close();

    double mean = topic().displayedAge().age() / topic().displayedAge().time();
    double perfect = topic().idealAge().age() / topic().idealAge().time();
    assertThat(perfect).isCloseTo(500_000, within(1.0));
    assertThat(mean - perfect).isCloseTo(200_000 * 0.9, within(1.0));
  }

  @Test
  void polledUpdatesHaveTheAgesOfTheModel() {
    long interval = RunFixture.SECOND;
    long trip = 20_000;
    long phase = 370_000;
    fixture.receive("a.b", 1, 0, 0);
    fixture.begin(0);
    long seq = 1;
    for (long ts = 3_000; ts < 10 * RunFixture.SECOND; ts += 7_001) {
      long polled = phase - Math.floorDiv(phase - ts, interval) * interval;
      fixture.receive("a.b", ++seq, ts, polled + trip - ts);
    }
    stats.close();

    var model = LatencyModel.of(TransportSpec.parse("polling-1s"), 2 * trip / 1_000.0);
    assertThat(stats.meanAge() / 1_000).isCloseTo(model.mean(), within(model.mean() * 0.01));
    assertThat(stats.ages().getValueAtPercentile(90) / 1_000.0)
        .isCloseTo(model.p90(), within(model.p90() * 0.01));
    assertThat(stats.ages().getMaxValue() / 1_000.0)
        .isCloseTo(model.max(), within(model.max() * 0.01));
    // The displayed age is larger by that for the whole time after the first poll.
    double behind =
        (topic().displayedAge().age() - topic().idealAge().age())
            / topic().displayedAge().time()
            / 1_000;
    assertThat(behind).isCloseTo(model.mean(), within(model.mean() * 0.06));
  }
}
