package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;

import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.github.redissession.StoreCircuit;
import io.github.redissession.autoconfigure.RedisSessionProperties.Circuit;
import io.github.redissession.autoconfigure.RedisSessionProperties.Durability;
import io.github.redissession.autoconfigure.RedisSessionProperties.Resilience;
import io.github.redissession.core.Outages;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.Replicas;
import io.github.redissession.redis.inspect.ScriptProbe;
import io.github.redissession.redis.replication.ReplicatedSessionStore;
import io.github.redissession.resilience.CircuitGuard;
import io.github.redissession.resilience.CircuitSettings;
import io.github.redissession.resilience.CircuitView;
import io.github.redissession.resilience.JournalSettings;
import io.github.redissession.resilience.OutageJournal;
import io.github.redissession.resilience.Replay;
import io.github.redissession.resilience.ResilienceLayer;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionStore;

import static io.github.redissession.autoconfigure.RedisSessionProperties.require;

/**
 * What happens while Redis is slow or unavailable. Lazy, because an application with a
 * store of its own needs none of it.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
class ResilienceConfiguration {

	/** Longer than a machine is too busy to handle a timeout. */
	private static final Duration SLACK = Duration.ofSeconds(10);

	/**
	 * An idle server looks for waiting clients whose timeout has passed every 100 ms. The
	 * rest is for the write itself.
	 */
	private static final Duration LATE_WAIT = Duration.ofMillis(150);

	/**
	 * Returns how long a caller waits for a store. Ours limits the time itself, and the
	 * caller must not cut off the handling of a timeout on a busy machine.
	 */
	static TimeBudget.Budgets budgets(SessionStore store, RedisSessionProperties properties) {
		Duration slack = (store instanceof ResilienceLayer) ? SLACK : Duration.ZERO;
		return new TimeBudget.Budgets(new TimeBudget(properties.resilience().timeout().plus(slack)),
				new TimeBudget(properties.resilience().writeTimeout().plus(slack)));
	}

	@Bean
	CircuitGuard sessionCircuitGuard(RedisSessionProperties properties, SessionConnection commands,
			RedisSettings settings) {
		Resilience resilience = properties.resilience();
		Circuit circuit = resilience.circuit();
		return new CircuitGuard(
				new CircuitSettings(resilience.timeout(), resilience.writeTimeout(), circuit.failureRate(),
						circuit.window(), circuit.minimumCalls(), circuit.probeInterval(), circuit.probes()),
				RedisProbe.of(commands, settings), settings.observer(), InstantSource.system());
	}

	@Bean
	StoreCircuit sessionStoreCircuit(CircuitGuard guard, @Nullable Replay replay) {
		return new CircuitView(guard, (replay != null) ? replay.journal()::journalSize : () -> 0);
	}

	@Bean
	@ConditionalOnMissingBean
	Outages sessionOutages(RedisSessionProperties properties, @Nullable Replay replay) {
		return new Outages(properties.resilience().onOutage(), (replay != null) ? replay.journal() : null,
				properties.resilience()::isExpendable);
	}

	/**
	 * Returns {@code null} if no replica has to confirm anything.
	 */
	@Bean
	@Nullable Replication sessionReplication(RedisSessionProperties properties, SessionRedis redis, Environment environment) {
		Durability durability = properties.durability();
		if (durability.replicas() == 0) {
			return null;
		}
		String nodes = (properties.redis().isEmpty() ? "spring.data.redis" : "redis-session.redis")
				+ ".masterreplica.nodes";
		require(!Binder.get(environment).bind(nodes, Bindable.listOf(String.class)).isBound(),
				"redis-session.durability.replicas", durability.replicas(),
				"It needs a connection to the primary alone, which Lettuce does not offer with %s: use Sentinel, or set 0"
					.formatted(nodes));
		Duration timeout = properties.resilience().timeout();
		requireTimeForReplicas(durability.timeout(), timeout);
		return new Replication(
				SessionConnection.dedicated(redis.connectionFactory(), timeout, properties.resilience().retry()),
				new Replicas(durability.replicas(), durability.timeout()));
	}

	private static void requireTimeForReplicas(Duration replicas, Duration operation) {
		Duration most = operation.minus(LATE_WAIT);
		String advice = (most.toMillis() > 0) ? "set it to at most %d ms, or ".formatted(most.toMillis()) : "set ";
		require(replicas.compareTo(most) <= 0, "redis-session.durability.timeout", replicas,
				("Redis may answer WAIT 100 ms after its timeout, and a connection that does not answer within redis-session.resilience.timeout is replaced, "
						+ "which is %d ms: %sredis-session.resilience.timeout to at least %d ms")
					.formatted(operation.toMillis(), advice, replicas.plus(LATE_WAIT).toMillis()));
	}

	/**
	 * How changes get to replicas.
	 *
	 * @param commands a connection of its own, because WAIT holds up what follows it
	 * @param replicas how many must confirm
	 */
	record Replication(SessionConnection commands, Replicas replicas) {

		SessionStore around(SessionStore next, RedisSettings settings) {
			return new ReplicatedSessionStore(next, this.commands, settings, this.replicas);
		}

	}

	/**
	 * Returns {@code null} if no request goes on locally during an outage.
	 */
	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean(SessionStore.class)
	@Nullable Replay sessionJournalReplay(CircuitGuard guard, RedisSettings settings, RedisSessionProperties properties) {
		Resilience resilience = properties.resilience();
		if (!resilience.isLocal()) {
			return null;
		}
		require(ClassUtils.isPresent("com.github.benmanes.caffeine.cache.Caffeine", null),
				"redis-session.resilience.on-outage", OutageMode.LOCAL,
				"It needs Caffeine: add com.github.ben-manes.caffeine:caffeine to the dependencies");
		OutageJournal journal = new OutageJournal(
				new JournalSettings(resilience.local().maxSize().toBytes(), resilience.local().journalSize()));
		return new Replay(journal, guard, settings.observer(), resilience.timeout().multipliedBy(2));
	}

	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean(SessionStore.class)
	@ConditionalOnBooleanProperty("redis-session.resilience.require-at-startup")
	SmartInitializingSingleton sessionStoreAtStartup(SessionConnection commands, RedisSettings settings) {
		return RedisProbe.of(commands, settings)::require;
	}

	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean(SessionStore.class)
	ScriptCheck sessionScriptCheck(ObjectProvider<SessionConnection> commands, ObjectProvider<RedisSettings> settings,
			RedisSessionProperties properties) {
		return new ScriptCheck(() -> new ScriptProbe(commands.getObject(), settings.getObject().keys()),
				properties.resilience().timeout());
	}

	/**
	 * Resilience4j's own meters of the circuit, if its Micrometer module is present.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(SessionStore.class)
	@ConditionalOnClass({ MeterBinder.class, TaggedCircuitBreakerMetrics.class })
	static class MeterConfiguration {

		@Bean
		MeterBinder sessionCircuitMetrics(CircuitGuard guard) {
			return TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(guard.registry());
		}

	}

}
