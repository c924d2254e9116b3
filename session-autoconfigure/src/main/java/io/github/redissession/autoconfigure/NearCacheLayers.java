package io.github.redissession.autoconfigure;

import java.util.function.UnaryOperator;

import io.github.redissession.spi.SessionStore;

/**
 * The two places of the near cache in the chain of layers.
 *
 * @param answers the outermost layer, which answers from the cache
 * @param forgets the innermost one, which notices what this node changes
 */
record NearCacheLayers(UnaryOperator<SessionStore> answers, UnaryOperator<SessionStore> forgets) {

	/** There is no near cache. */
	static final NearCacheLayers NONE = new NearCacheLayers(UnaryOperator.identity(), UnaryOperator.identity());

	SessionStore answer(SessionStore store) {
		return this.answers.apply(store);
	}

	SessionStore forgetChanges(SessionStore store) {
		return this.forgets.apply(store);
	}

}
