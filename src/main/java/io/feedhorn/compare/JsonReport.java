package io.feedhorn.compare;

import io.feedhorn.compare.TransportResult.Ages;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** A comparison as JSON; docs/compare.md describes its fields. */
final class JsonReport {
  private final Comparison comparison;
  private final ClockResolution resolution;

  JsonReport(Comparison comparison) {
    this.comparison = comparison;
    this.resolution = comparison.resolution();
  }

  String text() {
    return report().encodePrettily();
  }

  private JsonObject report() {
    JsonArray rows = new JsonArray();
    comparison.rows().forEach(row -> rows.add(row(row)));
    JsonArray sayings = new JsonArray();
    CommonClaim.of(comparison)
        .forEach(
            claim ->
                sayings.add(
                    new JsonObject()
                        .put("claim", claim.claim())
                        .put("measured", new JsonArray(claim.measured()))));
    return new JsonObject()
        .put("clock", clock())
        .put("run", run())
        .put("transports", rows)
        .put("asFreshAsSse", EquivalentPollInterval.of(comparison).map(this::asFresh).orElse(null))
        .put("claims", sayings)
        .put("verdict", new JsonArray(Findings.of(comparison)));
  }

  private JsonObject clock() {
    return new JsonObject()
        .put("offset", resolution.round(comparison.offset()))
        .put("error", BigDecimal.valueOf(comparison.error()).setScale(3, RoundingMode.UP))
        .put("step", resolution.step())
        .put("roundTrip", resolution.round(comparison.roundTrip()))
        .put("samples", comparison.samples());
  }

  private JsonObject run() {
    return new JsonObject()
        .put("url", comparison.options().url().toString())
        .put("topics", new JsonArray(comparison.options().topics()))
        .put("seconds", comparison.options().duration().toMillis() / 1e3)
        .put("updates", comparison.updates());
  }

  private JsonObject asFresh(EquivalentPollInterval fresh) {
    return new JsonObject()
        .put("interval", resolution.round(fresh.interval()))
        .put("atMost", fresh.atMost())
        .put("requestsPerMinute", whole(fresh.requestsPerMinute()));
  }

  private JsonObject row(TransportResult row) {
    return new JsonObject()
        .put("transport", row.name())
        .put("updates", row.updates())
        .put("lost", row.lost())
        .put("conflated", row.conflated())
        .put("age", ages(row.age()))
        .put("bytes", row.bytes())
        .put("requests", row.requests())
        .put("connections", row.connections())
        .put("jitter", resolution.round(row.jitter()))
        .put(
            "screen",
            new JsonObject()
                .put("mean", resolution.round(row.displayedAgeMean()))
                .put("behind", resolution.round(row.displayedAgeBehind())))
        .put("model", new JsonObject().put("age", ages(LatencyModel.of(row))))
        .put("wire", wire(row.traffic()))
        .put("perUpdate", new JsonObject().put("bytes", tenths(row.bytesPerUpdate())))
        .put(
            "perMinute",
            new JsonObject()
                .put("bytes", whole(row.bytesPerMinute()))
                .put("requests", tenths(row.requestsPerMinute())))
        .put("month", tenths(row.gigabytesPerMonth()))
        .put(
            "handshake",
            new JsonObject()
                .put("time", resolution.round(row.handshakeMillis()))
                .put("bytes", row.handshakeBytes()))
        .put("serverCpu", tenths(row.serverCpuMicros()))
        .put("failure", row.failure());
  }

  private JsonObject ages(Ages age) {
    return new JsonObject()
        .put("p50", resolution.round(age.p50()))
        .put("p90", resolution.round(age.p90()))
        .put("p99", resolution.round(age.p99()))
        .put("max", resolution.round(age.max()))
        .put("mean", resolution.round(age.mean()));
  }

  private static JsonObject wire(TrafficTotals wire) {
    JsonObject sent = new JsonObject();
    JsonObject received = new JsonObject();
    for (ByteCategory category : ByteCategory.values()) {
      sent.put(category.label(), wire.sent(category));
      received.put(category.label(), wire.received(category));
    }
    return new JsonObject().put("sent", sent).put("received", received);
  }

  private static @Nullable BigDecimal whole(double figure) {
    return rounded(figure, 0);
  }

  private static @Nullable BigDecimal tenths(double figure) {
    return rounded(figure, 1);
  }

  private static @Nullable BigDecimal rounded(double figure, int decimals) {
    return Double.isFinite(figure)
        ? BigDecimal.valueOf(figure).setScale(decimals, RoundingMode.HALF_UP)
        : null;
  }
}
