/** Tests of client libraries with a real server: the programs of {@code docs/clients.md}. */
@NullMarked
package io.feedhorn.clients;

import org.jspecify.annotations.NullMarked;
