/** Authentication and permissions: tokens, tickets, signing keys. */
@NullMarked
package io.feedhorn.auth;

import org.jspecify.annotations.NullMarked;
