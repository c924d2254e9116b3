/**
 * Small building blocks for asynchronous code that know nothing of sessions.
 */
@NullMarked
package io.github.redissession.async;

import org.jspecify.annotations.NullMarked;
