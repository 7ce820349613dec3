package io.feedhorn.demo;

/**
 * A user of the chat room. Immutable.
 *
 * @param who the ID, which the page chose
 * @param name the displayed name
 */
record ChatUser(String who, String name) {}
