package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.redissession.StoredSession;
import io.github.redissession.codec.CodecSettings;
import io.github.redissession.codec.EnvelopeCodec;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session of many attributes costs what a request uses of it.
 */
class LazyDecodingTests {

	private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), ExpiryTerms.NEVER,
			Duration.ofMinutes(1));

	private final List<String> decoded = new ArrayList<>();

	private final List<String> encoded = new ArrayList<>();

	@Test
	void ofFiftyAttributesOneIsReadAndOneIsDecoded() {
		StoredSessionRepository repository = new StoredSessionRepository(new InMemorySessionStore(() -> NOW),
				SessionLookup.NONE,
				TestSettings.of(new CountingCodec(), (principal) -> TERMS, (session) -> null, () -> NOW, List.of()),
				TimeBudget.Budgets.of(Duration.ofSeconds(5)));
		StoredSession session = repository.createSession();
		for (int i = 0; i < 50; i++) {
			session.setAttribute("a" + i, new ArrayList<>(List.of(i)));
		}
		repository.save(session);
		this.encoded.clear();
		StoredSession found = repository.findById(session.getId());
		assertThat(found.getAttributeNames()).hasSize(50);
		assertThat(found.<List<Integer>>getAttribute("a7")).containsExactly(7);
		assertThat(found.<List<Integer>>getAttribute("a7")).containsExactly(7);
		repository.save(found);
		assertThat(this.decoded).containsExactly("a7");
		assertThat(this.encoded).as("to see whether it was changed in place").containsExactly("a7");
	}

	@Test
	void whatCannotChangeIsEncodedOnceAndWhatCanBeforeEachSave() {
		StoredSessionRepository repository = new StoredSessionRepository(new InMemorySessionStore(() -> NOW),
				SessionLookup.NONE,
				TestSettings.of(new CountingCodec(), (principal) -> TERMS, (session) -> null, () -> NOW, List.of()),
				TimeBudget.Budgets.of(Duration.ofSeconds(5)));
		StoredSession session = repository.createSession();
		List<String> list = new ArrayList<>(List.of("0"));
		session.setAttribute("text", "1");
		session.setAttribute("list", list);
		repository.save(session);
		list.add("1");
		repository.save(session);
		repository.save(session);
		assertThat(this.encoded.stream().filter("text"::equals)).hasSize(1);
		assertThat(this.encoded.stream().filter("list"::equals)).hasSizeGreaterThan(3);
		session.setAttribute("text", "2");
		repository.save(session);
		session.removeAttribute("text");
		session.setAttribute("text", "2");
		repository.save(session);
		session.setAttribute("text", "1");
		repository.save(session);
		session.setAttribute("text", "3");
		session.setAttribute("text", "1");
		repository.save(session);
		StoredSession found = repository.findById(session.getId());
		assertThat(found.<String>getAttribute("text")).isEqualTo("1");
		assertThat(found.<List<String>>getAttribute("list")).containsExactly("0", "1");
	}

	/**
	 * Notes what it is asked for.
	 */
	private final class CountingCodec implements AttributeCodec {

		private final AttributeCodec codec = new EnvelopeCodec(
				CodecSettings.of(List.of(), LazyDecodingTests.class.getClassLoader()));

		@Override
		public byte[] encode(String name, Object value) {
			LazyDecodingTests.this.encoded.add(name);
			return this.codec.encode(name, value);
		}

		@Override
		public boolean isImmutable(Class<?> type) {
			return this.codec.isImmutable(type);
		}

		@Override
		public Object decode(String name, byte[] bytes) {
			LazyDecodingTests.this.decoded.add(name);
			return this.codec.decode(name, bytes);
		}

	}

}
