/**
 * Reads and removes what Spring Session Data Redis has stored.
 */
@NullMarked
package io.github.redissession.redis.takeover;

import org.jspecify.annotations.NullMarked;
