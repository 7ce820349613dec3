package io.feedhorn.transport;

import io.feedhorn.hub.OutboxStatus;
import org.jspecify.annotations.Nullable;

/**
 * The state of a session at one moment, for operators. Immutable.
 *
 * @param id the id of the session, as in the log and in {@code welcome}
 * @param address the numeric address of the client
 * @param user the {@code sub} of its token; null without one
 * @param openedMicros Unix time in microseconds
 * @param expires the expiry of its permissions, Unix time in milliseconds; {@code
 *     Permissions.NEVER} for none
 * @param closing true if the server has ended the session and the connection is not gone yet
 * @param outbox its subscriptions and its lag
 */
public record SessionStatus(
    String id,
    String transport,
    String address,
    @Nullable String user,
    long openedMicros,
    long expires,
    boolean closing,
    OutboxStatus outbox) {}
