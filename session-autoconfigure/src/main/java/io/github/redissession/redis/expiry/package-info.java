/**
 * Expiry: the sweeper that ends expired sessions, and the stream that hands each of them
 * to one instance.
 */
@NullMarked
package io.github.redissession.redis.expiry;

import org.jspecify.annotations.NullMarked;
