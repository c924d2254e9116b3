/**
 * Tokens on the way to and from the client: outside there are tokens, inside ids.
 */
@NullMarked
package io.github.redissession.id;

import org.jspecify.annotations.NullMarked;
