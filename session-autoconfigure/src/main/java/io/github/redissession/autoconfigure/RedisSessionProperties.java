package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.unit.DataSize;

import io.github.redissession.codec.AttributeFormat;
import io.github.redissession.codec.FormatChoice;
import io.github.redissession.expiry.ExpiryPreset;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionLimit.WhenReached;
import io.github.redissession.spi.UnreadablePolicy;
import io.github.redissession.takeover.TakeoverMode;

/**
 * Properties of the session store.
 *
 * @param namespace Prefix of every key in Redis, followed by a colon. Defaults to
 * 'session-' and the name of the application ('spring.application.name'), in which any
 * character but ASCII letters, digits, '.', '_' and '-' is percent-encoded, or to
 * 'session' if the application has no name.
 * @param redis Connection to a Redis that serves sessions only. Accepts the same settings
 * as 'spring.data.redis', for example 'redis-session.redis.url'. If empty, sessions use
 * the application's Redis.
 * @param expiry Limits after which a session ends.
 * @param users What is stored about users, and how many sessions a user may have.
 * @param codec How attributes are stored.
 * @param encryption How attributes are encrypted.
 * @param resilience What happens when Redis does not respond.
 * @param durability Which replicas must acknowledge a login, a logout or a new session
 * id.
 * @param events How nodes learn that sessions begin and end.
 * @param query Queries across sessions.
 * @param metrics How the Redis server is sampled for metrics.
 * @param checks When the Redis server and the configuration are checked.
 * @param health How Redis affects the health of the application.
 * @param nearCache Which sessions each node keeps in its own memory.
 * @param websocket How WebSockets use the sessions under which they were opened.
 * @param takeover How the sessions of Spring Session Data Redis are taken over.
 * @param flashCookie Whether a cookie indicates that Spring MVC flash attributes may be
 * present. Without it, every request from a client that has a session reads that session
 * to look for flash attributes, even if the request makes no other use of it. Not
 * suitable for clients that do not keep cookies.
 */
