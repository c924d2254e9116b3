package io.github.redissession;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

/**
 * What all sessions of a repository share.
 *
 * @param codec encodes the attributes
 * @param policy decides the time limits
 * @param principalResolver names the user whom a session's attributes say is logged in
 * @param principalName how the name of a user is stored, for example as a hash
 * @param recordsDevice whether a login records from where it comes
 * @param clock the application's clock; only differences of its instants reach the store
 * @param observer hears what happens
 */
public record SessionSettings(AttributeCodec codec, ExpiryPolicy policy,
		Function<Session, @Nullable String> principalResolver, UnaryOperator<String> principalName,
		boolean recordsDevice, InstantSource clock, SessionObserver observer) {

	/** The attributes that hold a login. */
	static final Set<String> LOGIN_ATTRIBUTES = Set.of("SPRING_SECURITY_CONTEXT",
			FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);

	/**
	 * Settings that store the names of users as they are and record their devices.
	 * Observers cannot fail a request.
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
		return new SessionSettings(codec, policy, principalResolver, UnaryOperator.identity(), true, clock,
				new GuardedObserver(observers));
	}

	/**
	 * These settings with other ones for users.
	 * @param name how the name of a user is stored
	 * @param records whether a login records from where it comes
	 * @return the settings
	 */
	public SessionSettings withUsers(UnaryOperator<String> name, boolean records) {
		return new SessionSettings(this.codec, this.policy, this.principalResolver, name, records, this.clock,
				this.observer);
	}

	/**
	 * The user whom a session's attributes say is logged in.
	 * @return the name as it is stored, {@code null} if nobody is
	 */
	@Nullable String principal(Session session) {
		String name = this.principalResolver.apply(session);
		return (name != null) ? this.principalName.apply(name) : null;
	}

}
