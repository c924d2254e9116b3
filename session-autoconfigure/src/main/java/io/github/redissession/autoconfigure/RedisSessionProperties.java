package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

import io.github.redissession.codec.AttributeFormat;
import io.github.redissession.expiry.ExpiryPreset;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionLimit.WhenReached;
import io.github.redissession.spi.UnreadablePolicy;

/**
 * Properties of the session store.
 *
 * @param namespace What every key in Redis begins with, before a colon.
 * @param redis A Redis for sessions alone. Takes what 'spring.data.redis' takes, for
 * example 'redis-session.redis.url'. Without it sessions use the application's Redis.
 * @param expiry When a session ends.
 * @param users What is kept of users, and how many sessions they may have.
 * @param codec How attributes are stored.
 * @param encryption With which keys attributes are encrypted.
 * @param resilience What happens when Redis does not answer.
 * @param durability What Redis has to have done before a login, a logout or a new id is
 * acknowledged.
 * @param events What is told when sessions begin and end.
 * @param query By what sessions can be found.
 * @param metrics What is measured besides what requests do.
 * @param checks What is said about the Redis server and the configuration.
 * @param health When the application is healthy.
 * @param nearCache Which sessions each node keeps in its own memory.
 * @param flashCookie Whether a cookie tells if there may be flash attributes of Spring
 * MVC. Without it every request of a client that has a session reads it to look for them,
 * also one that uses no session. Not for clients that keep no cookies.
 */
