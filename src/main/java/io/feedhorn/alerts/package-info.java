/**
 * Alerts: rules of users on the values of topics. When a value begins to fulfil a rule, the user
 * gets a notification.
 *
 * <pre>
 *  /v1/alerts ─▶ AlertRules ─▶ topic alerts.USER ─▶ AlertsVerticle ─▶ topic notify.USER
 *                                     ▲                   │
 *                                     └─── the state ─────┘
 * </pre>
 *
 * In a cluster, every node knows the rules, and the one that orders the feed {@code alerts}
 * evaluates them.
 */
@NullMarked
package io.feedhorn.alerts;

import org.jspecify.annotations.NullMarked;
