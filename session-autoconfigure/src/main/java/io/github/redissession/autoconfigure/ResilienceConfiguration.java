package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import io.github.redissession.Outages;
import io.github.redissession.SessionToken;
import io.github.redissession.StoreCircuit;
import io.github.redissession.autoconfigure.RedisSessionProperties.Circuit;
import io.github.redissession.autoconfigure.RedisSessionProperties.Resilience;
import io.github.redissession.redis.RedisCommands;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.resilience.CircuitGuard;
import io.github.redissession.resilience.CircuitSettings;
import io.github.redissession.resilience.CircuitView;
import io.github.redissession.resilience.StoreProbe;

/**
 * What happens while Redis is slow or away. Lazy, because an application with a store of
 * its own has none of it.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
class ResilienceConfiguration {

	/**
	 * How long a caller waits for a store at most that does not keep the time budget
	 * itself, as one of the application's own may do.
	 */
	static Duration patience(RedisSessionProperties properties) {
		Duration timeout = properties.resilience().timeout();
		return timeout.plus(timeout.dividedBy(2));
	}

	@Bean
	CircuitGuard sessionCircuitGuard(RedisSessionProperties properties, RedisCommands commands,
			RedisSettings settings) {
		Resilience resilience = properties.resilience();
		Circuit circuit = resilience.circuit();
		return new CircuitGuard(
				new CircuitSettings(resilience.timeout(), circuit.failureRate(), circuit.window(),
						circuit.minimumCalls(), circuit.probeInterval(), circuit.probes()),
				probe(commands, settings), settings.observer(), InstantSource.system());
	}

	/**
	 * Looks for a session that never was, each time on another node of a cluster.
	 */
	private static StoreProbe probe(RedisCommands commands, RedisSettings settings) {
		RedisSessionStore store = new RedisSessionStore(commands, settings);
		return new StoreProbe() {

			@Override
			public CompletionStage<? extends @Nullable Object> send() {
				return store.find(SessionToken.random().id());
			}

			@Override
			public void reconnect() {
				commands.reconnect();
			}

		};
	}

	@Bean
	StoreCircuit sessionStoreCircuit(CircuitGuard guard) {
		return new CircuitView(guard, () -> 0);
	}

	@Bean
	@ConditionalOnMissingBean
	Outages sessionOutages(RedisSessionProperties properties) {
		return new Outages(properties.resilience().onOutage(), null);
	}

}