@ConfigurationProperties("redis-session")
public record RedisSessionProperties(@Nullable String namespace, @DefaultValue Map<String, String> redis,
		@DefaultValue Expiry expiry, @DefaultValue Users users, @DefaultValue Codec codec,
		@DefaultValue Encryption encryption, @DefaultValue Resilience resilience, @DefaultValue Durability durability,
		@DefaultValue Events events, @DefaultValue Query query, @DefaultValue Metrics metrics,
		@DefaultValue Checks checks, @DefaultValue Health health, @DefaultValue NearCache nearCache,
		@DefaultValue Websocket websocket, @DefaultValue Takeover takeover,
		@DefaultValue("false") boolean flashCookie) {

	/**
	 * Omits the values of {@code redis}, because they may include a password.
	 */
	@Override
	public String toString() {
		return "RedisSessionProperties[namespace=%s, redis=%s, expiry=%s, users=%s, codec=%s, encryption=%s, resilience=%s, durability=%s, events=%s, query=%s, metrics=%s, checks=%s, health=%s, nearCache=%s, websocket=%s, takeover=%s, flashCookie=%s]"
			.formatted(this.namespace, this.redis.keySet(), this.expiry, this.users, this.codec, this.encryption,
					this.resilience, this.durability, this.events, this.query, this.metrics, this.checks, this.health,
					this.nearCache, this.websocket, this.takeover, this.flashCookie);
	}

	/**
	 * Limits after which a session ends.
	 *
	 * @param idleTimeout Time after which an unused session ends; zero or negative for no
	 * idle timeout. Defaults to Spring Boot's session timeout, or to the limit of the
	 * preset if that is shorter.
	 * @param maxLifetime Time after its creation at which a session ends even if it is in
	 * use; zero or negative for no limit. Defaults to the limit of the preset, or to 30
	 * days without a preset.
	 * @param touchInterval Minimum age of the last recorded access before another access
	 * is written to Redis. A session ends between one idle timeout and one idle timeout
	 * plus this interval after its last use.
	 * @param anonymousIdleTimeout Idle timeout of sessions in which no user is logged in.
	 * Applies only if it is shorter than the idle timeout.
	 * @param passivePaths Path patterns of requests that read the session without
	 * prolonging it, for example requests with which pages poll.
	 * @param sensitive Paths that require a new login if the session has gone unused for
	 * longer than the idle timeout given for them.
	 * @param preset Limits defined by an assurance level of NIST SP 800-63B-4. Looser
	 * values are rejected for 'aal3', whose idle timeout includes the touch interval, and
	 * logged as a warning for the other levels.
	 */
	public record Expiry(@Nullable Duration idleTimeout, @Nullable Duration maxLifetime,
			@DefaultValue("1m") Duration touchInterval, @Nullable Duration anonymousIdleTimeout,
			@DefaultValue List<String> passivePaths, @DefaultValue List<Sensitive> sensitive,
			@Nullable ExpiryPreset preset) {

	}

	/**
	 * Paths that require a recently used session.
	 *
	 * @param paths Patterns of the paths.
	 * @param idleTimeout Longest time the session may have gone unused at any point since
	 * the login; one more touch interval is tolerated.
	 */
	public record Sensitive(@DefaultValue List<String> paths, @Nullable Duration idleTimeout) {

	}

	/**
	 * What is stored about users, and how many sessions a user may have.
	 *
	 * @param recordDevice Whether a login records the client's address and user agent,
	 * which the list of a user's devices shows.
	 * @param hashPrincipal Whether user names in keys and fields are stored as SHA-256
	 * hashes. Attributes such as the security context still contain the names.
	 * @param maxSessions Maximum number of concurrent sessions per user; zero for no
	 * limit. A bean of type UserLimit sets the limit for each user instead.
	 * @param onLimit What happens at a login beyond the maximum number of sessions: the
	 * session with the oldest login ends ('evict-oldest'), the session that would be the
	 * first to end without further use ends ('evict-least-used'), or the login is refused
	 * ('reject').
	 */
	public record Users(@DefaultValue("true") boolean recordDevice, @DefaultValue("false") boolean hashPrincipal,
			@DefaultValue("0") int maxSessions, @DefaultValue("evict-oldest") WhenReached onLimit) {

		@Override
		public int maxSessions() {
			require(this.maxSessions >= 0, "redis-session.users.max-sessions", this.maxSessions,
					"Must be positive, or zero for no limit");
			return this.maxSessions;
		}

	}

	/**
	 * How attributes are stored.
	 *
	 * @param allowedPackages Packages, including their subpackages, or single classes,
	 * such as 'com.example.Cart', that may be stored in a session, in addition to the
	 * packages of the application.
	 * @param format Format in which new values are written.
	 * @param readFormats Formats in which stored values are accepted, in addition to
	 * 'format' and JSON, which are always accepted. Defaults to Smile and CBOR if their
	 * Jackson modules are present. Include 'jdk' to read Java serialization.
	 * @param formats Formats of some attributes, keyed by patterns of their names or of
	 * the names of their classes, in which '*' stands for any characters but dots and
	 * '**' for any characters. 'local' keeps an attribute in the memory of the instance
	 * that sets it, which requires sticky sessions. Put keys in brackets, as in
	 * '[com.example.**]'.
	 * @param typeAliases Current names of renamed or moved classes, keyed by the names
	 * under which they are stored. Put a stored name in brackets, as in
	 * '[com.shop.Cart]'.
	 * @param onUnreadable What happens to a session when one of its attributes cannot be
	 * read.
	 * @param warnSize Size of a stored value above which a warning is logged, once per
	 * attribute name.
	 * @param maxSize Maximum size of a stored value. Larger values are rejected.
	 * @param maxSessionSize Total size of a session's stored values above which any value
	 * that makes the session grow is rejected.
	 * @param compressAbove Size above which values are compressed. By default, no values
	 * are compressed.
	 */
	public record Codec(@DefaultValue List<String> allowedPackages, @DefaultValue("json") AttributeFormat format,
			@Nullable Set<AttributeFormat> readFormats, @DefaultValue Map<String, FormatChoice> formats,
			@DefaultValue Map<String, String> typeAliases,
			@DefaultValue("drop-attribute") UnreadablePolicy onUnreadable, @DefaultValue("64KB") DataSize warnSize,
			@DefaultValue("512KB") DataSize maxSize, @DefaultValue("4MB") DataSize maxSessionSize,
			@Nullable DataSize compressAbove) {

	}

	/**
	 * How attributes are encrypted.
	 *
	 * @param keys Base64-encoded keys of 16 or 32 bytes, each preceded by an id and a
	 * colon. The first key encrypts and all keys decrypt; with 'none' as the first entry,
	 * new values are not encrypted. Without keys, nothing is encrypted.
	 * @param acceptUnencrypted Whether unencrypted values are accepted. Required until
	 * the last session that began without encryption has ended.
	 */
	public record Encryption(@DefaultValue List<String> keys, @DefaultValue("true") boolean acceptUnencrypted) {

		/**
		 * Omits the keys.
		 */
		@Override
		public String toString() {
			return "Encryption[keys=%d, acceptUnencrypted=%s]".formatted(this.keys.size(), this.acceptUnencrypted);
		}

	}

	/**
	 * What happens when Redis does not respond.
	 *
	 * @param timeout Maximum time that a request waits for a single reply from Redis.
	 * @param writeTimeout Maximum time that a request waits for Redis to store a change,
	 * and that a request other than GET and HEAD waits for its session. Defaults to 5
	 * seconds, or to 'timeout' if that is longer.
	 * @param circuit When Redis is considered unavailable and no longer called, and when
	 * it is considered available again.
	 * @param onOutage How requests that need a session are handled while Redis is
	 * unavailable: they continue as if no user were logged in ('anonymous'), are answered
	 * with status 503 ('reject'), or continue with the sessions that this instance
	 * remembers ('local').
	 * @param paths Paths with their own behavior while Redis is unavailable. The first
	 * entry that matches applies.
	 * @param expendableAttributes Names of attributes that may be lost while Redis is
	 * unavailable, because they are set again when they are missing; '*' stands for any
	 * characters. A request that sets or removes any other attribute is answered with
	 * status 503 if that cannot be stored, unless 'local' keeps it.
	 * @param retry Whether a command whose reply was lost with its connection is sent
	 * once more, provided that this does no harm.
	 * @param retryAfter Time after which a client that was answered with status 503 may
	 * try again.
	 * @param local What this instance remembers if 'local' is used.
	 * @param requireAtStartup Whether startup fails if Redis is unreachable.
	 */
	public record Resilience(@DefaultValue("1s") Duration timeout, @Nullable Duration writeTimeout,
			@DefaultValue Circuit circuit, @DefaultValue("anonymous") OutageMode onOutage,
			@DefaultValue List<OutagePath> paths, @DefaultValue( {
					"org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN",
					"org.springframework.security.web.server.csrf.WebSessionServerCsrfTokenRepository.CSRF_TOKEN",
					"SPRING_SECURITY_SAVED_REQUEST",
					"SPRING_SECURITY_LAST_EXCEPTION" }) List<String> expendableAttributes,
			@DefaultValue("5s") Duration retryAfter, @DefaultValue("true") boolean retry, @DefaultValue Local local,
			@DefaultValue("false") boolean requireAtStartup){

		private static final String TIMEOUT = "redis-session.resilience.timeout";

		private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

		public Resilience {
			positive(TIMEOUT, timeout);
			positive("redis-session.resilience.retry-after", retryAfter);
			if (writeTimeout != null) {
				require(writeTimeout.compareTo(timeout) >= 0, "redis-session.resilience.write-timeout", writeTimeout,
						"Must not be less than %s, which is %d ms".formatted(TIMEOUT, timeout.toMillis()));
			}
		}

		@Override
		public Duration writeTimeout() {
			if (this.writeTimeout != null) {
				return this.writeTimeout;
			}
			return (this.timeout.compareTo(WRITE_TIMEOUT) > 0) ? this.timeout : WRITE_TIMEOUT;
		}

		boolean isExpendable(String attribute) {
			return PatternMatchUtils.simpleMatch(this.expendableAttributes.toArray(String[]::new), attribute);
		}

		boolean isLocal() {
			return this.onOutage == OutageMode.LOCAL
					|| this.paths.stream().anyMatch((path) -> path.onOutage() == OutageMode.LOCAL);
		}

	}

	/**
	 * When Redis is considered unavailable and no longer called, and when it is
	 * considered available again.
	 *
	 * @param failureRate Percentage of failed operations, above 0 and up to 100, at which
	 * Redis is considered unavailable.
	 * @param window Number of most recent operations from which the failure rate is
	 * calculated.
	 * @param minimumCalls Minimum number of operations before the failure rate is
	 * evaluated.
	 * @param probeInterval Interval at which Redis is probed in the background while it
	 * is unavailable.
	 * @param probes Number of consecutive probes that must succeed before Redis is
	 * considered available again.
	 */
	public record Circuit(@DefaultValue("50") float failureRate, @DefaultValue("20") int window,
			@DefaultValue("5") int minimumCalls, @DefaultValue("500ms") Duration probeInterval,
			@DefaultValue("2") int probes) {

		private static final String PREFIX = "redis-session.resilience.circuit.";

		public Circuit {
			require(failureRate > 0 && failureRate <= 100, PREFIX + "failure-rate", failureRate,
					"Must be greater than 0 and at most 100");
			positive(PREFIX + "window", window);
			positive(PREFIX + "minimum-calls", minimumCalls);
			positive(PREFIX + "probe-interval", probeInterval);
			positive(PREFIX + "probes", probes);
		}

	}

	/**
	 * Paths with their own behavior while Redis is unavailable.
	 *
	 * @param paths Patterns of the paths.
	 * @param onOutage How requests to these paths are handled.
	 */
	public record OutagePath(@DefaultValue List<String> paths, @Nullable OutageMode onOutage) {

	}

	/**
	 * What an instance remembers of sessions to survive an outage of Redis.
	 *
	 * @param maxSize Maximum total size of the remembered sessions. The least recently
	 * used sessions are forgotten first. Sessions with changes may take up the same
	 * amount again; changes that do not fit are lost.
	 * @param journalSize Maximum number of sessions with changes that have not been
	 * stored yet. Changes to further sessions are lost.
	 */
	public record Local(@DefaultValue("64MB") DataSize maxSize, @DefaultValue("10000") int journalSize) {

		public Local {
			positive("redis-session.resilience.local.journal-size", journalSize);
			positive("redis-session.resilience.local.max-size", maxSize);
		}

	}

	/**
	 * Which replicas must acknowledge a login, a logout or a new session id.
	 *
	 * @param replicas Number of replicas that must acknowledge a login, a logout or a new
	 * session id (WAIT). Zero for none, in which case WAIT is not sent.
	 * @param timeout Maximum time to wait for the replicas; Redis may answer up to 100 ms
	 * later. Must be at least 150 ms shorter than 'redis-session.resilience.timeout'.
	 */
	public record Durability(@DefaultValue("0") int replicas, @DefaultValue("200ms") Duration timeout) {

		public Durability {
			require(replicas >= 0, "redis-session.durability.replicas", replicas,
					"Must be positive, or zero to wait for no replica");
			positive("redis-session.durability.timeout", timeout);
		}

	}

	/**
	 * How nodes learn that sessions begin and end.
	 *
	 * @param enabled Whether nodes notify each other when sessions begin and end. If
	 * disabled, listeners receive no session events.
	 * @param grace How long an expired session remains readable by listeners that are
	 * notified of its end. If no node is running for longer than this, sessions that
	 * expire in the meantime end without an event.
	 * @param sweepInterval How often each node looks for expired sessions.
	 * @param batchSize Maximum number of expired sessions that a node ends in one batch.
	 * A node runs at most 16 batches per sweep interval.
	 * @param stream How work is done once for each expired session.
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
	 * How work is done once for each expired session.
	 *
	 * @param enabled Whether expired sessions are recorded in a stream, from which beans
	 * of type SessionExpiryHandler receive them. Must be the same on all nodes.
	 * @param group Group of nodes that share the work: one node of the group handles each
	 * session. Defaults to the name of the application, or to 'sessions' if it has none.
	 * @param maxLength Approximate maximum number of sessions recorded in the stream.
	 * Older ones are lost.
	 * @param retention How long the stream is kept while it is not in use.
	 * @param retryDelay Time after which a session is handled again if its handler failed
	 * or its node died. Must be longer than a handler takes.
	 * @param maxAttempts Maximum number of attempts to handle a session. After the last
	 * one, the session is set aside.
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
	 * Queries across sessions.
	 *
	 * @param backend How queries across sessions are answered. With 'auto', Redis Search
	 * is used where it is available and complete, and sorted sets otherwise.
	 * @param attributes Values within session attributes by which sessions can be found,
	 * keyed by the name that queries use.
	 * @param timeout Maximum time that a query may take, and that a request waits for its
	 * result.
	 */
	public record Query(@DefaultValue("auto") SearchBackend backend, @DefaultValue Map<String, Attribute> attributes,
			@DefaultValue("5s") Duration timeout) {

		public Query {
			positive("redis-session.query.timeout", timeout);
		}

	}

	/**
	 * A value within a session attribute.
	 *
	 * @param path Name of the session attribute, followed by the fields within it,
	 * separated by dots, as in 'cart.lines.sku'. Lists along the path are traversed.
	 * @param type Whether the values are texts or a number.
	 */
	public record Attribute(@DefaultValue("") String path, @DefaultValue("tag") IndexType type) {

	}

	/**
	 * How the Redis server is sampled for metrics.
	 *
	 * @param sampleInterval How often the number of sessions and the state of the server
	 * are sampled in the background; zero or negative for never.
	 */
	public record Metrics(@DefaultValue("30s") Duration sampleInterval) {

	}

	/**
	 * When the Redis server and the configuration are checked.
	 *
	 * @param onStartup Whether the Redis server and the configuration are checked in the
	 * background once the application has started. Findings are logged.
	 * @param maxAge Maximum age of the findings that health reports. Older findings are
	 * refreshed in the background, provided that a check has run before; zero or negative
	 * to never refresh them.
	 * @param sharedWith Names ('spring.application.name') of other applications that use
	 * the same namespace and database on purpose. They are not reported.
	 */
	public record Checks(@DefaultValue("true") boolean onStartup, @DefaultValue("5m") Duration maxAge,
			@DefaultValue Set<String> sharedWith) {

	}

	/**
	 * How Redis affects the health of the application.
	 *
	 * @param readiness Whether an application whose Redis does not respond receives no
	 * requests. Adds 'redisSession' to the health group 'readiness', unless the members
	 * of that group are configured.
	 */
	public record Health(@DefaultValue("false") boolean readiness) {

	}

	/**
	 * Which sessions each node keeps in its own memory.
	 *
	 * @param enabled Whether sessions that a node has read recently are read from its own
	 * memory until Redis reports that they have changed.
	 * @param maxEntries Maximum number of cached sessions per node.
	 * @param maxBytes Approximate maximum amount of memory that the cached sessions of a
	 * node take.
	 * @param maxStaleness Maximum age of a cached session while the connection over which
	 * Redis reports changes has failed without the node noticing.
	 */
	public record NearCache(@DefaultValue("false") boolean enabled, @DefaultValue("10000") int maxEntries,
			@DefaultValue("64MB") DataSize maxBytes, @DefaultValue("5s") Duration maxStaleness) {

		private static final String PREFIX = "redis-session.near-cache.";

		public NearCache {
			positive(PREFIX + "max-entries", maxEntries);
			positive(PREFIX + "max-staleness", maxStaleness);
			positive(PREFIX + "max-bytes", maxBytes);
		}

	}

	/**
	 * How WebSockets use the sessions under which they were opened.
	 *
	 * @param prolongSession Whether a message that a client sends over a WebSocket counts
	 * as an access, which prolongs the session. Pings, pongs and heartbeats never do.
	 */
	public record Websocket(@DefaultValue("false") boolean prolongSession) {

	}

	/**
	 * How the sessions of Spring Session Data Redis are taken over.
	 *
	 * @param mode Whether a client of Spring Session Data Redis keeps its session, which
	 * becomes a session of this store at the client's next request ('adopt'). No instance
	 * with Spring Session Data Redis may run any more.
	 * @param namespace Prefix of the keys of Spring Session Data Redis. If it is not set,
	 * 'spring.session.data.redis.namespace' applies, if that is set.
	 * @param repositoryType Repository that has stored the sessions
	 * ('spring.session.data.redis.repository-type'). Without a value, the keys of both
	 * are removed.
	 * @param serializer Serializer that has written the sessions: 'jdk', or the name of a
	 * bean of type RedisSerializer. Defaults to the bean
	 * 'springSessionDefaultRedisSerializer' if it exists, otherwise to 'jdk'.
	 * @param key Base64-encoded secret of 32 bytes from which tokens are derived, the
	 * same on all instances. By default, a random one is kept in Redis.
	 * @param until Last day of the takeover, such as '2027-01-31'. After it, a check
	 * reports that the mode is left over.
	 */
	public record Takeover(@DefaultValue("off") TakeoverMode mode, @DefaultValue("spring:session") String namespace,
			@Nullable RepositoryType repositoryType, @Nullable String serializer, @Nullable String key,
			@Nullable LocalDate until) {

		/**
		 * Omits the key.
		 */
		@Override
		public String toString() {
			return "Takeover[mode=%s, namespace=%s, repositoryType=%s, serializer=%s, key=%s, until=%s]".formatted(
					this.mode, this.namespace, this.repositoryType, this.serializer,
					(this.key != null) ? "set" : "none", this.until);
		}

	}

	/**
	 * The repositories of Spring Session Data Redis.
	 */
	public enum RepositoryType {

		/** Without indexes and events. */
		DEFAULT,

		/** With both. */
		INDEXED

	}

	private static void positive(String property, Duration value) {
		require(ExpiryTerms.isLimit(value), property, value, "Must be greater than zero");
	}

	private static void positive(String property, int value) {
		require(value > 0, property, value, "Must be at least 1");
	}

	private static void positive(String property, DataSize value) {
		require(value.toBytes() > 0, property, value, "Must be at least 1B");
	}

	static void require(boolean valid, String property, Object value, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(property, value, reason);
		}
	}

}
