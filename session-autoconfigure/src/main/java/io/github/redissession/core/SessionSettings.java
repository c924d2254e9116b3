package io.github.redissession.core;

import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.ReactiveFindByIndexNameSessionRepository;
import org.springframework.session.Session;

import io.github.redissession.index.AttributeIndexer;
import io.github.redissession.index.LegacySessions;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionObserver;

/**
 * The settings that all sessions of a repository share.
 *
 * @param codec encodes the attributes
 * @param policy decides the time limits
 * @param principalResolver names the user who is logged in according to a session's
 * attributes
 * @param users the policy for users
 * @param clock the application's clock; only differences of its instants reach the store
 * @param observer receives events
 * @param attributeRules the rules for all attributes
 * @param outages how requests are served while the store is unavailable
 * @param indexer derives index values from attributes
 * @param local keeps the attributes that are not stored
 * @param moves tells whether the store has just answered that an id was replaced by a new
 * one a moment ago
 * @param legacy the sessions of another store, which this one takes over
 */
public record SessionSettings(AttributeCodec codec, ExpiryPolicy policy,
		Function<Session, @Nullable String> principalResolver, UserPolicy users, InstantSource clock,
		SessionObserver observer, AttributeRules attributeRules, Outages outages, AttributeIndexer indexer,
		LocalMemory local, Predicate<String> moves, LegacySessions legacy) {

	/** The attributes that contain a login. */
	static final Set<String> LOGIN_ATTRIBUTES = Set.of("SPRING_SECURITY_CONTEXT",
			FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME,
			ReactiveFindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);

	/**
	 * Returns these settings with sessions of another store.
	 */
	public SessionSettings with(LegacySessions others) {
		return new SessionSettings(this.codec, this.policy, this.principalResolver, this.users, this.clock,
				this.observer, this.attributeRules, this.outages, this.indexer, this.local, this.moves, others);
	}

}
