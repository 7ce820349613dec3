package io.feedhorn.source.http;

import java.util.List;

/**
 * One of the connections of a source. Immutable.
 *
 * @param name the name in states and errors; empty if it is the only one
 * @param connection the text of the settings; empty if it is the only one
 * @param send the messages that are sent after each opening
 */
public record WebSocketEndpoint(String name, String connection, String url, List<String> send) {}
