/**
 * Tells an instance of sessions that begin and end on other instances.
 */
@NullMarked
package io.github.redissession.redis.events;

import org.jspecify.annotations.NullMarked;
