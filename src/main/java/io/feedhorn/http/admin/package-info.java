/** Handlers of {@code /v1/admin/*}: the state of this node for operators. */
@NullMarked
package io.feedhorn.http.admin;

import org.jspecify.annotations.NullMarked;
