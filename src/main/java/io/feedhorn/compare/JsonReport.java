package io.feedhorn.compare;

import io.feedhorn.compare.Figures.Ages;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** A comparison for programs, as docs/compare.md says. */
final class JsonReport {
  private final Comparison found;
  private final Grain grain;

  JsonReport(Comparison found) {
    this.found = found;
    this.grain = found.grain();
  }

  String text() {
    return report().encodePrettily();
  }

  private JsonObject report() {
    JsonArray rows = new JsonArray();
    found.rows().forEach(row -> rows.add(row(row)));
    JsonArray sayings = new JsonArray();
    Saying.of(found)
        .forEach(
            saying ->
                sayings.add(
                    new JsonObject()
                        .put("claim", saying.claim())
                        .put("measured", new JsonArray(saying.measured()))));
    return new JsonObject()
        .put("clock", clock())
        .put("run", run())
        .put("transports", rows)
        .put("asFreshAsSse", AsFresh.of(found).map(this::asFresh).orElse(null))
        .put("claims", sayings)
        .put("verdict", new JsonArray(Verdict.of(found)));
  }

  private JsonObject clock() {
    return new JsonObject()
        .put("offset", grain.round(found.offset()))
        .put("error", BigDecimal.valueOf(found.error()).setScale(3, RoundingMode.UP))
        .put("step", grain.step())
        .put("roundTrip", grain.round(found.roundTrip()))
        .put("samples", found.samples());
  }

  private JsonObject run() {
    return new JsonObject()
        .put("url", found.plan().url().toString())
        .put("topics", new JsonArray(found.plan().topics()))
        .put("seconds", found.plan().duration().toMillis() / 1e3)
        .put("updates", found.updates());
  }

  private JsonObject asFresh(AsFresh fresh) {
    return new JsonObject()
        .put("interval", grain.round(fresh.interval()))
        .put("atMost", fresh.atMost())
        .put("requestsPerMinute", whole(fresh.requestsPerMinute()));
  }

  private JsonObject row(Figures row) {
    return new JsonObject()
        .put("transport", row.name())
        .put("updates", row.updates())
        .put("lost", row.lost())
        .put("conflated", row.conflated())
        .put("age", ages(row.age()))
        .put("bytes", row.bytes())
        .put("requests", row.requests())
        .put("connections", row.connections())
        .put("jitter", grain.round(row.jitter()))
        .put(
            "screen",
            new JsonObject()
                .put("mean", grain.round(row.screenMean()))
                .put("behind", grain.round(row.screenBehind())))
        .put("model", new JsonObject().put("age", ages(Model.of(row))))
        .put("wire", wire(row.wire()))
        .put("perUpdate", new JsonObject().put("bytes", tenths(row.bytesPerUpdate())))
        .put(
            "perMinute",
            new JsonObject()
                .put("bytes", whole(row.bytesPerMinute()))
                .put("requests", tenths(row.requestsPerMinute())))
        .put("month", tenths(row.month()))
        .put(
            "handshake",
            new JsonObject()
                .put("time", grain.round(row.handshakeMillis()))
                .put("bytes", row.handshakeBytes()))
        .put("serverCpu", tenths(row.serverCpuMicros()))
        .put("failure", row.failure());
  }

  private JsonObject ages(Ages age) {
    return new JsonObject()
        .put("p50", grain.round(age.p50()))
        .put("p90", grain.round(age.p90()))
        .put("p99", grain.round(age.p99()))
        .put("max", grain.round(age.max()))
        .put("mean", grain.round(age.mean()));
  }

  private static JsonObject wire(Wire wire) {
    JsonObject sent = new JsonObject();
    JsonObject received = new JsonObject();
    for (Part part : Part.values()) {
      sent.put(part.wire(), wire.sent(part));
      received.put(part.wire(), wire.received(part));
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
