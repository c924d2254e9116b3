/**
 * Translates between the tokens that clients hold and the ids that the application uses.
 */
@NullMarked
package io.github.redissession.id;

import org.jspecify.annotations.NullMarked;
