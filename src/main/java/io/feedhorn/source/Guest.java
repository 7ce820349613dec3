package io.feedhorn.source;

/**
 * Someone in the room.
 *
 * @param who the id the page chose
 * @param name what people read
 */
record Guest(String who, String name) {}
