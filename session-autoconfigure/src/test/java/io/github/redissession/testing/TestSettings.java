package io.github.redissession.testing;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;

import io.github.redissession.index.LegacySessions;
import io.github.redissession.core.LocalMemory;
import io.github.redissession.core.Outages;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.index.AttributeIndexer;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.AttributeRules;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionObserver;

/**
 * Settings for tests: without indexes, and every failure of the store reaches the caller.
 */
public final class TestSettings {

	private static final AttributeIndexer NO_INDEXES = new AttributeIndexer() {

		@Override
		public boolean isIndexed(String attribute) {
			return false;
		}

		@Override
		public Map<String, @Nullable String> details(String attribute, @Nullable Object value) {
			return Map.of();
		}

	};

	private TestSettings() {
	}

	public static SessionSettings of(AttributeCodec codec, ExpiryPolicy policy,
			Function<Session, @Nullable String> principalResolver, InstantSource clock,
			List<SessionObserver> observers) {
		return of(codec, policy, principalResolver, clock, observers, AttributeRules.LENIENT);
	}

	public static SessionSettings of(AttributeCodec codec, ExpiryPolicy policy,
			Function<Session, @Nullable String> principalResolver, InstantSource clock, List<SessionObserver> observers,
			AttributeRules rules) {
		return new SessionSettings(codec, policy, principalResolver, UserPolicy.DEFAULT, clock,
				SessionObserver.all(observers), rules, new Outages(OutageMode.REJECT, null, (name) -> false),
				NO_INDEXES, new LocalMemory(clock), (id) -> false, LegacySessions.NONE);
	}

	public static SessionSettings of(AttributeCodec codec, ExpiryPolicy policy,
			Function<Session, @Nullable String> principalResolver, InstantSource clock, List<SessionObserver> observers,
			Outages outages) {
		return new SessionSettings(codec, policy, principalResolver, UserPolicy.DEFAULT, clock,
				SessionObserver.all(observers), AttributeRules.LENIENT, outages, NO_INDEXES, new LocalMemory(clock),
				(id) -> false, LegacySessions.NONE);
	}

}
