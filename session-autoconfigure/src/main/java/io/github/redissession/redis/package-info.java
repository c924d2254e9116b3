/**
 * Keeps sessions in Redis hashes: the only place that spells a key or talks to Lettuce.
 */
@NullMarked
package io.github.redissession.redis;

import org.jspecify.annotations.NullMarked;
