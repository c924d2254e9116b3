package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.BackgroundTimer;
import io.github.redissession.redis.client.BackgroundWork;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Records in Redis which applications use the namespace. All instances of an application
 * have one entry, which one command renews while any of them is running, a few times an
 * hour; without renewal it is forgotten.
 */
public final class ApplicationRegister extends BackgroundWork<BackgroundTimer> {

	private static final RedisScript REGISTER = RedisScript.load(ApplicationRegister.class, "register.lua");

	/** For how long an application is known after its last entry. */
	static final Duration KNOWN = Duration.ofMinutes(30);

	private static final Duration RENEWAL = KNOWN.dividedBy(3);

	private final SessionConnection connection;

	private final SessionKeys keys;

	private final Duration timeout;

	private final Application application;

	/**
	 * Creates a register.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 * @param timeout how long one reply may take
	 * @param application this application
	 */
	public ApplicationRegister(SessionConnection connection, RedisSettings settings, Duration timeout,
			Application application) {
		this.connection = connection;
		this.keys = settings.keys();
		this.timeout = timeout;
		this.application = application;
	}

	/**
	 * Records this application.
	 * @return the names of other applications that use the namespace, without the
	 * companions; fails if Redis does not reply in time
	 */
	public CompletionStage<List<String>> register() {
		String name = (this.application.name() != null) ? this.application.name() : "";
		return this.connection
			.send((batch) -> batch.evalArray(REGISTER, this.keys.applications(),
					List.of(SessionHash.bytes(name), SessionHash.millis(KNOWN))))
			.toCompletableFuture()
			.thenApply((names) -> names.stream()
				.map(SessionHash::string)
				.filter((one) -> !one.equals(name) && !this.application.companions().contains(one))
				.toList())
			.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * The checks after the start record the application for the first time.
	 */
	@Override
	protected @Nullable BackgroundTimer create() {
		return (this.application.name() != null && this.application.renews())
				? new BackgroundTimer("redis-session-application", this::register, RENEWAL, RENEWAL) : null;
	}

	/**
	 * An application that uses a namespace.
	 *
	 * @param name its name, {@code null} if it has none; then it is not recorded
	 * @param companions names of applications that use the namespace on purpose
	 * @param renews whether its entry is renewed while it is running
	 */
	public record Application(@Nullable String name, Set<String> companions, boolean renews) {

	}

}
