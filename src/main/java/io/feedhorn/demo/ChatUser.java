package io.feedhorn.demo;

/**
 * Someone in the room.
 *
 * @param who the id the page chose
 * @param name what people read
 */
record ChatUser(String who, String name) {}