@ConfigurationProperties("redis-session")
public record RedisSessionProperties(@DefaultValue("session") String namespace, @DefaultValue Map<String, String> redis,
		@DefaultValue Expiry expiry, @DefaultValue Users users, @DefaultValue Codec codec,
		@DefaultValue Encryption encryption, @DefaultValue Resilience resilience, @DefaultValue Durability durability,
		@DefaultValue Events events, @DefaultValue Query query, @DefaultValue Metrics metrics,
		@DefaultValue Checks checks, @DefaultValue Health health, @DefaultValue NearCache nearCache,
		@DefaultValue("false") boolean flashCookie) {

	/**
	 * Leaves out the values of {@code redis}, because a password may be among them.
	 */
	@Override
	public String toString() {
		return "RedisSessionProperties[namespace=%s, redis=%s, expiry=%s, users=%s, codec=%s, encryption=%s, resilience=%s, durability=%s, events=%s, query=%s, metrics=%s, checks=%s, health=%s, nearCache=%s, flashCookie=%s]"
			.formatted(this.namespace, this.redis.keySet(), this.expiry, this.users, this.codec, this.encryption,
					this.resilience, this.durability, this.events, this.query, this.metrics, this.checks, this.health,
					this.nearCache, this.flashCookie);
	}

	/**
	 * When a session ends.
	 *
	 * @param idleTimeout How long a session may go unused; zero or negative for no such
	 * limit. By default that of the preset, or else Spring Boot's session timeout.
	 * @param maxLifetime How long after its beginning a session ends however much it is
	 * used; zero or negative for no such limit. By default that of the preset, or else 30
	 * days.
	 * @param touchInterval How old the last recorded access must be before another one is
	 * written to Redis. A session ends between one idle timeout and one idle timeout plus
	 * this after its last use.
	 * @param anonymousIdleTimeout How long a session in which nobody is logged in may go
	 * unused, if that is to be less than the idle timeout.
	 * @param passivePaths Patterns of paths that read the session without prolonging it,
	 * for example those that pages poll.
	 * @param sensitive Paths for which a user has to log in again if the session has gone
	 * unused for longer than a limit of their own.
	 * @param preset Limits by an assurance level of NIST SP 800-63B-4. Looser values are
	 * refused for 'aal3', whose idle timeout includes the touch interval, and reported
	 * for the others.
	 */
	public record Expiry(@Nullable Duration idleTimeout, @Nullable Duration maxLifetime,
			@DefaultValue("1m") Duration touchInterval, @Nullable Duration anonymousIdleTimeout,
			@DefaultValue List<String> passivePaths, @DefaultValue List<Sensitive> sensitive,
			@Nullable ExpiryPreset preset) {

	}

	/**
	 * Paths that need a session used lately.
	 *
	 * @param paths Patterns of the paths.
	 * @param idleTimeout How long the session may have gone unused at any time since the
	 * login; one touch interval more is tolerated.
	 */
	public record Sensitive(@DefaultValue List<String> paths, @Nullable Duration idleTimeout) {

	}

	/**
	 * What is kept of users, and how many sessions they may have.
	 *
	 * @param recordDevice Whether a login records the client's address and user agent,
	 * which the list of a user's devices shows.
	 * @param hashPrincipal Whether the names of users are stored as SHA-256 in keys and
	 * fields. Attributes such as the security context still hold them.
	 * @param maxSessions How many sessions a user may have at the same time; zero for any
	 * number. A bean of type UserLimit decides by user instead.
	 * @param onLimit What happens at a login beyond that number: the oldest login ends,
	 * or the session that would end first unless it is used, or the login is refused.
	 */
	public record Users(@DefaultValue("true") boolean recordDevice, @DefaultValue("false") boolean hashPrincipal,
			@DefaultValue("0") int maxSessions, @DefaultValue("evict-oldest") WhenReached onLimit) {

		@Override
		public int maxSessions() {
			if (this.maxSessions < 0) {
				throw new InvalidConfigurationPropertyValueException("redis-session.users.max-sessions",
						this.maxSessions, "Use a positive number, or zero for no limit");
			}
			return this.maxSessions;
		}

	}

	/**
	 * How attributes are stored.
	 *
	 * @param allowedPackages Packages whose classes may be stored in a session, with
	 * their sub-packages. By default those of the application.
	 * @param format What new values are written as.
	 * @param readFormats What stored values may be, besides 'format' and JSON, which are
	 * always read. By default Smile and CBOR, if their Jackson modules are there; name
	 * 'jdk' to read Java serialization.
	 * @param typeAliases Present names of renamed or moved classes by the names under
	 * which they are stored. Put a stored name into brackets, as in '[com.shop.Cart]'.
	 * @param onUnreadable What becomes of a session when one of its attributes cannot be
	 * read.
	 * @param warnSize Size of a stored value above which the log warns, once per name.
	 * @param maxSize Size of a stored value above which it is refused.
	 * @param maxSessionSize Size of all stored values of a session above which one that
	 * makes it grow is refused.
	 * @param compressAbove Size above which values are compressed. By default none are.
	 */
	public record Codec(@Nullable List<String> allowedPackages, @DefaultValue("json") AttributeFormat format,
			@Nullable Set<AttributeFormat> readFormats, @DefaultValue Map<String, String> typeAliases,
			@DefaultValue("drop-attribute") UnreadablePolicy onUnreadable, @DefaultValue("64KB") DataSize warnSize,
			@DefaultValue("512KB") DataSize maxSize, @DefaultValue("4MB") DataSize maxSessionSize,
			@Nullable DataSize compressAbove) {

	}

	/**
	 * With which keys attributes are encrypted.
	 *
	 * @param keys Keys of 16 or 32 bytes in Base64, each after an id and a colon. The
	 * first one encrypts, all of them decrypt; 'none' as the first one encrypts nothing.
	 * Without keys nothing is encrypted.
	 * @param acceptUnencrypted Whether values that are not encrypted are read, as they
	 * have to be until the last session has ended that began without encryption.
	 */
	public record Encryption(@DefaultValue List<String> keys, @DefaultValue("true") boolean acceptUnencrypted) {

		/**
		 * Leaves out the keys.
		 */
		@Override
		public String toString() {
			return "Encryption[keys=%d, acceptUnencrypted=%s]".formatted(this.keys.size(), this.acceptUnencrypted);
		}

	}

	/**
	 * What happens when Redis does not answer.
	 *
	 * @param timeout How long a request waits for one answer of Redis.
	 * @param circuit When Redis counts as away and is not asked any more, and when as
	 * back.
	 * @param onOutage What becomes of requests that need a session while Redis is away:
	 * they go on as if nobody were logged in, or are answered with the status 503, or go
	 * on with what this instance remembers.
	 * @param paths Paths with a behaviour of their own while Redis is away. Of several
	 * that match, the first counts.
	 * @param retry Whether a command whose answer was lost with its connection is sent
	 * once more, if that does no harm.
	 * @param retryAfter When a client that was answered with the status 503 may try
	 * again.
	 * @param local What this instance remembers, if 'local' is used.
	 * @param requireAtStartup Whether the application does not start without Redis.
	 */
	public record Resilience(@DefaultValue("1s") Duration timeout, @DefaultValue Circuit circuit,
			@DefaultValue("anonymous") OutageMode onOutage, @DefaultValue List<OutagePath> paths,
			@DefaultValue("5s") Duration retryAfter, @DefaultValue("true") boolean retry, @DefaultValue Local local,
			@DefaultValue("false") boolean requireAtStartup) {

		public Resilience {
			positive("redis-session.resilience.timeout", timeout);
			positive("redis-session.resilience.retry-after", retryAfter);
		}

		boolean isLocal() {
			return this.onOutage == OutageMode.LOCAL
					|| this.paths.stream().anyMatch((path) -> path.onOutage() == OutageMode.LOCAL);
		}

	}

	/**
	 * When Redis counts as away and is not asked any more, and when as back.
	 *
	 * @param failureRate Share of failed operations, in percent, at which Redis counts as
	 * away.
	 * @param window How many of the last operations are looked at.
	 * @param minimumCalls How many operations there must have been at least.
	 * @param probeInterval How often Redis is tried in the background while it is away.
	 * @param probes How many tries in a row have to succeed.
	 */
	public record Circuit(@DefaultValue("50") float failureRate, @DefaultValue("20") int window,
			@DefaultValue("5") int minimumCalls, @DefaultValue("500ms") Duration probeInterval,
			@DefaultValue("2") int probes) {

		private static final String PREFIX = "redis-session.resilience.circuit.";

		public Circuit {
			if (!(failureRate > 0 && failureRate <= 100)) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + "failure-rate", failureRate,
						"It has to be more than 0 and at most 100");
			}
			positive(PREFIX + "window", window);
			positive(PREFIX + "minimum-calls", minimumCalls);
			positive(PREFIX + "probe-interval", probeInterval);
			positive(PREFIX + "probes", probes);
		}

	}

	/**
	 * Paths with a behaviour of their own while Redis is away.
	 *
	 * @param paths Patterns of the paths.
	 * @param onOutage What becomes of requests to them.
	 */
	public record OutagePath(@DefaultValue List<String> paths, @Nullable OutageMode onOutage) {

	}

	/**
	 * What an instance remembers of sessions for the time when Redis is away.
	 *
	 * @param maxSize Size of all remembered sessions together. Those that were not used
	 * for the longest time are forgotten first. Sessions with changes may take as much
	 * again; what does not fit is lost.
	 * @param journalSize How many sessions may have changes that are not stored yet.
	 * Changes of others are lost.
	 */
	public record Local(@DefaultValue("64MB") DataSize maxSize, @DefaultValue("10000") int journalSize) {

		public Local {
			positive("redis-session.resilience.local.journal-size", journalSize);
			if (maxSize.toBytes() <= 0) {
				throw new InvalidConfigurationPropertyValueException("redis-session.resilience.local.max-size", maxSize,
						"It has to be at least 1B");
			}
		}

	}

	/**
	 * What Redis has to have done before a login, a logout or a new id is acknowledged.
	 *
	 * @param replicas How many replicas have to have it, as WAIT tells. Zero for none,
	 * and then WAIT is not sent.
	 * @param timeout How long to wait for them; less than
	 * 'redis-session.resilience.timeout'.
	 */
	public record Durability(@DefaultValue("0") int replicas, @DefaultValue("200ms") Duration timeout) {

		public Durability {
			if (replicas < 0) {
				throw new InvalidConfigurationPropertyValueException("redis-session.durability.replicas", replicas,
						"Use a positive number, or zero to wait for none");
			}
			positive("redis-session.durability.timeout", timeout);
		}

	}

	/**
	 * What is told when sessions begin and end.
	 *
	 * @param enabled Whether the nodes tell each other of sessions that begin and end. If
	 * not, no listener hears of any.
	 * @param grace For how long a session that has expired can still be read by those who
	 * hear of its end. Nobody hears of a session that expires while no node is running
	 * for longer than this.
	 * @param sweepInterval How often each node looks for sessions that have expired.
	 * @param batchSize How many sessions that have expired a node ends at a time at most,
	 * sixteen times in an interval.
	 * @param stream Work that has to be done once for every session that has expired.
	 */
	public record Events(@DefaultValue("true") boolean enabled, @DefaultValue("5m") Duration grace,
			@DefaultValue("1s") Duration sweepInterval, @DefaultValue("100") int batchSize,
			@DefaultValue Stream stream) {

		private static final String PREFIX = "redis-session.events.";

		public Events {
			positive(PREFIX + "grace", grace);
			positive(PREFIX + "sweep-interval", sweepInterval);
			positive(PREFIX + "batch-size", batchSize);
		}

		Duration graceInForce() {
			return this.enabled ? this.grace : Duration.ZERO;
		}

	}

	/**
	 * Work that has to be done once for every session that has expired.
	 *
	 * @param enabled Whether sessions that have expired are recorded in a stream, from
	 * which beans of type SessionExpiryHandler get them. It has to be the same on all
	 * nodes.
	 * @param group Who shares the work: of the nodes with the same group, one handles
	 * each session. By default the name of the application, or else 'sessions'.
	 * @param maxLength How many sessions are recorded at most, about. Older ones are
	 * lost.
	 * @param retention For how long the stream is kept when nobody uses it.
	 * @param retryDelay After what time a session is handled again if that has failed, or
	 * its node has died. It has to be longer than a handler takes.
	 * @param maxAttempts How often a session is handled at most. After that it is put
	 * aside.
	 */
	public record Stream(@DefaultValue("false") boolean enabled, @Nullable String group,
			@DefaultValue("100000") int maxLength, @DefaultValue("7d") Duration retention,
			@DefaultValue("1m") Duration retryDelay, @DefaultValue("5") int maxAttempts) {

		private static final String PREFIX = "redis-session.events.stream.";

		public Stream {
			positive(PREFIX + "max-length", maxLength);
			positive(PREFIX + "retention", retention);
			positive(PREFIX + "retry-delay", retryDelay);
			positive(PREFIX + "max-attempts", maxAttempts);
		}

	}

	/**
	 * By what sessions can be found.
	 *
	 * @param backend By what questions across sessions are answered. With 'auto' Redis
	 * Search does where it is there and complete, and sorted sets do otherwise.
	 * @param attributes Values inside of session attributes by which sessions can be
	 * found, by the name that questions use.
	 * @param timeout How long an answer may take. A request that asks waits that long at
	 * most.
	 */
	public record Query(@DefaultValue("auto") SearchBackend backend, @DefaultValue Map<String, Attribute> attributes,
			@DefaultValue("5s") Duration timeout) {

		public Query {
			positive("redis-session.query.timeout", timeout);
		}

	}

	/**
	 * A value inside of a session attribute.
	 *
	 * @param path Name of the session attribute, then of fields inside of it, with dots
	 * between, as in 'cart.lines.sku'. Lists on the way are walked through.
	 * @param type Whether the values are texts or a number.
	 */
	public record Attribute(@DefaultValue("") String path, @DefaultValue("tag") IndexType type) {

	}

	/**
	 * What is measured besides what requests do.
	 *
	 * @param sampleInterval How often the server is asked how many sessions there are and
	 * how it does, in the background; zero for never.
	 */
	public record Metrics(@DefaultValue("30s") Duration sampleInterval) {

	}

	/**
	 * What is said about the Redis server and the configuration.
	 *
	 * @param onStartup Whether both are checked when the application has started, in the
	 * background; what is found is logged.
	 * @param maxAge How old findings may be when health is asked. Older ones are looked
	 * for again in the background, if there was a check before; 0 for never.
	 */
	public record Checks(@DefaultValue("true") boolean onStartup, @DefaultValue("5m") Duration maxAge) {

	}

	/**
	 * When the application is healthy.
	 *
	 * @param readiness Whether an application whose Redis does not answer gets no
	 * requests. It adds 'redisSession' to the health group 'readiness', unless the
	 * members of that group are configured.
	 */
	public record Health(@DefaultValue("false") boolean readiness) {

	}

	/**
	 * Which sessions each node keeps in its own memory.
	 *
	 * @param enabled Whether sessions that this node has read lately are read from its
	 * own memory until Redis tells that they have changed.
	 * @param maxEntries How many sessions a node keeps at most.
	 * @param maxBytes How much memory they take at most, about.
	 * @param maxStaleness How old a session may be at most when the connection fails on
	 * which Redis tells of changes, and nobody has noticed yet.
	 */
	public record NearCache(@DefaultValue("false") boolean enabled, @DefaultValue("10000") int maxEntries,
			@DefaultValue("64MB") DataSize maxBytes, @DefaultValue("5s") Duration maxStaleness) {

		private static final String PREFIX = "redis-session.near-cache.";

		public NearCache {
			positive(PREFIX + "max-entries", maxEntries);
			positive(PREFIX + "max-staleness", maxStaleness);
			if (maxBytes.toBytes() <= 0) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + "max-bytes", maxBytes,
						"It has to be at least 1");
			}
		}

	}

	private static void positive(String property, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(property, value, "It has to be longer than nothing");
		}
	}

	private static void positive(String property, int value) {
		if (value <= 0) {
			throw new InvalidConfigurationPropertyValueException(property, value, "It has to be at least 1");
		}
	}

}
