/**
 * Ties WebSockets to the sessions under which they were opened.
 */
@NullMarked
package io.github.redissession.websocket;

import org.jspecify.annotations.NullMarked;
