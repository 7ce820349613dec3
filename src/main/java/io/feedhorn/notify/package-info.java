/**
 * Notifications: the schema of their values, and the check of values that are published as such.
 */
@NullMarked
package io.feedhorn.notify;

import org.jspecify.annotations.NullMarked;
