/**
 * What an application calls: the session, its attributes and token, the devices of a
 * user, the circuit of the store, and the exceptions.
 */
@NullMarked
package io.github.redissession;

import org.jspecify.annotations.NullMarked;
