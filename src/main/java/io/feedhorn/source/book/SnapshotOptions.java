package io.feedhorn.source.book;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways to a snapshot after a gap. With neither a URL nor messages, a new connection is the way.
 * Immutable.
 *
 * @param when the expression that is true for events which are snapshots; null if none is
 * @param send the templates of messages that ask for a snapshot after a gap
 * @param url the template of the URL of a snapshot; null if it is an event
 * @param headers headers of the request, each {@code Name: value}
 * @param bids the expression for the bids in the body at the URL
 * @param asks the expression for the asks in the body at the URL
 * @param last the expression for the last update ID in the body at the URL; null for none
 */
public record SnapshotOptions(
    @Nullable String when,
    List<String> send,
    @Nullable String url,
    List<String> headers,
    String bids,
    String asks,
    @Nullable String last) {}
