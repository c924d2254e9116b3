package io.github.redissession.web.contract;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;

/**
 * What handlers have observed in one request.
 *
 * @param said what they have said, in order
 * @param failures what they have thrown
 * @param running the handlers that have not returned; the first party is the visitor
 */
record Visit(List<String> said, List<Throwable> failures, Phaser running) {

	Visit() {
		this(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(), new Phaser(1));
	}

}
