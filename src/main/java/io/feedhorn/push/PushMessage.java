package io.feedhorn.push;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.ShortText;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The payload and the header fields of a notification for a push service. Immutable.
 *
 * @param payload JSON: the update, shortened if it is longer than push services accept
 * @param ttlSeconds the time for which the push service keeps it (RFC 8030, section 5.2)
 * @param topic the name by which a newer message replaces an older one that is not delivered yet
 *     (section 5.4); empty for none
 * @param urgency {@code normal} or {@code high} (section 5.3)
 */
record PushMessage(Buffer payload, long ttlSeconds, String topic, String urgency) {
  /**
   * The maximum length of the payload: push services accept 4096 bytes of ciphertext (RFC 8291,
   * section 4), of which 103 are the header, the padding delimiter and the authentication tag.
   */
  static final int MAX_PAYLOAD_BYTES = 3_993;

  /** Four weeks, the longest time that push services keep a message. */
  private static final long MAX_TTL_SECONDS = 2_419_200;

  private static final int TOPIC_CHARACTERS = 32;
  private static final long SECOND_MICROS = 1_000_000;
  private static final List<String> MEMBERS =
      List.of("title", "body", "link", "level", "icon", "collapse");

  /** Members that are left out of a message that is too long, the least important first. */
  private static final List<String> OPTIONAL = List.of("icon", "body", "link", "collapse");

  /** Returns true for an update that is shown to a person. */
  static boolean isNotification(Update update) {
    Buffer data = update.data();
    return data.length() > 0
        && data.getByte(0) == '{'
        && RawJson.object(data).getValue("title") instanceof String;
  }

  /**
   * Creates the message of a notification.
   *
   * @param nowMicros the time of the feeds' clock, Unix time in microseconds
   */
  static PushMessage of(Update update, long nowMicros) {
    JsonObject notification = RawJson.object(update.data());
    long ttl = MAX_TTL_SECONDS;
    if (notification.getValue("ttl") instanceof Number seconds) {
      long expires = update.timestampMicros() + seconds.longValue() * SECOND_MICROS;
      ttl = Math.max(0, Math.min(ttl, (expires - nowMicros) / SECOND_MICROS));
    }
    String collapse = update.collapseKey();
    String topic =
        collapse == null
            ? ""
            : PushSubscription.digest(update.topic().name() + '\n' + collapse)
                .substring(0, TOPIC_CHARACTERS);
    String level = notification.getString("level", "info");
    boolean urgent = level.equals("warning") || level.equals("error");
    return new PushMessage(payload(update, notification), ttl, topic, urgent ? "high" : "normal");
  }

  private static Buffer payload(Update update, JsonObject notification) {
    if (update.json().length() <= MAX_PAYLOAD_BYTES) {
      return update.json();
    }
    JsonObject shortened = new JsonObject();
    for (String member : MEMBERS) {
      if (notification.containsKey(member)) {
        shortened.put(member, notification.getValue(member));
      }
    }
    Buffer payload = withData(update, shortened);
    for (String member : OPTIONAL) {
      if (payload.length() > MAX_PAYLOAD_BYTES) {
        if (member.equals("body")) {
          cutBody(update, shortened);
        } else {
          shortened.remove(member);
        }
        payload = withData(update, shortened);
      }
    }
    return payload;
  }

  /** Keeps as much of the body as fits beside the other members; removes it if nothing does. */
  private static void cutBody(Update update, JsonObject data) {
    String body = data.getString("body", "");
    int fits = 0;
    int exceeds = body.length();
    while (exceeds - fits > 1) {
      int middle = (fits + exceeds) / 2;
      data.put("body", ShortText.of(body, middle));
      if (withData(update, data).length() <= MAX_PAYLOAD_BYTES) {
        fits = middle;
      } else {
        exceeds = middle;
      }
    }
    if (fits == 0) {
      data.remove("body");
    } else {
      data.put("body", ShortText.of(body, fits));
    }
  }

  private static Buffer withData(Update update, JsonObject data) {
    return new JsonObject()
        .put("type", "update")
        .put("topic", update.topic().name())
        .put("offset", update.offset())
        .put("seq", update.seq())
        .put("ts", update.timestampMicros() / 1e3)
        .put("data", data)
        .toBuffer();
  }
}
