package io.feedhorn.push;

import com.zerodeplibs.webpush.EncryptedPushMessage;
import com.zerodeplibs.webpush.MessageEncryption;
import com.zerodeplibs.webpush.MessageEncryptions;
import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import com.zerodeplibs.webpush.jwt.VAPIDJWTParam;
import io.feedhorn.model.Clock;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encrypts a notification for one browser (RFC 8291) and signs for its push service (RFC 8292).
 * Used by one worker thread at a time, not thread-safe.
 */
final class PushEncoder {
  private static final int MAX_CACHED = 1_000;

  /** Less than the 24 hours that RFC 8292, section 2, allows. */
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

  private static final Duration TOKEN_REUSE = Duration.ofHours(6);

  private final PushKeys keys;
  private final String subject;
  private final Clock clock;
  private final MessageEncryption encryption = MessageEncryptions.of();
  private final Map<String, Authorization> authorizations =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Authorization> eldest) {
          return size() > MAX_CACHED;
        }
      };

  private record Authorization(String header, Instant signedAt) {
    /** A clock that was set back must not keep a signature that is not valid for a long time. */
    boolean isReusable(Instant now) {
      return !now.isBefore(signedAt) && now.isBefore(signedAt.plus(TOKEN_REUSE));
    }
  }

  /**
   * A request to a push service. Immutable; the body must not be changed.
   *
   * @param address the address of the host to connect to
   */
  record PushRequest(
      URI endpoint,
      InetAddress address,
      PushMessage message,
      String authorization,
      String coding,
      Buffer body) {}

  /**
   * @param clock the clock of the signatures
   */
  PushEncoder(PushKeys keys, String subject, Clock clock) {
    this.keys = keys;
    this.subject = subject;
    this.clock = clock;
  }

  /**
   * Creates the request of one notification to one browser.
   *
   * @param endpoint that of the push subscription
   * @param address the address of its host
   */
  PushRequest encode(
      Update update, PushSubscription to, URI endpoint, InetAddress address, long nowMicros) {
    PushMessage message = PushMessage.of(update, nowMicros);
    EncryptedPushMessage encrypted =
        encryption.encrypt(
            UserAgentMessageEncryptionKeyInfo.of(to.p256dh(), to.auth()),
            com.zerodeplibs.webpush.PushMessage.of(message.payload().getBytes()));
    return new PushRequest(
        endpoint,
        address,
        message,
        authorization(endpoint),
        encrypted.contentEncoding(),
        Buffer.buffer(encrypted.toBytes()));
  }

  private String authorization(URI endpoint) {
    String origin = endpoint.getScheme() + "://" + endpoint.getRawAuthority();
    Instant now = Instant.EPOCH.plus(clock.wallMicros(), ChronoUnit.MICROS);
    Authorization cached = authorizations.get(origin);
    if (cached != null && cached.isReusable(now)) {
      return cached.header;
    }
    VAPIDJWTParam claims =
        VAPIDJWTParam.getBuilder()
            .resourceURLString(endpoint.toString())
            .expirationTime(now.plus(TOKEN_LIFETIME))
            .subject(subject)
            .build();
    String header = keys.pair().generateAuthorizationHeaderValue(claims);
    authorizations.put(origin, new Authorization(header, now));
    return header;
  }
}
