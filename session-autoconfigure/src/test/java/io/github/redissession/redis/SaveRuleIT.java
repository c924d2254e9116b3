package io.github.redissession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionToken;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a save computes is written twice: in {@code save.lua}, and in
 * {@link SessionRecord#with}. Generated changes have to leave the same session on a real
 * server and in Java.
 * <p>
 * The script reads the server's clock itself, so a test cannot know its time exactly. It
 * knows the two readings between which the script ran. Applied at either of them, the
 * change must leave the same session, or two between which the stored one lies.
 */
@ExtendWith(RedisServer.Shared.class)
class SaveRuleIT {

	private static final int SEQUENCES = 60;

	private static final int CHANGES = 6;

	private RedisServer redis;

	private SessionStore store;

	@BeforeEach
	void createStore(RedisServer redis) {
		this.redis = redis;
		this.store = RedisStores.store(redis.connectionFactory());
	}

	@Test
	void theScriptAndTheRecordComputeTheSame() {
		int compared = 0;
		for (long seed = 1; seed <= SEQUENCES; seed++) {
			compared += check(seed);
		}
		assertThat(compared).as("saves of sessions that went on").isGreaterThan(SEQUENCES * CHANGES / 2);
	}

	private int check(long seed) {
		Random random = new Random(seed);
		String id = SessionToken.random().id();
		Map<String, String> known = Map.of();
		SessionRecord stored = null;
		for (int i = 0; i < CHANGES; i++) {
			SessionDelta delta = (stored == null) ? change(random, SessionDelta.create(id, terms(random), ago(random)))
					: next(random, stored, known);
			String failure = "seed %d, change %d: %s of %s".formatted(seed, i, delta, stored);
			Instant earliest = time();
			SaveResult result = this.store.save(delta).toCompletableFuture().join();
			Instant latest = time();
			SessionRecord low = applied(delta, stored, earliest);
			SessionRecord high = applied(delta, stored, latest);
			SessionRecord found = this.store.find(delta.id()).toCompletableFuture().join();
			if (low.isOver() || high.isOver() || result == SaveResult.GONE || found == null) {
				assertThat(high.after(Duration.between(latest, time())).isOver()).as(failure).isTrue();
				return i;
			}
			assertThat(result).as(failure).isEqualTo(SaveResult.SAVED);
			assertSame(failure, found, low, high);
			known = found.details();
			stored = found;
		}
		return CHANGES;
	}

	private SessionDelta next(Random random, SessionRecord before, Map<String, String> known) {
		SessionDelta.Builder delta = (random.nextInt(6) == 0)
				? SessionDelta.changeId(before.id(), SessionToken.random().id(), terms(random))
				: SessionDelta.update(before.id(), terms(random));
		return change(random, delta.known(known));
	}

	private static SessionDelta change(Random random, SessionDelta.Builder delta) {
		if (random.nextInt(4) > 0) {
			delta.accessedAgo(ago(random));
		}
		if (random.nextInt(4) == 0) {
			delta.ownIdleTimeout(duration(random));
		}
		if (random.nextInt(4) == 0) {
			delta.detail(SessionRecord.PRINCIPAL, random.nextBoolean() ? "user" + random.nextInt(2) : null);
		}
		if (random.nextInt(4) == 0) {
			delta.detail("device.ip", random.nextBoolean() ? "::" + random.nextInt(9) : null);
		}
		for (int i = random.nextInt(3); i > 0; i--) {
			String value = "value " + random.nextInt(9);
			delta.attribute("a" + random.nextInt(3),
					(random.nextInt(3) > 0) ? value.getBytes(StandardCharsets.UTF_8) : null);
		}
		return delta.build();
	}

	private static ExpiryTerms terms(Random random) {
		return new ExpiryTerms(duration(random), duration(random).multipliedBy(4),
				Duration.ofSeconds(random.nextInt(90)));
	}

	/** A limit: none, negative for none, or up to three hours with odd nanoseconds. */
	private static Duration duration(Random random) {
		return switch (random.nextInt(8)) {
			case 0 -> Duration.ZERO;
			case 1 -> ExpiryTerms.NEVER;
			case 2 -> Duration.ofSeconds(60 + random.nextInt(60));
			default -> Duration.ofSeconds(600 + random.nextInt(10_000), random.nextInt(1_000_000_000));
		};
	}

	/** Up to an hour ago, with odd nanoseconds; also nothing, and the future. */
	private static Duration ago(Random random) {
		return switch (random.nextInt(6)) {
			case 0 -> Duration.ZERO;
			case 1 -> Duration.ofSeconds(random.nextInt(3600), random.nextInt(1_000_000_000));
			default -> Duration.ofSeconds(random.nextInt(300), random.nextInt(1_000_000_000));
		};
	}

	private static SessionRecord applied(SessionDelta delta, @Nullable SessionRecord before, Instant now) {
		return (before != null) ? before.after(Duration.between(before.observed(), now)).with(delta)
				: SessionRecord.begin(delta, now);
	}

	private Instant time() {
		Object[] time = ((List<?>) this.redis.cli("TIME")).toArray();
		return Instant.ofEpochSecond(Long.parseLong(time[0].toString()), 1000 * Long.parseLong(time[1].toString()));
	}

	private static void assertSame(String failure, SessionRecord found, SessionRecord low, SessionRecord high) {
		assertBetween(failure + ": created", found.created(), low.created(), high.created());
		assertBetween(failure + ": accessed", found.accessed(), low.accessed(), high.accessed());
		assertBetween(failure + ": deadline", found.deadline(), low.deadline(), high.deadline());
		assertBetween(failure + ": expires", found.expires(), low.expires(), high.expires());
		assertThat(found.longestGap()).as(failure + ": gap").isBetween(low.longestGap(), high.longestGap());
		assertThat(found.ownIdleTimeout()).as(failure + ": own idle timeout").isEqualTo(high.ownIdleTimeout());
		assertThat(found.details()).as(failure + ": details").isEqualTo(high.details());
		assertThat(strings(found)).as(failure + ": attributes").isEqualTo(strings(high));
	}

	private static void assertBetween(String failure, @Nullable Instant found, @Nullable Instant low,
			@Nullable Instant high) {
		if (low == null || high == null) {
			assertThat(found).as(failure).isNull();
			assertThat(high).as(failure).isEqualTo(low);
		}
		else {
			assertThat(found).as(failure).isBetween(low, high);
		}
	}

	private static Map<String, String> strings(SessionRecord record) {
		Map<String, String> strings = new HashMap<>();
		record.attributes().forEach((name, value) -> strings.put(name, new String(value, StandardCharsets.UTF_8)));
		return strings;
	}

}
