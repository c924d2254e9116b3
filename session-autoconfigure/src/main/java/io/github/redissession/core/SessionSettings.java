package io.github.redissession.core;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

import io.github.redissession.index.AttributeIndexer;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionObserver;

/**
 * What all sessions of a repository share.
 *
 * @param codec encodes the attributes
 * @param policy decides the time limits
 * @param principalResolver names the user whom a session's attributes say is logged in
 * @param users what is kept of users
 * @param clock the application's clock; only differences of its instants reach the store
 * @param observer hears what happens
 * @param attributeRules what holds for all attributes
 * @param outages what becomes of requests while the store is away
 * @param indexer says by what of its attributes a session can be found
 */
public record SessionSettings(AttributeCodec codec, ExpiryPolicy policy,
		Function<Session, @Nullable String> principalResolver, UserPolicy users, InstantSource clock,
		SessionObserver observer, AttributeRules attributeRules, Outages outages, AttributeIndexer indexer) {

	/** The attributes that hold a login. */
	static final Set<String> LOGIN_ATTRIBUTES = Set.of("SPRING_SECURITY_CONTEXT",
			FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);

	/**
	 * Settings with the defaults for users. Observers cannot fail a request.
	 * @param codec encodes the attributes
	 * @param policy decides the time limits
	 * @param principalResolver names the user whom a session's attributes say is logged
	 * in
	 * @param clock the application's clock
	 * @param observers hear what happens
	 * @return the settings
	 */
	public static SessionSettings of(AttributeCodec codec, ExpiryPolicy policy,
			Function<Session, @Nullable String> principalResolver, InstantSource clock,
			List<SessionObserver> observers) {
		return new SessionSettings(codec, policy, principalResolver, UserPolicy.DEFAULT, clock,
				SessionObserver.all(observers), AttributeRules.LENIENT, Outages.REJECTED, AttributeIndexer.NONE);
	}

	/**
	 * These settings with others for users.
	 * @param others what is kept of users
	 * @return the settings
	 */
	public SessionSettings withUsers(UserPolicy others) {
		return new SessionSettings(this.codec, this.policy, this.principalResolver, others, this.clock, this.observer,
				this.attributeRules, this.outages, this.indexer);
	}

	/**
	 * These settings with other rules for attributes.
	 * @param rules what holds for all attributes
	 * @return the settings
	 */
	public SessionSettings withAttributeRules(AttributeRules rules) {
		return new SessionSettings(this.codec, this.policy, this.principalResolver, this.users, this.clock,
				this.observer, rules, this.outages, this.indexer);
	}

	/**
	 * These settings with another behaviour while the store is away.
	 * @param others what becomes of requests then
	 * @return the settings
	 */
	public SessionSettings withOutages(Outages others) {
		return new SessionSettings(this.codec, this.policy, this.principalResolver, this.users, this.clock,
				this.observer, this.attributeRules, others, this.indexer);
	}

	/**
	 * These settings with another indexer.
	 * @param other says by what of its attributes a session can be found
	 * @return the settings
	 */
	public SessionSettings withIndexer(AttributeIndexer other) {
		return new SessionSettings(this.codec, this.policy, this.principalResolver, this.users, this.clock,
				this.observer, this.attributeRules, this.outages, other);
	}

}
